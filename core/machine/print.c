/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/print.h"
#include <stdarg.h>
#include <stddef.h>
#include <bulkhead/hypercall.h>
#include <bulkhead/timing.h>
#include <bulkhead/uart.h>
#include "machine/spinlock.h"
#include "machine/sysreg.h"

/* a UART that is stuck, or that its owner switched off, must not stop the core */
#define UART_SPINS 100000
/* The name and line ends make a console's message longer by this; the ring doesn't fill while the UART has room. */
#define CONSOLE_BYTES 32
#define LINE_SIZE     256
/* So many bytes of a line are formatted at once, and the rest of an argument or a name. */
#define PIECE TIMING_LOG_BYTES
/* A piece or a message takes, besides, as long as so many bytes. */
#define PIECE_COST 4

struct message {
	const char *text; /* format, or name of the console; NULL: skip to the ring's start */
	uint64_t time;
	uint32_t bytes, words; /* bytes of console text, 0: a line of the core; size of it all */
	uint64_t payload[];
};

/* The bytes on their way to the UART; the core that has set `busy` owns them. */
static bool busy;
static struct cpu *from; /* the core whose message is being sent, NULL: none */
static const struct message *message;
static char line[LINE_SIZE];
static uint32_t line_at, line_end, next; /* next: the next byte of a console's message */
static const char *line_owner;		 /* the writer of the unfinished line, NULL: none */
static const char *format;		 /* the rest of the core's line, NULL: none */
static const uint64_t *argument;	 /* its next argument */
static uint64_t losses[2];		 /* arguments of the line about a core's lost messages */

static uint32_t used(struct cpu_log *l)
{
	return l->head - __atomic_load_n(&l->tail, __ATOMIC_ACQUIRE);
}

