/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/socket.h>
#include <skiff/test.h>

#define PORT	   7000
#define SWAP(port) ((uint16_t)((port) >> 8 | ((port)&0xff) << 8))

static const struct posix_address here = {
    .family = POSIX_AF_INET, .port = SWAP(PORT), .address = 0x0100007f};
static int a, b;

static void open_both(void)
{
	a = (int)sys_socket(POSIX_AF_INET, POSIX_SOCK_DATAGRAM, 0);
	b = (int)sys_socket(POSIX_AF_INET, POSIX_SOCK_DATAGRAM | POSIX_O_NONBLOCK, 0);
	CHECK(a >= 0 && b >= 0 && sys_bind(a, &here, sizeof(here)) == 0);
}

static void close_both(void)
{
	CHECK(sys_close(a) == 0 && sys_close(b) == 0);
}

TEST(datagrams_keep_their_bounds_and_say_where_from)
{
	struct posix_address from;
	uint32_t size = sizeof(from);
	char text[16];

	open_both();
	CHECK(sys_sendto(b, "one", 3, 0, &here, sizeof(here)) == 3);
	CHECK(sys_sendto(b, "four", 4, 0, &here, sizeof(here)) == 4);
	CHECK(sys_recvfrom(a, text, 16, 0, &from, &size) == 3 && memcmp(text, "one", 3) == 0);
	CHECK(sys_recvfrom(a, text, 2, POSIX_MSG_TRUNC, NULL, NULL) == 4);
	CHECK(size == sizeof(from) && from.address == here.address && from.port != here.port);
	CHECK(sys_sendto(a, "back", 4, 0, &from, size) == 4 && sys_read(b, text, 16) == 4);
	CHECK(sys_read(b, text, 16) == -EAGAIN);
	close_both();
}

TEST(datagram_in_parts_is_one)
{
	struct posix_iovec parts[2] = {{"ab", 2}, {"cde", 3}};
	char left[3] = "", right[4] = "";
	struct posix_iovec places[2] = {{left, 2}, {right, 3}};
	struct posix_message out = {.parts = parts, .count = 2};
	struct posix_message in = {.parts = places, .count = 2};

	open_both();
	CHECK(sys_sendmsg(b, &out, 0) == -EDESTADDRREQ);
	CHECK(sys_connect(b, &here, sizeof(here)) == 0 && sys_sendmsg(b, &out, 0) == 5);
	CHECK(sys_recvmsg(a, &in, 0) == 5 && strcmp(left, "ab") == 0 && strcmp(right, "cde") == 0);
	close_both();
}

TEST(datagrams_that_nobody_reads_are_bounded)
{
	static char large[8000];
	const struct posix_timespec now = {0, 0};
	struct posix_poll file = {.events = POSIX_POLLIN};
	int count = 0;

	open_both();
	for (int i = 0; i < 100; i++)
		sys_sendto(b, large, sizeof(large), 0, &here, sizeof(here));
	file.fd = a;
	while (sys_ppoll(&file, 1, &now, NULL, 0) == 1) {
		CHECK(sys_read(a, large, sizeof(large)) == sizeof(large));
		count++;
	}
	CHECK(count > 0 && count <= 8);
	CHECK(sys_sendto(b, large, 70000, 0, &here, sizeof(here)) == -EMSGSIZE);
	close_both();
}
