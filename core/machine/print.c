/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/print.h"
#include <stdarg.h>
#include <stddef.h>
#include <bulkhead/timing.h>
#include "machine/spinlock.h"
#include "machine/sysreg.h"
#include "machine/uart.h"

/* a UART that is stuck, or that its owner switched off, must not stop the core */
#define UART_SPINS 100000
/* What a console's message becomes longer by, with its name and line ends: the ring doesn't fill while the UART has room. */
#define CONSOLE_BYTES 32

struct message {
	const char *text; /* format, or name of the console; NULL: the ring goes on at its begin */
	uint64_t time;
	uint32_t bytes; /* of a console; 0: a line of the core */
	uint32_t words; /* it has in all */
	uint64_t payload[];
};

/* The message that is on its way to the UART, by whoever has made `busy` true. */
static struct {
	struct cpu *from; /* NULL: none */
	const struct message *message;
	const char *format; /* what is left of it */
	uint32_t next;	    /* argument, or byte of a console */
	const char *piece;  /* what is put next, of `left` bytes */
	uint32_t left;
	bool returned; /* a carriage return precedes its first byte */
	char digits[24];
} out;
static bool busy;
static const char *line_owner; /* whose unfinished line is on the console, NULL: none */

static bool append(struct cpu *c, const char *text, unsigned bytes, const uint64_t *payload,
		   unsigned count)
{
	struct cpu_log *l = &c->log;
	uint32_t words = sizeof(struct message) / sizeof(uint64_t) + count;
	uint32_t begin = l->head % CPU_LOG_WORDS,
		 skip = begin + words > CPU_LOG_WORDS ? CPU_LOG_WORDS - begin : 0;
	struct message *m;

	if (l->head - __atomic_load_n(&l->tail, __ATOMIC_ACQUIRE) + skip + words > CPU_LOG_WORDS)
		return false;
	if (skip)
		l->ring[begin] = 0;
	m = (struct message *)&l->ring[skip ? 0 : begin];
	m->text = text;
	m->time = sysreg_read(cntpct_el0);
	m->bytes = bytes;
	m->words = words;
	for (unsigned i = 0; i < count; i++)
		m->payload[i] = payload[i];
	__atomic_store_n(&l->head, l->head + skip + words, __ATOMIC_RELEASE);
	return true;
}

static bool half_full(struct cpu_log *l)
{
	return l->head - __atomic_load_n(&l->tail, __ATOMIC_ACQUIRE) >= CPU_LOG_WORDS / 2;
}

bool print_may(void)
{
	struct cpu_log *l = &cpu_current()->log;

	if (!half_full(l))
		return true;
	__atomic_fetch_add(&l->lost, 1, __ATOMIC_RELAXED);
	return false;
}

/* Core `of` has lost messages: say so in the ring of `c`, this core, when it has room for more. */
static void tell_lost(struct cpu *c, struct cpu *of)
{
	uint64_t lost[2] = {of->index};

	if (half_full(&c->log))
		return;
	lost[1] = __atomic_exchange_n(&of->log.lost, 0, __ATOMIC_RELAXED);
	if (lost[1])
		append(c, "core %u: %u messages lost\n", 0, lost, 2);
}

static struct cpu *write(const char *text, unsigned bytes, const uint64_t *payload, unsigned count)
{
	struct cpu *c = cpu_current();

	tell_lost(c, c);
	if (!append(c, text, bytes, payload, count))
		__atomic_fetch_add(&c->log.lost, 1, __ATOMIC_RELAXED);
	return c;
}

/* There is something to bring out: this core is interrupted for it when it may be. */
static void arm(struct cpu *c)
{
	if (c->log.due == UINT64_MAX)
		c->log.due = c->log.not_before;
	if (c->log.due < c->upkeep)
		c->upkeep = c->log.due;
	if (c->upkeep >= c->deadline)
		return;
	c->deadline = c->upkeep;
	sysreg_write(cnthp_cval_el2, c->deadline);
}

void print_arguments(unsigned count, const char *format, ...)
{
	uint64_t payload[PRINT_ARGUMENTS_MAX];
	va_list arguments;

	va_start(arguments, format);
	for (unsigned i = 0; i < count; i++)
		payload[i] = va_arg(arguments, uint64_t);
	va_end(arguments);
	arm(write(format, 0, payload, count));
}

bool print_console(const char *name, const uint64_t *words, unsigned count)
{
	struct cpu *c = cpu_current();
	bool may = !half_full(&c->log);

	if (count && may)
		write(name, count, words, (count + 7) / 8);
	print_drain(c, count + CONSOLE_BYTES);
	if (c->log.due != UINT64_MAX)
		arm(c);
	return may;
}

static void piece(const char *text)
{
	out.piece = text;
	while (text[out.left])
		out.left++;
}

