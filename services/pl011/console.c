/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdbool.h>
#include <skiff/extension.h>
#include "console.h"
#include "output.h"
#include "port.h"

#define LINE_SIZE  200
#define INPUT_SIZE 256	/* power of two */
#define ESCAPE	   0x14 /* Ctrl-T: the next client gets the input */

#define RX_MOST 64 /* bytes taken in one request */
#define STALL_S 1  /* a client that reads nothing for so long doesn't hold up others' input */

#define ESC 0x1b
#define BEL 0x07
#define DEL 0x7f

/* State within a control sequence (ECMA-48, 5.4, 8.3.89) that isn't shown. */
enum sequence { SEQUENCE_NONE = 0, SEQUENCE_ESC, SEQUENCE_CSI, SEQUENCE_OSC };

struct client {
	char line
	    [LINE_SIZE]; /* its unfinished line: `used` bytes, of which `shown` are on the screen */
	uint32_t used, shown;
	/* a carriage return came last: of a line's end, or to begin the line anew */
	uint8_t returned;
	uint8_t sequence; /* enum sequence */
	uint8_t raw;	  /* the line has control sequences, or is too long: it isn't shown twice */
	uint8_t input[INPUT_SIZE];
	uint32_t head, tail;
};

static struct client clients[CONSOLE_CLIENTS];
static unsigned client_count, focus;	       /* focus: the client that gets the input */
static unsigned open_client = CONSOLE_CLIENTS; /* client whose unfinished line is on the screen */
static uint32_t throttled;  /* input waits in the UART until the client with the focus has read */
static uint64_t full_since; /* since when the last full input buffer is full */
static const char *const colours[] = {"\033[36m", "\033[33m", "\033[32m",
				      "\033[35m", "\033[34m", "\033[31m"};

static const struct bulkhead_client *client_info(unsigned index)
{
	return (const struct bulkhead_client *)((uintptr_t)bootinfo() + bootinfo()->clients) +
	       index;
}

int console_init(void)
{
	const struct bulkhead_device *device =
	    (const void *)((uintptr_t)bootinfo() + bootinfo()->devices);

	if (bootinfo()->device_count == 0)
		return -ENODEV;
	port_init((volatile uint32_t *)device->ipa, device->uart);
	output_init();
	client_count = bootinfo()->client_count;
	if (client_count > CONSOLE_CLIENTS)
		client_count = CONSOLE_CLIENTS;
	while (focus + 1 < client_count && !client_info(focus)->inject_count)
		focus++;
	port_listen(true);
	return 0;
}

static void prefix(unsigned index)
{
	output_text(colours[index % (sizeof(colours) / sizeof(colours[0]))]);
	output_text(client_info(index)->name);
	output_text(" |\033[0m ");
}

/*
 * Erase a client's unfinished line, to make room for another client's (ECMA-48, 8.3.41: EL). It will be shown again from its
 * beginning.
 */
static void leave_line(const struct client *c)
{
	output_text(c->raw ? "\r\n" : "\r\033[K");
}

/* Put a client's text on the screen. Only code inside the section uses the output and `open_client`. */
static void flush(unsigned index, int end)
{
	struct client *c = &clients[index];
	bool room = output_begin();
	/* Two vCPUs of a client may race for its line: only this client gets a mixed line. */
	uint32_t used = c->used < LINE_SIZE ? c->used : LINE_SIZE;

	if (room) {
		if (open_client != index) {
			if (open_client != CONSOLE_CLIENTS)
				leave_line(&clients[open_client]);
			prefix(index);
			if (!c->raw)
				c->shown = 0;
		}
		if (c->shown < used)
			output_bytes(c->line + c->shown, used - c->shown);
		if (end)
			output_text("\r\n");
		open_client = end ? CONSOLE_CLIENTS : index;
		c->shown = used;
	}
	if (end || used == LINE_SIZE) {
		c->used = c->shown = 0;
		c->raw = !end;
	}
	if (room)
		output_end();
}

/* Handle a carriage return that ends no line: the following text overwrites the line. */
static void begin_again(unsigned index)
{
	struct client *c = &clients[index];
	bool room;

	if (c->raw)
		flush(index, 0);
	room = output_begin();
	if (room && open_client == index) {
		output_text("\r");
		prefix(index);
	}
	c->used = c->shown = 0;
	if (room)
		output_end();
}

/* Only the client with the focus may control the terminal. Is this byte part of a text that other clients may show? */
static bool is_text(struct client *c, uint8_t byte)
{
	switch (c->sequence) {
	case SEQUENCE_ESC:
		c->sequence = byte == '['   ? SEQUENCE_CSI
			      : byte == ']' ? SEQUENCE_OSC
					    : SEQUENCE_NONE;
		return false;
	case SEQUENCE_CSI:
		if (byte >= 0x40)
			c->sequence = SEQUENCE_NONE;
		return false;
	case SEQUENCE_OSC:
		if (byte == BEL || byte == ESC)
			c->sequence = byte == ESC ? SEQUENCE_ESC : SEQUENCE_NONE;
		return false;
	}
	if (byte == ESC)
		c->sequence = SEQUENCE_ESC;
	return (byte >= ' ' && byte != DEL) || byte == '\t';
}

