/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/print.h"
#include <stdarg.h>
#include <stddef.h>
#include <arm/cadence_uart.h>
#include <arm/imx_uart.h>
#include <arm/pl011.h>
#include <bulkhead/timing.h>
#include "machine/spinlock.h"
#include "machine/sysreg.h"

/* a UART that is stuck, or that its owner switched off, must not stop the core */
#define UART_SPINS 100000
/* What a console's message becomes longer by, with its name and line ends: the ring doesn't fill while the UART has room. */
#define CONSOLE_BYTES 32
#define LINE_SIZE     256

/* By enum bulkhead_uart: where bytes go, and what says that there is no room. */
static const struct uart {
	uint32_t data, status, full;
	/* written before each byte, since a guest may own the UART: 0, 0: nothing */
	uint32_t control, enable;
} uarts[BULKHEAD_UART_COUNT] = {
    [BULKHEAD_UART_PL011] = {PL011_DR, PL011_FR, PL011_FR_TXFF, 0, 0},
    [BULKHEAD_UART_CADENCE] = {CADENCE_UART_FIFO, CADENCE_UART_SR, CADENCE_UART_SR_TXFULL,
			       CADENCE_UART_CR, CADENCE_UART_CR_TX_EN | CADENCE_UART_CR_RX_EN},
    [BULKHEAD_UART_IMX] = {IMX_UART_UTXD, IMX_UART_UTS, IMX_UART_UTS_TXFULL, IMX_UART_UCR2,
			   IMX_UART_UCR2_ON},
};

struct message {
	const char *text; /* format, or name of the console; NULL: the ring goes on at its begin */
	uint64_t time;
	uint32_t bytes; /* of a console; 0: a line of the core */
	uint32_t words; /* it has in all */
	uint64_t payload[];
};

/* What is on its way to the UART, by whoever has made `busy` true. */
static bool busy;
static struct cpu *from; /* whose message it is, NULL: none */
static const struct message *message;
static uint32_t next; /* byte of a console */
static char line[LINE_SIZE];
static uint32_t line_at, line_end;
static const char *line_owner; /* whose unfinished line is on the console, NULL: none */

static uint32_t used(struct cpu_log *l)
{
	return l->head - __atomic_load_n(&l->tail, __ATOMIC_ACQUIRE);
}

/* Where the `count` words of a message go, which then has to be published; NULL: it is lost. */
static uint64_t *reserve(struct cpu_log *l, const char *text, unsigned bytes, unsigned count)
{
	uint32_t words = sizeof(struct message) / sizeof(uint64_t) + count;
	uint32_t begin = l->head % CPU_LOG_WORDS,
		 skip = begin + words > CPU_LOG_WORDS ? CPU_LOG_WORDS - begin : 0;
	struct message *m = (struct message *)&l->ring[skip ? 0 : begin];

	if (used(l) + skip + words > CPU_LOG_WORDS) {
		l->lost++;
		return NULL;
	}
	if (skip)
		l->ring[begin] = 0;
	m->text = text;
	m->time = sysreg_read(cntpct_el0);
	m->bytes = bytes;
	m->words = words;
	l->reserved = l->head + skip + words;
	return m->payload;
}

static void publish(struct cpu_log *l)
{
	__atomic_store_n(&l->head, l->reserved, __ATOMIC_RELEASE);
}

bool print_may(void)
{
	struct cpu_log *l = &cpu_current()->log;

	if (used(l) < CPU_LOG_WORDS / 2)
		return true;
	l->lost++;
	return false;
}

/* This core has lost messages: say so, when it has room for more. */
static struct cpu_log *tell_lost(struct cpu *c)
{
	struct cpu_log *l = &c->log;

	if (l->lost && used(l) < CPU_LOG_WORDS / 2) {
		uint64_t *payload = reserve(l, "core %u: %u messages lost\n", 0, 2);

		payload[0] = c->index;
		payload[1] = l->lost;
		l->lost = 0;
		publish(l);
	}
	return l;
}

/* There is something to bring out: this core is interrupted for it when it may be. */
static void arm(struct cpu *c)
{
	if (c->log.due == UINT64_MAX)
		c->log.due = c->log.not_before;
	if (c->log.due < c->upkeep)
		c->upkeep = c->log.due;
	if (c->upkeep < c->deadline) {
		c->deadline = c->upkeep;
		sysreg_write(cnthp_cval_el2, c->deadline);
	}
}

void print_arguments(unsigned count, const char *format, ...)
{
	struct cpu *c = cpu_current();
	struct cpu_log *l = tell_lost(c);
	uint64_t *payload = reserve(l, format, 0, count);
	va_list arguments;

	va_start(arguments, format);
	if (payload) {
		while (count--)
			*payload++ = va_arg(arguments, uint64_t);
		publish(l);
	}
	va_end(arguments);
	arm(c);
}

