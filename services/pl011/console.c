/* SPDX-License-Identifier: BSD-3-Clause */
#include "console.h"
#include <skiff/extension.h>

#define ENODEV	     19
#define LINE_SIZE    200
#define INPUT_SIZE   64	  /* power of two */
#define ESCAPE	     0x14 /* Ctrl-T: the next client gets the input */
#define SECTION_UART 0

/* PL011 registers (Arm DDI 0183). */
#define UART_DR		    0x00
#define UART_FR		    0x18
#define UART_FR_RXFE	    (1u << 4)
#define UART_FR_TXFF	    (1u << 5)
#define UART_IMSC	    0x38
#define UART_ICR	    0x44
#define UART_INT_RX_TIMEOUT (1u << 4 | 1u << 6)
#define TX_SPINS	    100000 /* a line that is held must not hold us */
#define RX_MOST		    64	   /* bytes taken in one go: bounds the request */

struct client {
	char line[LINE_SIZE];
	uint32_t used;
	uint32_t open; /* its unfinished line is on the screen */
	uint8_t input[INPUT_SIZE];
	uint32_t head, tail;
};

static struct client clients[CONSOLE_CLIENTS];
static volatile uint32_t *uart;
static unsigned client_count, focus;	       /* focus: who gets the input */
static unsigned open_client = CONSOLE_CLIENTS; /* whose unfinished line is on the screen */

static const char *const colours[] = {"\033[36m", "\033[33m", "\033[32m",
				      "\033[35m", "\033[34m", "\033[31m"};

static volatile uint32_t *reg(unsigned offset)
{
	return uart + offset / 4;
}

static void uart_put(char byte)
{
	for (unsigned i = 0; i < TX_SPINS && (*reg(UART_FR) & UART_FR_TXFF); i++)
		;
	*reg(UART_DR) = (uint8_t)byte;
}

static void uart_text(const char *s)
{
	while (*s)
		uart_put(*s++);
}

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
	uart = (volatile uint32_t *)device->ipa;
	client_count = bootinfo()->client_count;
	if (client_count > CONSOLE_CLIENTS)
		client_count = CONSOLE_CLIENTS;
	while (focus + 1 < client_count && !client_info(focus)->inject_count)
		focus++;
	*reg(UART_IMSC) = UART_INT_RX_TIMEOUT;
	return 0;
}

static void prefix(unsigned index)
{
	uart_text(colours[index % (sizeof(colours) / sizeof(colours[0]))]);
	uart_text(client_info(index)->name);
	uart_text(" |\033[0m ");
}

/* Put what a client has written on the screen. Only this touches the UART and `open_client`. */
static void flush(unsigned index, int end)
{
	struct client *c = &clients[index];
	uint32_t used = c->used < LINE_SIZE ? c->used : LINE_SIZE;

	extension_enter(SECTION_UART);
	if (open_client != index) {
		if (open_client != CONSOLE_CLIENTS)
			uart_text("\r\n");
		prefix(index);
	}
	for (uint32_t i = 0; i < used; i++)
		uart_put(c->line[i]);
	if (end)
		uart_text("\r\n");
	open_client = end ? CONSOLE_CLIENTS : index;
	extension_leave(SECTION_UART);
	c->used = 0;
}

void console_put(unsigned index, char byte)
{
	struct client *c = &clients[index];
	uint32_t used = c->used;

	if (byte == '\r')
		return;
	if (byte == '\n') {
		flush(index, 1);
		return;
	}
	/* Two vCPUs of a client may race for its line: it gets a mixed line, nobody else notices.
	 */
	if (used < LINE_SIZE) {
		c->line[used] = byte;
		c->used = used + 1;
	}
	if (used + 1 >= LINE_SIZE)
		flush(index, 0);
}

void console_show(unsigned index)
{
	if (index == focus && clients[index].used)
		flush(index, 0);
}

static void next_focus(void)
{
	/* A client without an interrupt, as who takes the UART's, has no use for input. */
	for (unsigned i = 0; i < client_count; i++) {
		focus = focus + 1 < client_count ? focus + 1 : 0;
		if (client_info(focus)->inject_count)
			break;
	}
	if (open_client != CONSOLE_CLIENTS)
		uart_text("\r\n");
	open_client = CONSOLE_CLIENTS;
	uart_text("\033[7m[input: ");
	uart_text(client_info(focus)->name);
	uart_text("]\033[0m\r\n");
}

void console_poll(void)
{
	extension_enter(SECTION_UART);
	*reg(UART_ICR) = UART_INT_RX_TIMEOUT;
	for (unsigned i = 0; i < RX_MOST && !(*reg(UART_FR) & UART_FR_RXFE); i++) {
		uint8_t byte = (uint8_t)*reg(UART_DR);
		struct client *c = &clients[focus];

		if (byte == ESCAPE) {
			next_focus();
		} else if (c->head - __atomic_load_n(&c->tail, __ATOMIC_ACQUIRE) < INPUT_SIZE) {
			c->input[c->head % INPUT_SIZE] = byte;
			__atomic_store_n(&c->head, c->head + 1, __ATOMIC_RELEASE);
		}
	}
	extension_leave(SECTION_UART);
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

unsigned console_clients(void)
{
	return client_count;
}
