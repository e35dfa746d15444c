/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Verified traffic between guests.
 *
 *   guest-net serve COUNT           answers datagrams and COUNT connections
 *   guest-net load HOST BYTES       sends a pattern, which the server sums up
 *   guest-net ask HOST COUNT        datagrams of 64 bytes, there and back
 *   guest-net flood HOST COUNT SIZE datagrams there, of SIZE bytes
 *   guest-net deaf HOST             no datagram comes back
 *   guest-net vsock …               the same by sockets between VMs: HOST is a context id, `serve` has connections only, `ask`
 *                                   has one, and `deaf` is refused
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <linux/vm_sockets.h>
#include "common/clock.h"

#define PORT	 7000
#define ATTEMPTS 150 /* attempts of 200 ms each: the other guest may start later */
#define CHUNK	 65536u
#define DATAGRAM 64u

/* Begins and ends a transfer. `bytes` is 0 if `sum` datagrams are to be returned. */
struct message {
	uint64_t bytes, sum;
};

static bool vsock;

/* An address of either family. */
union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_vm vm;
};
_Static_assert(sizeof(struct sockaddr_in) == sizeof(struct sockaddr_vm), "union address");

static union address address(const char *host)
{
	union address a = {.in = {.sin_family = AF_INET, .sin_port = htons(PORT)}};

	if (vsock)
		a.vm = (struct sockaddr_vm){.svm_family = AF_VSOCK,
					    .svm_port = PORT,
					    .svm_cid = host ? (unsigned)strtoul(host, NULL, 10)
							    : VMADDR_CID_ANY};
	else
		a.in.sin_addr.s_addr = host ? inet_addr(host) : INADDR_ANY;
	return a;
}

static void nap(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
}

static int failed(const char *what)
{
	printf("NET %s: %s\n", what, strerror(errno));
	return 1;
}

/* Byte `at` of the pattern depends on all bytes of `at`, so that a lost or moved byte is noticed. */
static void fill(uint8_t *to, uint64_t at, size_t size)
{
	for (size_t i = 0; i < size; i++, at++)
		to[i] = (uint8_t)(at ^ at >> 8 ^ at >> 16 ^ at >> 24);
}

static uint64_t sum(uint64_t so_far, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		so_far = (so_far ^ bytes[i]) * 0x100000001b3u; /* FNV-1a */
	return so_far;
}

static int transfer(ssize_t (*how)(int, void *, size_t), int fd, void *data, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = how(fd, (char *)data + done, size - done);

		if (n <= 0)
			return -1;
		done += (size_t)n;
	}
	return 0;
}

static ssize_t give(int fd, void *data, size_t size)
{
	return write(fd, data, size);
}

static uint8_t chunk[CHUNK], expected[CHUNK];

static int reflect(int fd, uint64_t count)
{
	for (; count > 0; count--)
		if (transfer(read, fd, chunk, DATAGRAM) || transfer(give, fd, chunk, DATAGRAM))
			return failed("reflect");
	return 0;
}

static int answer(int fd)
{
	struct message m;
	uint64_t wrong = 0;

	if (transfer(read, fd, &m, sizeof(m)))
		return failed("header");
	if (m.bytes == 0)
		return reflect(fd, m.sum);
	m.sum = 0;
	for (uint64_t at = 0; at < m.bytes;) {
		size_t n = m.bytes - at < CHUNK ? (size_t)(m.bytes - at) : CHUNK;

		if (transfer(read, fd, chunk, n))
			return failed("data");
		fill(expected, at, n);
		wrong += memcmp(chunk, expected, n) != 0;
		m.sum = sum(m.sum, chunk, n);
		at += n;
	}
	printf("NET served %" PRIu64 " bytes, %" PRIu64 " wrong chunks\n", m.bytes, wrong);
	return transfer(give, fd, &m, sizeof(m)) ? failed("answer") : wrong != 0;
}

static int serve(long count)
{
	union address a = address(NULL);
	struct pollfd fds[2] = {
	    {.fd = socket(a.any.sa_family, SOCK_STREAM, 0), .events = POLLIN},
	    {.fd = vsock ? -1 : socket(AF_INET, SOCK_DGRAM, 0), .events = POLLIN}};
	int status = 0;

	for (int i = 0; i < 2 && fds[i].fd >= 0; i++)
		if (bind(fds[i].fd, &a.any, sizeof(a)))
			return failed("bind");
	if (listen(fds[0].fd, 8))
		return failed("listen");
	while (count > 0 && poll(fds, 2, -1) > 0) {
		struct sockaddr_in from;
		socklen_t length = sizeof(from);

		if (fds[0].revents) {
			int fd = accept(fds[0].fd, NULL, NULL);

			status |= answer(fd);
			close(fd);
			count--;
		}
		if (fds[1].revents) {
			ssize_t n = recvfrom(fds[1].fd, chunk, CHUNK, 0, (void *)&from, &length);

			if (n > 0 && chunk[0] == 'a')
				sendto(fds[1].fd, chunk, (size_t)n, 0, (void *)&from, length);
		}
	}
	return status;
}

