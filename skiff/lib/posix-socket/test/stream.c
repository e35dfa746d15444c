/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests over the loopback interface, with both ends. */
#include <errno.h>
#include <string.h>
#include <skiff/alloc.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/socket.h>
#include "../../posix-thread/test/run.h"

#define PORT	   7000
#define SWAP(port) ((uint16_t)((port) >> 8 | ((port)&0xff) << 8))
#define MUCH	   200000u

static const struct posix_address here = {
    .family = POSIX_AF_INET, .port = SWAP(PORT), .address = 0x0100007f};
static int listening, client, server;
static char much[MUCH];

static void listen_here(void)
{
	int one = 1;

	listening = (int)sys_socket(POSIX_AF_INET, POSIX_SOCK_STREAM | POSIX_O_NONBLOCK, 0);
	CHECK(listening >= 0);
	CHECK(sys_setsockopt(listening, POSIX_SOL_SOCKET, POSIX_SO_REUSEADDR, &one, 4) == 0);
	CHECK(sys_bind(listening, &here, sizeof(here)) == 0 && sys_listen(listening, 4) == 0);
	CHECK(sys_accept(listening, NULL, NULL) == -EAGAIN);
}

static void connect_both(void)
{
	listen_here();
	client = (int)sys_socket(POSIX_AF_INET, POSIX_SOCK_STREAM, 0);
	CHECK(sys_connect(client, &here, sizeof(here)) == 0);
	server = (int)sys_accept4(listening, NULL, NULL, 0);
	CHECK(server >= 0);
}

static void close_all(void)
{
	CHECK(sys_close(client) == 0 && sys_close(server) == 0 && sys_close(listening) == 0);
}

TEST(stream_carries_both_ways_and_then_ends)
{
	char text[16] = "";
	struct posix_address name;
	uint32_t size = sizeof(name);

	connect_both();
	CHECK(sys_write(client, "hello", 5) == 5 && sys_read(server, text, 3) == 3);
	CHECK(sys_recvfrom(server, text + 3, 9, POSIX_MSG_PEEK, NULL, NULL) == 2);
	CHECK(sys_read(server, text + 3, 9) == 2 && strcmp(text, "hello") == 0);
	CHECK(sys_write(server, "answer", 6) == 6 && sys_read(client, text, 16) == 6);
	CHECK(sys_getpeername(client, &name, &size) == 0 && name.port == here.port &&
	      name.address == here.address && size == 16);
	CHECK(sys_recvfrom(client, text, 1, POSIX_MSG_DONTWAIT, NULL, NULL) == -EAGAIN);
	CHECK(sys_shutdown(client, 1) == 0 && sys_read(server, text, 16) == 0);
	CHECK(sys_write(server, "still", 5) == 5 && sys_read(client, text, 16) == 5);
	CHECK(sys_sendto(client, "x", 1, POSIX_MSG_NOSIGNAL, NULL, 0) == -EPIPE);
	close_all();
}

static int write_much(void *argument)
{
	for (size_t i = 0; i < MUCH; i++)
		much[i] = (char)(i / 7);
	*(int64_t *)argument = sys_write(client, much, MUCH);
	return 0;
}

TEST(stream_carries_more_than_its_window)
{
	struct run run;
	int64_t written = 0, n = 1;
	size_t total = 0;
	char part[3000];
	bool right = true;

	connect_both();
	run_start(&run, write_much, &written);
	while (total < MUCH && n > 0) {
		n = sys_read(server, part, sizeof(part));
		for (int64_t i = 0; i < n; i++)
			right = right && part[i] == (char)((total + (size_t)i) / 7);
		total += (size_t)n;
	}
	run_join(&run);
	CHECK(right && total == MUCH && written == MUCH);
	close_all();
}

TEST(stream_of_single_bytes_takes_little_memory)
{
	const int one = 1;
	size_t before;
	char text[1200];
	int64_t n;

	connect_both();
	CHECK(sys_setsockopt(client, POSIX_IPPROTO_TCP, POSIX_TCP_NODELAY, &one, 4) == 0);
	before = heap_free();
	for (int i = 0; i < 1000; i++)
		CHECK(sys_write(client, "x", 1) == 1);
	n = sys_recvfrom(server, text, sizeof(text), POSIX_MSG_PEEK, NULL, NULL);
	CHECK(n == 1000);
#ifndef CONFIG_ALLOC_BUMP
	CHECK(before - heap_free() < 16384);
#else
	(void)before;
#endif
	close_all();
}

