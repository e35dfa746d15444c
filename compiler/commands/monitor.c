/* SPDX-License-Identifier: BSD-3-Clause */
/* Talks to QEMU's machine protocol (QMP) on a Unix socket: wait for the end, save memory, quit. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "tools.h"

#define CONNECT_TRIES 50 /* of 100 ms: QEMU needs a moment to open its socket */

struct monitor {
	int socket;
	char line[65536]; /* of what came and isn't consumed yet */
	size_t length;
};

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
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
			m->length = 0; /* a line that long is none that we wait for */
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

static int command(struct monitor *m, const char *text)
{
	if (write(m->socket, text, strlen(text)) != (ssize_t)strlen(text))
		return -1;
	return wait_for(m, "\"return\"", "\"error\"", milliseconds() + 10000);
}

static int begin(struct monitor *m, const char *path)
{
	*m = (struct monitor){.socket = open_socket(path)};
	if (m->socket < 0) {
		fprintf(stderr, "bulkhead: %s: %s\n", path, strerror(errno));
		return -1;
	}
	/* The greeting, then the end of the negotiation. */
	return wait_for(m, "\"QMP\"", NULL, milliseconds() + 10000) == 1 &&
		       command(m, "{\"execute\":\"qmp_capabilities\"}\n") == 1
		   ? 0
		   : -1;
}

static int save(struct monitor *m, uint64_t pa, uint64_t size, const char *file)
{
	char text[1024];

	if (strpbrk(file, "\"\\") || strlen(file) > 512)
		return -1;
	snprintf(text, sizeof(text),
		 "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":"
		 "\"pmemsave 0x%" PRIx64 " 0x%" PRIx64 " \\\"%s\\\"\"}}\n",
		 pa, size, file);
	return command(m, text) == 1 ? 0 : -1;
}

int monitor_save(const char *socket, uint64_t pa, uint64_t size, const char *file)
{
	struct monitor m;
	int status = begin(&m, socket);

	if (!status)
		status = save(&m, pa, size, file);
	if (m.socket >= 0)
		close(m.socket);
	if (status)
		fprintf(stderr, "bulkhead: %s: QEMU didn't save its memory\n", socket);
	return status ? 1 : 0;
}

int monitor_finish(const char *socket, unsigned seconds, uint64_t pa, uint64_t size,
		   const char *file)
{
	struct monitor m;
	int end = -1;

	/* The machine has waited for us (-S): it can't end before anybody listens. */
	if (!begin(&m, socket) && command(&m, "{\"execute\":\"cont\"}\n") == 1) {
		end = wait_for(&m, "\"SHUTDOWN\"", NULL,
			       seconds ? milliseconds() + seconds * 1000ll : 0);
		if (end >= 0) {
			command(&m, "{\"execute\":\"stop\"}\n");
			if (file && save(&m, pa, size, file))
				fprintf(stderr, "bulkhead: QEMU didn't save its memory\n");
			command(&m, "{\"execute\":\"quit\"}\n");
		}
	}
	if (m.socket >= 0)
		close(m.socket);
	return end;
}