/* Reserve `count` words for a message, which the caller publishes. NULL: there is no room, and a lost line is counted. */
static uint64_t *reserve(struct cpu_log *l, const char *text, unsigned bytes, unsigned count)
{
	uint32_t words = sizeof(struct message) / sizeof(uint64_t) + count;
	uint32_t begin = l->head % CPU_LOG_WORDS,
		 skip = begin + words > CPU_LOG_WORDS ? CPU_LOG_WORDS - begin : 0;
	struct message *m = (struct message *)&l->ring[skip ? 0 : begin];

	if (used(l) + skip + words > (bytes ? CPU_LOG_WORDS / 2 : CPU_LOG_WORDS)) {
		__atomic_fetch_add(&l->lost, !bytes, __ATOMIC_RELAXED);
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

/* Make the reserved message visible to other cores. */
#define publish(l) __atomic_store_n(&(l)->head, (l)->reserved, __ATOMIC_RELEASE)

bool print_may(void)
{
	struct cpu_log *l = &cpu_current()->log;

	if (used(l) < CPU_LOG_WORDS / 2)
		return true;
	__atomic_fetch_add(&l->lost, 1, __ATOMIC_RELAXED);
	return false;
}

/* There is a message to send: have this core interrupted as soon as the rate allows sending it. */
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
	struct cpu_log *l = &c->log;
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

/*
 * No carriage return or control sequence (ECMA-48, also of 8 bits) may let a guest write over others' lines. The
 * writer removes them on its own time, so the core that sends the message sends one byte to the UART for each byte.
 */
static bool is_text(char byte)
{
	return byte == '\n' || byte == '\t' || ((uint8_t)byte & 0x60 && byte != 0x7f);
}

int64_t print_console(const char *name, const uint64_t *words, uint64_t count, uint64_t most)
{
	struct cpu *c = cpu_current();
	struct cpu_log *l = &c->log;
	unsigned n = 0;
	uint64_t *payload;

	if (count > most)
		return BULKHEAD_E_INVALID;
	if (!count)
		return BULKHEAD_OK;
	payload = reserve(l, name, (unsigned)count, (unsigned)(count + 7) / 8);
	if (payload) {
		for (unsigned i = 0; i < count; i++)
			if (is_text(((const char *)words)[i]))
				((char *)payload)[n++] = ((const char *)words)[i];
		if (!n)
			return BULKHEAD_OK;
		((struct message *)payload - 1)->bytes = n;
		publish(l);
	}
	print_drain(c, (unsigned)count + CONSOLE_BYTES);
	if (l->due != UINT64_MAX)
		arm(c);
	return payload ? BULKHEAD_OK : BULKHEAD_E_BUSY;
}

/* Append a byte to the line; what doesn't fit into the buffer is cut. */
static void add(char byte)
{
	if (byte == '\n' && line_end < LINE_SIZE)
		line[line_end++] = '\r';
	if (line_end < LINE_SIZE)
		line[line_end++] = byte;
}

static void add_text(const char *text)
{
	while (*text)
		add(*text++);
}

static void add_number(uint64_t n, unsigned base)
{
	char digits[24] = {0}, *p = digits + sizeof(digits) - 1;

	do
		*--p = "0123456789abcdef"[n % base];
	while (n /= base);
	add_text(base == 16 ? "0x" : "");
	add_text(p);
}

/* Begin a line of this writer, and end an unfinished line of another writer. */
static void begin_line(const char *owner, const char *name)
{
	if (line_owner)
		add_text("\n");
	line_owner = owner;
	add_text(name);
	add_text(": ");
}

/* Format the next piece of the core's line. */
static void add_line(void)
{
	while (*format && line_end < PIECE) {
		char c = *format++;

		if (c != '%')
			add(c);
		else if (*format++ == 's')
			add_text((const char *)*argument++);
		else
			add_number(*argument++, format[-1] == 'x' ? 16 : 10);
	}
	if (!*format)
		format = NULL;
}

static bool begin_core_line(const char *text, const uint64_t *arguments)
{
	begin_line(NULL, "bulkhead");
	format = text;
	argument = arguments;
	return true;
}

/* Add the next piece of a console's message, which ends with a line at the latest. */
static void add_console(void)
{
	const char *text = (const char *)message->payload;
	uint32_t at = next, end = message->bytes;
	char byte = 0;

	if (line_owner != message->text)
		begin_line(message->text, message->text);
	while (at < end && line_end < 2 * PIECE && byte != '\n')
		add(byte = text[at++]);
	if (byte == '\n')
		line_owner = NULL;
	next = at;
}

/* Begin with the oldest message of all rings, or with a line about those that were lost. False: the rings are empty. */
static bool begin_message(void)
{
	for (uint32_t i = 0; i < manifest->cpu_count; i++) {
		struct cpu *c = (struct cpu *)manifest->cpus[i].state;
		struct cpu_log *l = &c->log;
		const struct message *m;

		if (l->tail == __atomic_load_n(&l->head, __ATOMIC_ACQUIRE)) {
			losses[0] = i;
			losses[1] = __atomic_exchange_n(&l->lost, 0, __ATOMIC_RELAXED);
			if (!losses[1])
				continue;
			from = NULL;
			return begin_core_line("core %u: %u messages lost\n", losses);
		}
		if (!l->ring[l->tail % CPU_LOG_WORDS]) /* a skip; a message follows */
			l->tail += CPU_LOG_WORDS - l->tail % CPU_LOG_WORDS;
		m = (const struct message *)&l->ring[l->tail % CPU_LOG_WORDS];
		if (from && message->time <= m->time)
			continue;
		from = c;
		message = m;
	}
	next = 0;
	if (from && !message->bytes)
		begin_core_line(message->text, message->payload);
	return from != NULL;
}

/* Is there a byte to send? Fills the line if it is empty. */
static bool more(void)
{
	while (line_at == line_end) {
		line_at = line_end = 0;
		if (from && !format && next >= message->bytes) {
			__atomic_store_n(&from->log.tail, from->log.tail + message->words,
					 __ATOMIC_RELEASE);
			from = NULL;
		}
		if (!from && !format && !begin_message())
			return false;
		if (format)
			add_line();
		else
			add_console();
	}
	return true;
}

/* Send up to `most` bytes of the line to the UART, if there is one. @return the number of bytes that it took */
static unsigned put(unsigned most)
{
	uint64_t kind = core_header.uart_kind, base = core_header.uart;
	const struct uart *u = &uarts[kind < BULKHEAD_UART_COUNT ? kind : 0];
	uint32_t begin = line_at, at = begin, end = line_end - at < most ? line_end : at + most;

	if (base && u->enable)
		mmio_write32(pa_of(base, u->control), u->enable);
	for (; at < end; at++) {
		if (!base)
			continue;
		if ((mmio_read32(pa_of(base, u->status)) & u->mask) != u->room)
			break;
		mmio_write32(pa_of(base, u->data), (uint8_t)line[at]);
	}
	line_at = at;
	return at - begin;
}

bool print_drain(struct cpu *c, unsigned bytes)
{
	bool some = false, rest = true;
	int left = (int)bytes;

	c->log.due = c->log.not_before = sysreg_read(cntpct_el0) + ticks(TIMING_LOG_INTERVAL_US);
	if (__atomic_exchange_n(&busy, true, __ATOMIC_ACQUIRE))
		return false; /* another core is sending */
	while (left > 0 && (rest = more())) {
		unsigned n = put((unsigned)left);

		if (!n)
			break;
		some = true;
		left -= (int)n + PIECE_COST;
	}
	__atomic_store_n(&busy, false, __ATOMIC_RELEASE);
	if (!rest)
		c->log.due = UINT64_MAX;
	return some;
}

void print_flush(void)
{
	/* A core that holds the lock for longer has stopped; it may be this one. */
	for (unsigned n = 0; n < UART_SPINS && __atomic_exchange_n(&busy, true, __ATOMIC_ACQUIRE);
	     n++)
		cpu_yield();
	for (unsigned n = 0; n < UART_SPINS && more();)
		n = put(LINE_SIZE) ? 0 : n + 1;
	__atomic_store_n(&busy, false, __ATOMIC_RELEASE);
}

_Noreturn void print_stop(void)
{
	print_flush();
	for (;;)
		wfi();
}
