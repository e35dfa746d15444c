/* SPDX-License-Identifier: BSD-3-Clause */
/* Talks to QEMU's machine protocol (QMP) on a Unix socket: wait for the end, save memory, quit. */
#include "monitor.h"
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "host.h"
#include "replace.h"

#define CONNECT_TRIES 50 /* of 100 ms: QEMU needs a moment to open its socket */
#define ANSWER_MS     10000

struct monitor {
	int socket;
	char line[65536]; /* received, and not consumed yet */
	size_t length;
};

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

/* Has a child ended? Then waiting for the machine that this program started is of no use. */
static bool a_child_has_ended(void)
{
	siginfo_t info = {0};

	return !waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) && info.si_pid;
}

static int open_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int file;

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(address.sun_path, path);
	for (unsigned i = 0; i < CONNECT_TRIES; i++) {
		file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (file < 0 || !connect(file, (struct sockaddr *)&address, sizeof(address)))
			return file;
		close(file);
		if (a_child_has_ended())
			break;
		usleep(100000);
	}
	return -1;
}

/* Waits until a line has `word`, `other` or the deadline (in milliseconds, 0: none) comes. Returns
 * 1 for word, 2 for other, 0 for the deadline, -1 when QEMU is gone. */
static int wait_for(struct monitor *m, const char *word, const char *other, int64_t deadline)
{
	for (;;) {
		struct pollfd poll_socket = {.fd = m->socket, .events = POLLIN};
		char *end;
		ssize_t got;
		int64_t left = deadline ? deadline - milliseconds() : -1;

		while ((end = memchr(m->line, '\n', m->length))) {
			int found;

			*end = 0;
			found = strstr(m->line, word) ? 1 : other && strstr(m->line, other) ? 2 : 0;
			m->length -= end + 1 - m->line;
			memmove(m->line, end + 1, m->length);
			if (found)
				return found;
		}
		if (m->length == sizeof(m->line))
			m->length = 0; /* drop it: no awaited line is that long */
		if (deadline && left <= 0)
			return 0;
		if (poll(&poll_socket, 1, left > 1000000 ? 1000000 : (int)left) <= 0)
			continue;
		got = read(m->socket, m->line + m->length, sizeof(m->line) - m->length);
		if (got <= 0)
			return -1;
		m->length += got;
	}
}

/* Sends a command. 1: the answer is a line with `word`; 2: with `other`. */
static int command_for(struct monitor *m, const char *text, const char *word, const char *other)
{
	/* A QEMU that has ended must be an error here, not a signal. */
	if (send(m->socket, text, strlen(text), MSG_NOSIGNAL) != (ssize_t)strlen(text))
		return -1;
	return wait_for(m, word, other, milliseconds() + ANSWER_MS);
}

static int command(struct monitor *m, const char *text)
{
	return command_for(m, text, "\"return\"", "\"error\"");
}

struct monitor *monitor_open(const char *path)
{
	struct monitor *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->socket = open_socket(path);
	/* The greeting, then the end of the negotiation. */
	if (m->socket < 0)
		fprintf(stderr, "bulkhead: %s: %s\n", path, strerror(errno));
	else if (wait_for(m, "\"QMP\"", NULL, milliseconds() + ANSWER_MS) != 1 ||
		 command(m, "{\"execute\":\"qmp_capabilities\"}\n") != 1)
		fprintf(stderr, "bulkhead: %s: no QMP at this socket, or another program uses it\n",
			path);
	else
		return m;
	monitor_close(m);
	return NULL;
}

void monitor_close(struct monitor *m)
{
	if (m && m->socket >= 0)
		close(m->socket);
	free(m);
}

bool monitor_pause(struct monitor *m)
{
	bool running = command_for(m, "{\"execute\":\"query-status\"}\n", "\"running\": true",
				   "\"return\"") == 1;

	command(m, "{\"execute\":\"stop\"}\n");
	return running;
}

bool monitor_continue(struct monitor *m)
{
	return command(m, "{\"execute\":\"cont\"}\n") == 1;
}

/* May the name stand in a command without quoting? */
static bool is_plain(const char *file)
{
	return !strpbrk(file, "\"\\") && strlen(file) <= 512;
}

bool monitor_screenshot(struct monitor *m, const char *file)
{
	const char *end = strrchr(file, '.');
	char text[1024];

	if (!is_plain(file))
		return false;
	snprintf(
	    text, sizeof(text),
	    "{\"execute\":\"screendump\",\"arguments\":{\"filename\":\"%s\",\"format\":\"%s\"}}\n",
	    file, end && !strcmp(end, ".png") ? "png" : "ppm");
	return command(m, text) == 1;
}

bool monitor_save(struct monitor *m, uint64_t pa, uint64_t size, const char *file)
{
	char text[1024];

	if (!is_plain(file))
		return false;
	snprintf(text, sizeof(text),
		 "{\"execute\":\"pmemsave\",\"arguments\":{\"val\":%" PRIu64 ",\"size\":%" PRIu64
		 ",\"filename\":\"%s\"}}\n",
		 pa, size, file);
	return command(m, text) == 1;
}

bool monitor_read(struct monitor *m, uint64_t pa, uint64_t size, void *bytes)
{
	char path[] = "/tmp/bulkhead-memory-XXXXXX";
	int file = temporary_make(path);
	FILE *in;
	bool good;

	if (file < 0)
		return false;
	close(file);
	in = monitor_save(m, pa, size, path) ? fopen(path, "rb") : NULL;
	good = in && fread(bytes, 1, size, in) == size;
	if (in)
		fclose(in);
	temporary_done(path, true);
	return good;
}

int monitor_wait(struct monitor *m, unsigned seconds)
{
	return wait_for(m, "\"SHUTDOWN\"", NULL, seconds ? milliseconds() + seconds * 1000ll : 0);
}

void monitor_quit(struct monitor *m)
{
	command(m, "{\"execute\":\"quit\"}\n");
}