static void number(uint64_t n, unsigned base)
{
	char *p = out.digits + sizeof(out.digits) - 1;

	do
		*--p = "0123456789abcdef"[n % base];
	while (n /= base);
	if (base == 16) {
		*--p = 'x';
		*--p = '0';
	}
	piece(p);
}

/* The next piece of a line of the core: what precedes an argument, or that argument. */
static void format_piece(void)
{
	uint64_t argument;

	if (*out.format != '%') {
		out.piece = out.format;
		for (; *out.format && *out.format != '%'; out.format++)
			out.left++;
		return;
	}
	argument = out.message->payload[out.next++];
	if (out.format[1] == 's')
		piece((const char *)argument);
	else
		number(argument, out.format[1] == 'u' ? 10 : 16);
	out.format += 2;
}

/* The next piece of a console's bytes: one line of them, or the name in front of it. */
static void console_piece(void)
{
	const char *bytes = (const char *)out.message->payload;

	if (!line_owner) {
		line_owner = out.message->text;
		piece(line_owner);
		out.format = ": ";
		return;
	}
	out.piece = bytes + out.next;
	while (out.next < out.message->bytes && bytes[out.next++] != '\n')
		out.left++;
	if (bytes[out.next - 1] == '\n') {
		out.left++;
		line_owner = NULL;
	}
}

/* The first message of all rings by time; false: they are empty. */
static bool begin_message(void)
{
	out.from = NULL;
	for (uint32_t i = 0; i < manifest->cpu_count; i++) {
		struct cpu *c = (struct cpu *)manifest->cpus[i].state;
		struct cpu_log *l = &c->log;
		const struct message *m;

		if (l->tail == __atomic_load_n(&l->head, __ATOMIC_ACQUIRE))
			continue;
		if (!l->ring[l->tail % CPU_LOG_WORDS]) /* a message follows, always */
			l->tail += CPU_LOG_WORDS - l->tail % CPU_LOG_WORDS;
		m = (const struct message *)&l->ring[l->tail % CPU_LOG_WORDS];
		if (out.from && out.message->time <= m->time)
			continue;
		out.from = c;
		out.message = m;
	}
	if (!out.from)
		return false;
	out.next = 0;
	out.format = out.message->bytes ? "" : out.message->text;
	if (!out.message->bytes)
		piece(line_owner ? "\nbulkhead: " : "bulkhead: ");
	else if (line_owner == out.message->text)
		return true;
	else if (line_owner)
		piece("\n");
	line_owner = NULL;
	return true;
}

/* Is there a byte to put? */
static bool more(void)
{
	while (!out.left) {
		if (!out.from) {
			if (!begin_message())
				return false;
		} else if (*out.format) {
			format_piece();
		} else if (out.next < out.message->bytes) {
			console_piece();
		} else {
			__atomic_store_n(&out.from->log.tail,
					 out.from->log.tail + out.message->words, __ATOMIC_RELEASE);
			out.from = NULL;
		}
	}
	return true;
}

/*
 * What a guest writes is text: no carriage return or control sequence (ECMA-48, also of 8 bits) lets it write over lines of
 * others.
 */
static bool is_text(char byte)
{
	return byte == '\n' || byte == '\t' || ((uint8_t)byte & 0x60 && byte != 0x7f);
}

/* A byte to the UART; false: it has no room. */
static bool put(void)
{
	bool line_end = *out.piece == '\n' && !out.returned;

	if (is_text(*out.piece) && !uart_put(line_end ? '\r' : *out.piece))
		return false;
	out.returned = line_end;
	if (!line_end) {
		out.piece++;
		out.left--;
	}
	return true;
}

bool print_drain(struct cpu *c, unsigned bytes)
{
	bool some = false, rest = true;

	c->log.not_before = sysreg_read(cntpct_el0) + ticks(TIMING_LOG_INTERVAL_US);
	c->log.due = c->log.not_before;
	if (__atomic_exchange_n(&busy, true, __ATOMIC_ACQUIRE))
		return false; /* another core is at it */
	tell_lost(c, c);
	uart_find();
	while (bytes-- && (rest = more()) && put())
		some = true;
	__atomic_store_n(&busy, false, __ATOMIC_RELEASE);
	if (!rest)
		c->log.due = UINT64_MAX;
	return some;
}

static void put_all(void)
{
	for (unsigned spins = UART_SPINS; spins && more();)
		spins = put() ? UART_SPINS : spins - 1;
}

void print_flush(void)
{
	struct cpu *c = cpu_current();

	/* Who holds it for longer is a core that has stopped: this one, perhaps. */
	for (unsigned spins = UART_SPINS;
	     spins && __atomic_exchange_n(&busy, true, __ATOMIC_ACQUIRE); spins--)
		cpu_yield();
	uart_find();
	put_all();
	for (uint32_t i = 0; i < manifest->cpu_count; i++)
		tell_lost(c, (struct cpu *)manifest->cpus[i].state);
	put_all();
	__atomic_store_n(&busy, false, __ATOMIC_RELEASE);
}
