/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/extension.h>
#include <string.h>
#include "output.h"
#include "port.h"

#define SIZE   512 /* power of two */
#define BURSTS 16  /* bursts of FIFO_MOST bytes in one section */
#define TX_SPINS \
	100000 /* reads of a FIFO that stays full: a stopped serial line must not stop this extension */

/* The output in order. It outlives the crash of an activation. */
static EXTENSION_KEPT char output[SIZE];
static EXTENSION_KEPT uint32_t head, tail;
static bool stuck; /* the UART took nothing for long: don't wait for it until it has room */

void output_init(void)
{
	if (head - tail > SIZE) /* an activation died in the middle of a change */
		tail = head;
}

uint32_t output_mark(void)
{
	return head;
}

void output_bytes(const char *bytes, uint32_t count)
{
	uint32_t at = head % SIZE, first = SIZE - at;

	if (count > SIZE - (head - tail))
		return;
	if (first > count)
		first = count;
	memcpy(output + at, bytes, first);
	memcpy(output, bytes + first, count - first);
	head += count;
}

void output_text(const char *text)
{
	output_bytes(text, (uint32_t)strlen(text));
}

/*
 * Inside the section: give the UART the bytes that it takes at once. An empty FIFO has room for FIFO_MOST bytes; the FIFO of
 * an emulated UART is empty again at once, so a whole line goes out.
 */
static void move_output(void)
{
	volatile uint32_t *data = port_data();
	uint32_t at = tail; /* in registers, to keep the section short */

	for (unsigned burst = 0; burst < BURSTS && at != head && port_is_idle(); burst++) {
		uint32_t end = head - at < FIFO_MOST ? head : at + FIFO_MOST;

		while (at != end)
			*data = (uint8_t)output[at++ % SIZE];
		tail = at;
	}
}

/* Outside the section: wait until the UART has room. @return false: it has none, after a wait */
static bool wait_for_room(void)
{
	unsigned spins = stuck ? 1 : TX_SPINS;

	while (spins && !port_is_idle())
		spins--;
	stuck = !spins;
	return spins;
}

void output_drain(uint32_t end)
{
	bool done;

	do {
		extension_enter(SECTION_UART);
		move_output();
		done = (int32_t)(end - tail) <= 0;
		extension_leave(SECTION_UART);
	} while (!done && wait_for_room());
}

bool output_begin(void)
{
	for (;;) {
		uint32_t end;

		extension_enter(SECTION_UART);
		if (SIZE - (head - tail) >= LINE_MOST)
			return true;
		end = head;
		extension_leave(SECTION_UART);
		output_drain(end);
		if (stuck)
			return false;
	}
}

void output_end(void)
{
	uint32_t end = head;

	extension_leave(SECTION_UART);
	output_drain(end);
}