static int reach(const char *host)
{
	union address a = address(host);

	for (int i = 0; i < ATTEMPTS; i++, nap()) {
		int fd = socket(a.any.sa_family, SOCK_STREAM, 0);

		if (connect(fd, &a.any, sizeof(a)) == 0)
			return fd;
		close(fd);
	}
	return -1;
}

static int load(const char *host, uint64_t bytes)
{
	struct message m = {.bytes = bytes};
	uint64_t mine = 0;
	int fd = reach(host);

	if (fd < 0 || transfer(give, fd, &m, sizeof(m)))
		return failed(host);
	for (uint64_t at = 0; at < bytes;) {
		size_t n = bytes - at < CHUNK ? (size_t)(bytes - at) : CHUNK;

		fill(chunk, at, n);
		mine = sum(mine, chunk, n);
		if (transfer(give, fd, chunk, n))
			return failed(host);
		at += n;
	}
	if (transfer(read, fd, &m, sizeof(m)))
		return failed(host);
	printf("NET %s: %" PRIu64 " bytes, %s\n", host, bytes,
	       m.sum == mine ? "all right" : "WRONG");
	return m.sum != mine;
}

/* @return the number of datagrams that came back unchanged */
static long ask(const char *host, long count, int wait_ms)
{
	union address a = address(host);
	struct pollfd p = {.fd = socket(AF_INET, SOCK_DGRAM, 0), .events = POLLIN};
	char out[DATAGRAM] = "a", in[DATAGRAM];
	long back = 0;

	if (connect(p.fd, &a.any, sizeof(a)))
		return -1;
	for (long i = 0; i < count; i++) {
		snprintf(out + 1, sizeof(out) - 1, "%ld", i);
		if (send(p.fd, out, DATAGRAM, 0) != DATAGRAM || poll(&p, 1, wait_ms) <= 0)
			continue;
		back += recv(p.fd, in, DATAGRAM, 0) == DATAGRAM && !memcmp(in, out, DATAGRAM);
	}
	close(p.fd);
	return back;
}

/* Does the same over one connection. */
static long ask_stream(const char *host, long count)
{
	struct message m = {.sum = (uint64_t)count};
	char out[DATAGRAM] = "a", in[DATAGRAM];
	int fd = reach(host);
	uint64_t start;
	long back = 0;

	if (fd < 0 || transfer(give, fd, &m, sizeof(m)))
		return -1;
	start = clock_ticks();
	for (long i = 0; i < count; i++) {
		snprintf(out + 1, sizeof(out) - 1, "%ld", i);
		if (transfer(give, fd, out, DATAGRAM) || transfer(read, fd, in, DATAGRAM))
			break;
		back += !memcmp(in, out, DATAGRAM);
	}
	if (count > 0)
		printf("MEASURE vsock.rt_64 %.0f ns\n",
		       clock_ns(clock_ticks() - start) / (double)count);
	close(fd);
	return back;
}

/* Checks that a connection is refused at once. */
static bool refused(const char *host)
{
	union address a = address(host);
	int fd = socket(AF_VSOCK, SOCK_STREAM, 0);
	bool reset = connect(fd, &a.any, sizeof(a)) && errno == ECONNRESET;

	close(fd);
	return reset;
}

static int flood(const char *host, long count, size_t size)
{
	union address a = address(host);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	memset(chunk, 'f', size);
	for (long i = 0; i < count; i++)
		if (sendto(fd, chunk, size, 0, &a.any, sizeof(a)) < 0)
			return failed(host);
	printf("NET %s: %ld datagrams of %zu bytes sent\n", host, count, size);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what, *host;
	long count, back;

	vsock = argc > 1 && !strcmp(argv[1], "vsock");
	argc -= vsock, argv += vsock;
	what = argc > 1 ? argv[1] : "", host = argc > 2 ? argv[2] : "";
	count = argc > 3 ? atol(argv[3]) : 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(what, "serve"))
		return serve(atol(host));
	if (!strcmp(what, "load"))
		return load(host, (uint64_t)count);
	if (!strcmp(what, "flood") && argc > 4)
		return flood(host, count, (size_t)atol(argv[4]) % CHUNK);
	if (!strcmp(what, "ask")) {
		back = vsock ? ask_stream(host, count) : ask(host, count, 2000);
		printf("NET %s: %ld of %ld datagrams came back\n", host, back, count);
		return back != count;
	}
	if (!strcmp(what, "deaf") && vsock) {
		printf("NET %s: %s\n", host, refused(host) ? "is refused" : "REACHED");
		return 0;
	}
	if (!strcmp(what, "deaf")) {
		back = ask(host, 5, 300);
		printf("NET %s: %s\n", host, back == 0 ? "is not reached" : "REACHED");
		return back != 0;
	}
	fprintf(stderr, "usage: guest-net serve|load|ask|flood|deaf ...\n");
	return 2;
}