bool print_console(const char *name, const uint64_t *words, unsigned count)
{
	struct cpu *c = cpu_current();
	struct cpu_log *l = tell_lost(c);
	bool may = used(l) < CPU_LOG_WORDS / 2;

	if (count && may) {
		uint64_t *payload = reserve(l, name, count, (count + 7) / 8);

		for (unsigned i = 0; i < (count + 7) / 8; i++)
			payload[i] = words[i];
		publish(l);
	}
	print_drain(c, count + CONSOLE_BYTES);
	if (l->due != UINT64_MAX)
		arm(c);
	return may;
}

/* A format that leads beyond the buffer is cut. */
static void add(char byte)
{
	if (line_end >= LINE_SIZE - 1)
		return;
	if (byte == '\n')
		line[line_end++] = '\r';
	line[line_end++] = byte;
}

static void add_text(const char *text)
{
	while (*text)
		add(*text++);
}

static void add_number(uint64_t n, unsigned base)
{
	char digits[24], *p = digits + sizeof(digits) - 1;

	*p = 0;
	do
		*--p = "0123456789abcdef"[n % base];
	while (n /= base);
	add_text(base == 16 ? "0x" : "");
	add_text(p);
}

/* Whose line it is from now on. Another's that is unfinished ends. */
static void begin_line(const char *owner, const char *name)
{
	if (line_owner)
		add_text("\n");
	line_owner = owner;
	add_text(name);
	add_text(": ");
}

/* A line of the core. */
static void add_line(void)
{
	const uint64_t *argument = message->payload;

	begin_line(NULL, "bulkhead");
	for (const char *f = message->text; *f; f++) {
		if (*f != '%')
			add(*f);
		else if (*++f == 's')
			add_text((const char *)*argument++);
		else
			add_number(*argument++, *f == 'x' ? 16 : 10);
	}
}

/*
 * As many of a console's bytes as the buffer takes. They are text: no carriage return or control sequence (ECMA-48, also of 8 bits)
 * lets a guest write over lines of others.
 */
static void add_console(void)
{
	while (next < message->bytes && line_end < LINE_SIZE / 2) {
		char byte = ((const char *)message->payload)[next++];

		if (line_owner != message->text)
			begin_line(message->text, message->text);
		if (byte == '\n' || byte == '\t' || ((uint8_t)byte & 0x60 && byte != 0x7f))
			add(byte);
		if (byte == '\n')
			line_owner = NULL;
	}
}

/* The first message of all rings by time; false: they are empty. */
static bool begin_message(void)
{
	for (uint32_t i = 0; i < manifest->cpu_count; i++) {
		struct cpu *c = (struct cpu *)manifest->cpus[i].state;
		struct cpu_log *l = &c->log;
		const struct message *m;

		if (l->tail == __atomic_load_n(&l->head, __ATOMIC_ACQUIRE))
			continue;
		if (!l->ring[l->tail % CPU_LOG_WORDS]) /* a message follows, always */
			l->tail += CPU_LOG_WORDS - l->tail % CPU_LOG_WORDS;
		m = (const struct message *)&l->ring[l->tail % CPU_LOG_WORDS];
		if (from && message->time <= m->time)
			continue;
		from = c;
		message = m;
	}
	next = 0;
	return from != NULL;
}

/* Is there a byte to put? */
static bool more(void)
{
	while (line_at == line_end) {
		line_at = line_end = 0;
		if (from && next >= message->bytes) {
			__atomic_store_n(&from->log.tail, from->log.tail + message->words,
					 __ATOMIC_RELEASE);
			from = NULL;
		}
		if (!from && !begin_message())
			return false;
		if (message->bytes)
			add_console();
		else
			add_line();
	}
	return true;
}

/* A byte to the UART, if there is one; false: it has no room. */
static bool put(void)
{
	uint64_t kind = core_header.uart_kind, base = core_header.uart;
	const struct uart *u = &uarts[kind < BULKHEAD_UART_COUNT ? kind : 0];

	if (base && u->enable)
		mmio_write32(pa_of(base, u->control), u->enable);
	if (base && (mmio_read32(pa_of(base, u->status)) & u->full))
		return false;
	if (base)
		mmio_write32(pa_of(base, u->data), (uint8_t)line[line_at]);
	line_at++;
	return true;
}

bool print_drain(struct cpu *c, unsigned bytes)
{
	bool some = false, rest = true;

	c->log.not_before = sysreg_read(cntpct_el0) + ticks(TIMING_LOG_INTERVAL_US);
	c->log.due = c->log.not_before;
	if (__atomic_exchange_n(&busy, true, __ATOMIC_ACQUIRE))
		return false; /* another core is at it */
	tell_lost(c);
	while (bytes-- && (rest = more()) && put())
		some = true;
	__atomic_store_n(&busy, false, __ATOMIC_RELEASE);
	if (!rest)
		c->log.due = UINT64_MAX;
	return some;
}

void print_flush(void)
{
	/* Who holds it for longer is a core that has stopped: this one, perhaps. */
	for (unsigned n = 0; n < UART_SPINS && __atomic_exchange_n(&busy, true, __ATOMIC_ACQUIRE);
	     n++)
		cpu_yield();
	for (unsigned n = 0; n < UART_SPINS && more(); tell_lost(cpu_current()))
		n = put() ? 0 : n + 1;
	__atomic_store_n(&busy, false, __ATOMIC_RELEASE);
}
