/* SPDX-License-Identifier: BSD-3-Clause */
#include "console.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define LINE_SIZE 4096
#define HOLD_MS	  100 /* longest that an unfinished line is held back: it may be a prompt */
#define ESC	  0x1b

static struct {
	int file;
	bool raw; /* a terminal */
	struct outcome *outcome;
	pthread_t thread;
	char line[LINE_SIZE]; /* the line so far, `shown` bytes of which are out */
	size_t length, shown;
	char sequence[32]; /* an unfinished control sequence */
	size_t sequence_length;
} console;

static void write_all(const char *data, size_t size)
{
	while (size) {
		ssize_t count = write(STDOUT_FILENO, data, size);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 && errno == EAGAIN) {
			poll(&(struct pollfd){.fd = STDOUT_FILENO, .events = POLLOUT}, 1, -1);
			continue;
		}
		if (count <= 0)
			return; /* nobody reads any more: the machine goes on */
		data += count;
		size -= (size_t)count;
	}
}

static void show(void)
{
	if (!console.raw)
		write_all(console.line + console.shown, console.length - console.shown);
	console.shown = console.length;
}

static void put(char byte)
{
	console.line[console.length++] = byte;
	if (byte != '\n' && console.length < LINE_SIZE - 1)
		return;
	show();
	console.line[console.length] = '\0';
	console.line[strcspn(console.line, "\r\n")] = '\0';
	outcome_line(console.outcome, console.line);
	console.length = console.shown = 0;
}

/* Erases the beginning of the line as the extension pl011 does: carriage return, EL. */
static void erase(void)
{
	if (console.shown)
		put('\n'); /* too late */
	console.length = console.shown = 0;
}

static void end_sequence(char final)
{
	bool returned = console.length && console.line[console.length - 1] == '\r';

	if (final == 'K' && console.sequence_length == 3 && returned)
		erase();
	else if (final != 'm')
		for (size_t i = 0; i < console.sequence_length; i++)
			put(console.sequence[i]);
	console.sequence_length = 0;
}

static void take(char byte)
{
	if (!console.sequence_length && byte != ESC) {
		put(byte);
		return;
	}
	console.sequence[console.sequence_length++] = byte;
	if (console.sequence_length == 1)
		return;
	if (console.sequence_length == 2
		? byte != '['
		: byte >= 0x40 || console.sequence_length == sizeof(console.sequence))
		end_sequence(byte == '[' ? '\0' : byte);
}

static void *pass_on(void *unused)
{
	struct pollfd input = {.fd = console.file, .events = POLLIN};
	char bytes[4096];

	(void)unused;
	for (;;) {
		int ready = poll(&input, 1, console.shown < console.length ? HOLD_MS : -1);
		ssize_t count;

		if (ready < 0 && errno == EINTR)
			continue;
		if (!ready) {
			show();
			continue;
		}
		count = read(console.file, bytes, sizeof(bytes));
		if (count <= 0)
			break;
		if (console.raw)
			write_all(bytes, (size_t)count);
		for (ssize_t i = 0; i < count; i++)
			take(bytes[i]);
	}
	show();
	return NULL;
}

int console_begin(int file, struct outcome *outcome)
{
	console.file = file;
	console.outcome = outcome;
	console.raw = isatty(STDOUT_FILENO);
	return pthread_create(&console.thread, NULL, pass_on, NULL);
}

void console_end(void)
{
	pthread_join(console.thread, NULL);
	close(console.file);
}
