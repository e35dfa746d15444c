/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/extension.h>
#include <string.h>
#include "output.h"
#include "port.h"

#define SIZE	 512	/* power of two */
#define BURSTS	 16	/* of FIFO_MOST bytes, in one section */
#define TX_SPINS 100000 /* reads of a FIFO that has bytes: a line that is held must not hold us */

/* In the order in which it was written. The crash of an activation leaves it. */
static EXTENSION_KEPT char output[SIZE];
static EXTENSION_KEPT uint32_t head, tail;
static bool
    stuck; /* the UART took nothing for long: it isn't waited for until it has room by itself */

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
 * Inside the section: bring to the UART what it takes at once. An empty FIFO has room for FIFO_MOST bytes; where it is empty
 * again at once, as an emulated one, a line comes out whole.
 */
static void move_output(void)
{
	volatile uint32_t *data = port_data();
	uint32_t at = tail; /* in registers: the section is short */

	for (unsigned burst = 0; burst < BURSTS && at != head && port_is_idle(); burst++) {
		uint32_t end = head - at < FIFO_MOST ? head : at + FIFO_MOST;

		while (at != end)
			*data = (uint8_t)output[at++ % SIZE];
		tail = at;
	}
}

/* Outside the section. @return the UART takes more; false: it doesn't, and that was waited for */
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