TEST(stream_tells_poll_and_epoll)
{
	struct posix_epoll_event event = {.events = POSIX_POLLIN | POSIX_POLLRDHUP};
	const struct posix_timespec now = {0, 0};
	struct posix_poll file = {.events = POSIX_POLLIN | POSIX_POLLOUT};
	int epoll = (int)sys_epoll_create1(0);
	char byte;

	connect_both();
	file.fd = server;
	CHECK(sys_epoll_ctl(epoll, POSIX_EPOLL_ADD, server, &event) == 0);
	CHECK(sys_epoll_pwait(epoll, &event, 1, 0, NULL, 8) == 0);
	CHECK(sys_ppoll(&file, 1, &now, NULL, 0) == 1 && file.ready == POSIX_POLLOUT);
	CHECK(sys_write(client, "x", 1) == 1);
	CHECK(sys_epoll_pwait(epoll, &event, 1, -1, NULL, 8) == 1 && event.events == POSIX_POLLIN);
	CHECK(sys_read(server, &byte, 1) == 1 && sys_shutdown(client, 1) == 0);
	CHECK(sys_epoll_pwait(epoll, &event, 1, -1, NULL, 8) == 1 &&
	      event.events == (POSIX_POLLIN | POSIX_POLLRDHUP));
	CHECK(sys_close(epoll) == 0);
	close_all();
}

TEST(stream_to_a_port_without_a_listener_is_refused)
{
	client = (int)sys_socket(POSIX_AF_INET, POSIX_SOCK_STREAM, 0);
	CHECK(sys_connect(client, &here, sizeof(here)) == -ECONNREFUSED);
	CHECK(sys_close(client) == 0);
}

TEST(stream_that_is_reset_says_so)
{
	const struct posix_linger now = {1, 0};
	char byte;

	connect_both();
	CHECK(sys_setsockopt(client, POSIX_SOL_SOCKET, POSIX_SO_LINGER, &now, sizeof(now)) == 0);
	CHECK(sys_close(client) == 0);
	CHECK(sys_read(server, &byte, 1) == -ECONNRESET && sys_read(server, &byte, 1) == 0);
	client = (int)sys_dup(server);
	close_all();
}

TEST(stream_waits_no_longer_than_its_limit)
{
	const int64_t limit[2] = {0, 2000};
	char byte;

	connect_both();
	CHECK(sys_setsockopt(server, POSIX_SOL_SOCKET, POSIX_SO_RCVTIMEO, limit, 16) == 0);
	CHECK(sys_read(server, &byte, 1) == -EAGAIN);
	close_all();
}

/* More connections than lwIP has: each takes the place of a closed one that waits for stray packets. */
TEST(stream_leaves_no_memory_behind)
{
	size_t after_first = 0;

	for (int i = 0; i < 3 * CONFIG_NET_CONNECTIONS; i++) {
		char text[4];

		connect_both();
		CHECK(sys_write(client, "abc", 4) == 4 && sys_read(server, text, 4) == 4);
		close_all();
		if (i == 2 * CONFIG_NET_CONNECTIONS)
			after_first = heap_free();
	}
#ifndef CONFIG_ALLOC_BUMP
	CHECK(heap_free() >= after_first);
#else
	(void)after_first;
#endif
}

TEST(socket_refuses_what_linux_refuses)
{
	struct posix_address other = {.family = 10};
	int number;
	uint32_t size = sizeof(number);

	CHECK(sys_socket(1, POSIX_SOCK_STREAM, 0) == -EAFNOSUPPORT);
	CHECK(sys_socket(POSIX_AF_INET, POSIX_SOCK_STREAM, POSIX_IPPROTO_UDP) == -EPROTONOSUPPORT);
	listen_here();
	client = (int)sys_socket(POSIX_AF_INET, POSIX_SOCK_STREAM, 0);
	CHECK(sys_bind(client, &here, sizeof(here)) == -EADDRINUSE);
	CHECK(sys_bind(client, &other, sizeof(other)) == -EAFNOSUPPORT);
	CHECK(sys_bind(client, &here, 8) == -EINVAL && sys_bind(1, &here, 16) == -ENOTSOCK);
	CHECK(sys_read(client, &number, 4) == -ENOTCONN && sys_shutdown(client, 2) == -ENOTCONN);
	CHECK(sys_accept(client, NULL, NULL) == -EINVAL);
	CHECK(sys_getsockopt(listening, POSIX_SOL_SOCKET, POSIX_SO_ACCEPTCONN, &number, &size) ==
		  0 &&
	      number == 1);
	CHECK(sys_getsockopt(client, POSIX_SOL_SOCKET, 99, &number, &size) == -ENOPROTOOPT);
	CHECK(sys_close(client) == 0 && sys_close(listening) == 0);
}
