/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets of AF_INET6, over the loopback interface: ::1, and 127.0.0.1 as ::ffff:127.0.0.1. */
#include <errno.h>
#include <string.h>
#include <skiff/posix/file.h>
#include <skiff/posix/socket.h>
#include <skiff/test.h>

#define PORT	   7600
#define SWAP(port) ((uint16_t)((port) >> 8 | ((port)&0xff) << 8))
#define HERE4	   0x0100007fu /* 127.0.0.1 */

static const struct posix_address6 here = {
    .family = POSIX_AF_INET6, .port = SWAP(PORT), .address = {[15] = 1}};
static const struct posix_address6 any = {.family = POSIX_AF_INET6, .port = SWAP(PORT)};
static const struct posix_address6 mapped = {
    .family = POSIX_AF_INET6,
    .port = SWAP(PORT),
    .address = {[10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1}};
static const struct posix_address here4 = {
    .family = POSIX_AF_INET, .port = SWAP(PORT), .address = HERE4};

static const void *name_of(const struct posix_address6 *name)
{
	return name;
}

static int listen_at(const struct posix_address6 *name, int only6)
{
	int one = 1, fd = (int)sys_socket(POSIX_AF_INET6, POSIX_SOCK_STREAM | POSIX_O_NONBLOCK, 0);

	CHECK(fd >= 0);
	CHECK(sys_setsockopt(fd, POSIX_SOL_SOCKET, POSIX_SO_REUSEADDR, &one, 4) == 0);
	CHECK(sys_setsockopt(fd, POSIX_IPPROTO_IPV6, POSIX_IPV6_V6ONLY, &only6, 4) == 0);
	CHECK(sys_bind(fd, name_of(name), sizeof(*name)) == 0 && sys_listen(fd, 4) == 0);
	return fd;
}

/* Connect, see whom the server sees, and carry something both ways. */
static void talk(int listening, int family, const void *to, uint32_t to_size,
		 const uint8_t expected[16])
{
	int client = (int)sys_socket(family, POSIX_SOCK_STREAM, 0), server;
	struct posix_address6 peer, own;
	uint32_t size = sizeof(peer), own_size = sizeof(own);
	char text[8] = "";

	CHECK(sys_connect(client, to, to_size) == 0);
	server = (int)sys_accept4(listening, (void *)&peer, &size, 0);
	CHECK(server >= 0 && size == sizeof(peer) && peer.family == POSIX_AF_INET6);
	CHECK(memcmp(peer.address, expected, 16) == 0);
	CHECK(sys_getsockname(server, (void *)&own, &own_size) == 0 && own.port == SWAP(PORT) &&
	      memcmp(own.address, expected, 16) == 0);
	CHECK(sys_write(client, "hello", 5) == 5 && sys_read(server, text, 8) == 5);
	CHECK(sys_write(server, "answer", 6) == 6 && sys_read(client, text, 8) == 6);
	CHECK(memcmp(text, "answer", 6) == 0);
	CHECK(sys_close(client) == 0 && sys_close(server) == 0);
}

TEST(inet6_stream_carries_both_ways)
{
	int listening = listen_at(&here, 0);

	talk(listening, POSIX_AF_INET6, &here, sizeof(here), here.address);
	CHECK(sys_close(listening) == 0);
}

TEST(inet6_listener_takes_connections_of_both_kinds)
{
	int listening = listen_at(&any, 0);

	talk(listening, POSIX_AF_INET6, &here, sizeof(here), here.address);
	talk(listening, POSIX_AF_INET6, &mapped, sizeof(mapped), mapped.address);
	talk(listening, POSIX_AF_INET, &here4, sizeof(here4), mapped.address);
	CHECK(sys_close(listening) == 0);
}

TEST(inet6_listener_may_refuse_ipv4)
{
	int listening = listen_at(&any, 1), client;
	int number = 0;
	uint32_t size = sizeof(number);

	CHECK(sys_getsockopt(listening, POSIX_IPPROTO_IPV6, POSIX_IPV6_V6ONLY, &number, &size) ==
		  0 &&
	      number == 1);
	CHECK(sys_setsockopt(listening, POSIX_IPPROTO_IPV6, POSIX_IPV6_V6ONLY, &number, 4) ==
	      -EINVAL);
	talk(listening, POSIX_AF_INET6, &here, sizeof(here), here.address);
	client = (int)sys_socket(POSIX_AF_INET, POSIX_SOCK_STREAM, 0);
	CHECK(sys_connect(client, &here4, sizeof(here4)) == -ECONNREFUSED);
	CHECK(sys_close(client) == 0 && sys_close(listening) == 0);
}

TEST(inet6_datagrams_say_where_they_come_from)
{
	int to = (int)sys_socket(POSIX_AF_INET6, POSIX_SOCK_DATAGRAM, 0);
	int from = (int)sys_socket(POSIX_AF_INET6, POSIX_SOCK_DATAGRAM, 0);
	int from4 = (int)sys_socket(POSIX_AF_INET, POSIX_SOCK_DATAGRAM, 0);
	struct posix_address6 name;
	uint32_t size = sizeof(name);
	char text[8];

	CHECK(sys_bind(to, name_of(&any), sizeof(any)) == 0);
	CHECK(sys_sendto(from, "six", 3, 0, name_of(&here), sizeof(here)) == 3);
	CHECK(sys_recvfrom(to, text, sizeof(text), 0, (void *)&name, &size) == 3);
	CHECK(size == sizeof(name) && memcmp(name.address, here.address, 16) == 0 &&
	      name.port != 0);
	CHECK(sys_sendto(to, "back", 4, 0, name_of(&name), sizeof(name)) == 4);
	CHECK(sys_read(from, text, sizeof(text)) == 4);
	CHECK(sys_sendto(from4, "four", 4, 0, &here4, sizeof(here4)) == 4);
	CHECK(sys_recvfrom(to, text, sizeof(text), 0, (void *)&name, &size) == 4);
	CHECK(memcmp(name.address, mapped.address, 16) == 0);
	CHECK(sys_close(to) == 0 && sys_close(from) == 0 && sys_close(from4) == 0);
}

TEST(inet6_refuses_what_linux_refuses)
{
	int fd = (int)sys_socket(POSIX_AF_INET6, POSIX_SOCK_STREAM, 0), number = 0;
	int old = (int)sys_socket(POSIX_AF_INET, POSIX_SOCK_STREAM, 0), one = 1;
	uint32_t size = sizeof(number);

	CHECK(sys_bind(fd, &here4, sizeof(here4)) == -EAFNOSUPPORT);
	CHECK(sys_connect(old, name_of(&here), sizeof(here)) == -EAFNOSUPPORT);
	CHECK(sys_bind(fd, name_of(&here), sizeof(here) - 1) == -EINVAL);
	CHECK(sys_setsockopt(old, POSIX_IPPROTO_IPV6, POSIX_IPV6_V6ONLY, &one, 4) == -ENOPROTOOPT);
	CHECK(sys_setsockopt(fd, POSIX_IPPROTO_IPV6, POSIX_IPV6_UNICAST_HOPS, &one, 4) == 0);
	CHECK(sys_setsockopt(fd, POSIX_IPPROTO_IPV6, 9999, &one, 4) == -ENOPROTOOPT);
	CHECK(sys_getsockopt(fd, POSIX_SOL_SOCKET, POSIX_SO_DOMAIN, &number, &size) == 0 &&
	      number == POSIX_AF_INET6);
	CHECK(sys_setsockopt(fd, POSIX_IPPROTO_IPV6, POSIX_IPV6_V6ONLY, &one, 4) == 0);
	CHECK(sys_connect(fd, name_of(&mapped), sizeof(mapped)) == -ENETUNREACH);
	CHECK(sys_close(fd) == 0 && sys_close(old) == 0);
}