void console_put(unsigned index, char byte)
{
	struct client *c = &clients[index];

	if (byte == '\r') {
		c->returned = 1;
		return;
	}
	if (byte == '\n') {
		c->returned = 0;
		flush(index, 1);
		return;
	}
	if (c->returned) {
		c->returned = 0;
		begin_again(index);
	}
	if (index != focus && ((uint8_t)byte < ' ' || byte == DEL || c->sequence) &&
	    !is_text(c, (uint8_t)byte))
		return;
	if (byte == ESC)
		c->raw = 1;
	uint32_t used = c->used;

	if (used < LINE_SIZE) {
		c->line[used] = byte;
		c->used = used + 1;
	}
	if (used + 1 >= LINE_SIZE)
		flush(index, 0);
}

void console_show(unsigned index)
{
	struct client *c = &clients[index];

	if (index == focus && (c->used != c->shown || (c->used && open_client != index)))
		flush(index, 0);
}

static void next_focus(void)
{
	/* A client without an interrupt, such as the VM that takes the UART's, has no use for input. */
	for (unsigned i = 0; i < client_count; i++) {
		focus = focus + 1 < client_count ? focus + 1 : 0;
		if (client_info(focus)->inject_count)
			break;
	}
	if (open_client != CONSOLE_CLIENTS)
		output_text("\r\n");
	open_client = CONSOLE_CLIENTS;
	output_text("\033[7m[input: ");
	output_text(client_info(focus)->name);
	output_text("]\033[0m\r\n");
}

static bool full(const struct client *c)
{
	return c->head - __atomic_load_n(&c->tail, __ATOMIC_ACQUIRE) == INPUT_SIZE;
}

/* Must input wait in the UART? Yes, if the client's buffer is full, unless the client doesn't read at all. */
static bool must_wait(const struct client *c)
{
	return full(c) && extension_time() - full_since < STALL_S * extension_counter_hz();
}

/* Store a byte for a client, inside the section. */
static void store(struct client *c, uint8_t byte)
{
	if (full(c))
		return;
	c->input[c->head % INPUT_SIZE] = byte;
	__atomic_store_n(&c->head, c->head + 1, __ATOMIC_RELEASE);
	if (full(c))
		full_since = extension_time();
}

/*
 * Take input from the UART, inside the section. The UART raises its interrupt when input comes into an empty FIFO, so input
 * left there by a request's last part waits as for a full client, until the reader asks for it.
 * @return there may be more
 */
static bool take_input(bool last)
{
	unsigned i;

	port_clear();
	throttled = 0;
	for (i = 0; i < FIFO_MOST && port_has_input(); i++) {
		uint8_t byte;

		throttled = must_wait(&clients[focus]);
		if (throttled)
			break;
		byte = port_get();
		if (byte == ESCAPE)
			next_focus();
		else
			store(&clients[focus], byte);
	}
	throttled |= last && i == FIFO_MOST;
	port_listen(!throttled);
	return i == FIFO_MOST;
}

void console_poll(void)
{
	unsigned before = focus;
	uint32_t end = output_mark();
	bool more = true;

	for (unsigned left = RX_MOST / FIFO_MOST; more && left; left--) {
		extension_enter(SECTION_UART);
		more = take_input(left == 1);
		end = output_mark();
		extension_leave(SECTION_UART);
	}
	if (focus != before) {
		output_drain(end);
		console_show(focus);
	}
}

/* There may be room for more input now, or the reader has slept for too long. */
bool console_must_poll(unsigned index)
{
	uint64_t stalled = STALL_S * extension_counter_hz();

	if (!throttled)
		return false;
	return index == focus ? !console_has_input(index)
			      : extension_time() - full_since >= stalled;
}

int console_has_input(unsigned index)
{
	return __atomic_load_n(&clients[index].head, __ATOMIC_ACQUIRE) !=
	       __atomic_load_n(&clients[index].tail, __ATOMIC_RELAXED);
}

int console_get(unsigned index)
{
	struct client *c = &clients[index];
	uint32_t tail = __atomic_load_n(&c->tail, __ATOMIC_RELAXED);
	uint8_t byte;

	do {
		if (__atomic_load_n(&c->head, __ATOMIC_ACQUIRE) == tail)
			return -1;
		byte = c->input[tail % INPUT_SIZE];
	} while (!__atomic_compare_exchange_n(&c->tail, &tail, tail + 1, false, __ATOMIC_RELEASE,
					      __ATOMIC_RELAXED));
	return byte;
}

void console_loop(unsigned index, char byte)
{
	extension_enter(SECTION_UART);
	store(&clients[index], (uint8_t)byte);
	extension_leave(SECTION_UART);
}

void console_forget(unsigned index)
{
	struct client *c = &clients[index];

	extension_enter(SECTION_UART);
	__atomic_store_n(&c->tail, c->head, __ATOMIC_RELEASE);
	c->returned = c->sequence = 0;
	extension_leave(SECTION_UART);
}

unsigned console_clients(void)
{
	return client_count;
}
