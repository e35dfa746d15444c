/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Echoes what comes over TCP and UDP to port 7 (RFC 862) to any number of clients at a
 * time. A datagram `quit` ends it; it then prints how much of the heap the connections have left behind.
 */
#include <errno.h>
#include <string.h>
#include <skiff/alloc.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/socket.h>
#include <skiff/print.h>

#define PORT   7
#define EVENTS 32

static const struct posix_address any = {.family = POSIX_AF_INET, .port = PORT << 8};
static char buffer[8192];
static int epoll, listening, datagrams;
static unsigned int accepted, most, now_open;
static size_t lowest = SIZE_MAX;

static int watch(int fd)
{
	struct posix_epoll_event event = {.events = POSIX_POLLIN, .data = (uint64_t)fd};

	return (int)sys_epoll_ctl(epoll, POSIX_EPOLL_ADD, fd, &event);
}

static int open_socket(int type)
{
	int fd = (int)sys_socket(POSIX_AF_INET, type | (int)POSIX_O_NONBLOCK, 0);

	if (fd < 0 || sys_bind(fd, &any, sizeof(any)) != 0 || watch(fd) != 0)
		print("echo: no socket: %d\n", fd);
	return fd;
}

static void accept_all(void)
{
	int64_t fd;

	/* Sending may block: the client has sent as much, so it must read, too. */
	while ((fd = sys_accept4(listening, NULL, NULL, 0)) >= 0) {
		accepted++;
		if (++now_open > most)
			most = now_open;
		watch((int)fd);
	}
}

static void echo_stream(int fd)
{
	int64_t n = sys_recvfrom(fd, buffer, sizeof(buffer), POSIX_MSG_DONTWAIT, NULL, NULL);

	if (n == -EAGAIN)
		return;
	if (n > 0 && sys_sendto(fd, buffer, (size_t)n, POSIX_MSG_NOSIGNAL, NULL, 0) == n)
		return;
	sys_close(fd);
	now_open--;
}

/* @return false: it was the last */
static bool echo_datagrams(void)
{
	struct posix_address from;
	uint32_t size = sizeof(from);
	int64_t n;

	while ((n = sys_recvfrom(datagrams, buffer, sizeof(buffer), 0, &from, &size)) >= 0) {
		sys_sendto(datagrams, buffer, (size_t)n, 0, &from, size);
		if (n == 4 && memcmp(buffer, "quit", 4) == 0)
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct posix_epoll_event events[EVENTS];
	size_t before;
	bool go_on = true;

	(void)argc, (void)argv;
	epoll = (int)sys_epoll_create1(0);
	listening = open_socket(POSIX_SOCK_STREAM);
	datagrams = open_socket(POSIX_SOCK_DATAGRAM);
	sys_listen(listening, 64);
	before = heap_free();
	print("echo: ready\n");
	while (go_on) {
		int64_t n = sys_epoll_pwait(epoll, events, EVENTS, -1, NULL, 8);

		if (heap_free() < lowest)
			lowest = heap_free();
		for (int64_t i = 0; i < n; i++) {
			int fd = (int)events[i].data;

			if (fd == listening)
				accept_all();
			else if (fd == datagrams)
				go_on = echo_datagrams() && go_on;
			else
				echo_stream(fd);
		}
	}
	print("echo: %u connections, %u at a time, %u bytes of heap at most, %d left\n", accepted,
	      most, (unsigned int)(before - lowest), (int)(before - heap_free()));
	return 0;
}
