/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of a vehicle's properties (bulkhead/vehicle.h) by sockets between VMs.
 *
 *   guest-vehicle ask CID     reads and writes what it may, and tries what it may not; then reads for a while
 *   guest-vehicle attack CID  may read the engine's temperature alone, and breaks all rules
 *
 * The last line is `VEHICLE ask|attack ok …`, and the status 0, if the server did as it should.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <linux/vm_sockets.h>
#include <bulkhead/vehicle.h>

#define ATTEMPTS 100 /* of 100 ms each: the server may start later */
#define EVENTS	 5
#define READS	 300
#define RANDOMS	 600
#define CUTS	 40
#define MANY	 8

static unsigned int cid;
static int wrong;

static void nap(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
}

/* @return the socket, or -1 */
static int try_connect(unsigned int port)
{
	const struct sockaddr_vm to = {.svm_family = AF_VSOCK, .svm_port = port, .svm_cid = cid};
	const struct timeval timeout = {.tv_sec = 5};
	int s = socket(AF_VSOCK, SOCK_STREAM, 0);

	if (s >= 0)
		setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	if (s >= 0 && connect(s, (const struct sockaddr *)&to, sizeof(to))) {
		close(s);
		s = -1;
	}
	return s;
}

static int open_server(void)
{
	int s = -1;

	for (int i = 0; i < ATTEMPTS && (s = try_connect(VEHICLE_PORT)) < 0; i++)
		nap();
	if (s < 0)
		printf("VEHICLE no server: %s\n", strerror(errno));
	return s;
}

static bool receive(int s, struct vehicle_message *m)
{
	return recv(s, m, sizeof(*m), MSG_WAITALL) == sizeof(*m);
}

static void check(const char *what, int64_t got, int64_t expected)
{
	if (got == expected)
		return;
	printf("VEHICLE WRONG %s: %" PRId64 ", not %" PRId64 "\n", what, got, expected);
	wrong++;
}

/* @return the answer; status ~0: none */
static struct vehicle_message ask(int s, uint32_t operation, uint32_t property, int64_t value)
{
	static uint32_t token;
	struct vehicle_message m = {
	    .operation = operation, .property = property, .token = ++token, .value = value};

	if (send(s, &m, sizeof(m), MSG_NOSIGNAL) != sizeof(m) || !receive(s, &m) ||
	    m.token != token)
		return (struct vehicle_message){.status = ~0u};
	return m;
}

static int run_ask(void)
{
	int s = open_server(), events = 0, answers = 0;
	struct vehicle_message m;
	int64_t last;

	if (s < 0)
		return 1;
	check("speed may be read", ask(s, VEHICLE_GET, VEHICLE_SPEED, 0).status, VEHICLE_OK);
	check("speed may not be written", ask(s, VEHICLE_SET, VEHICLE_SPEED, 0).status,
	      VEHICLE_DENIED);
	check("nor the brake", ask(s, VEHICLE_SET, VEHICLE_BRAKE, 1).status, VEHICLE_DENIED);
	check("which may not be read", ask(s, VEHICLE_GET, VEHICLE_BRAKE, 0).status,
	      VEHICLE_DENIED);
	check("no such property", ask(s, VEHICLE_GET, 99, 0).status, VEHICLE_UNKNOWN);
	check("no such operation", ask(s, 99, VEHICLE_SPEED, 0).status, VEHICLE_INVALID);
	check("too warm", ask(s, VEHICLE_SET, VEHICLE_CABIN, 99000).status, VEHICLE_RANGE);
	check("the cabin", ask(s, VEHICLE_SET, VEHICLE_CABIN, 22000).status, VEHICLE_OK);
	check("is read back", ask(s, VEHICLE_GET, VEHICLE_CABIN, 0).value, 22000);
	last = ask(s, VEHICLE_SUBSCRIBE, VEHICLE_ENGINE, 0).value;
	while (events < EVENTS && receive(s, &m) && m.operation == VEHICLE_EVENT &&
	       m.property == VEHICLE_ENGINE && m.value > last) {
		last = m.value;
		events++;
	}
	close(s); /* with events under way */
	s = open_server();
	for (int i = 0; i < READS; i++)
		answers += ask(s, VEHICLE_GET, VEHICLE_SPEED, 0).status == VEHICLE_OK;
	check("still the cabin's", ask(s, VEHICLE_GET, VEHICLE_CABIN, 0).value, 22000);
	check("events", events, EVENTS);
	check("answers", answers, READS);
	printf("VEHICLE ask %s %d events, %d answers\n", wrong ? "FAIL" : "ok", events, answers);
	return wrong != 0;
}

/* --- Attacks ------------------------------------------------------------------------------------ */

static uint32_t random_word(void)
{
	static uint32_t seed = 1;

	seed = seed * 1664525 + 1013904223;
	return seed >> (seed >> 28);
}

/* Random messages, with small numbers among them. @return how many were granted that may not be */
static int run_random(int s)
{
	int granted = 0;

	for (int i = 0; i < RANDOMS; i++) {
		uint32_t operation = random_word() % (i & 7 ? 8 : ~0u);
		uint32_t property = random_word() % (i & 3 ? 8 : ~0u);
		struct vehicle_message m;

		/* Events would come between the answers. */
		if (operation == VEHICLE_SUBSCRIBE && property == VEHICLE_ENGINE)
			continue;
		m = ask(s, operation, property, random_word() & 1);
		check("an answer", m.status <= VEHICLE_RANGE, true);
		granted += m.status == VEHICLE_OK &&
			   (property != VEHICLE_ENGINE || operation == VEHICLE_SET);
	}
	return granted;
}

/* Messages that are cut, and connections that end at once. */
static void run_cuts(void)
{
	static const char bytes[sizeof(struct vehicle_message)];

	for (int i = 0; i < CUTS; i++) {
		int s = open_server();

		if (s >= 0)
			send(s, bytes, 1 + (size_t)i % (sizeof(bytes) - 1), MSG_NOSIGNAL);
		close(s);
	}
}

/* More connections than there may be, and other ports. */
static void run_many(void)
{
	int s[MANY], opened = 0;

	for (int i = 0; i < MANY; i++)
		opened += (s[i] = try_connect(VEHICLE_PORT)) >= 0;
	check("connections at once", opened <= 2, true);
	check("another port", try_connect(VEHICLE_PORT + 1), -1);
	for (int i = 0; i < MANY; i++)
		if (s[i] >= 0)
			close(s[i]);
}

/* Asks as much as it can, and takes no answer. */
static void run_deaf(void)
{
	struct vehicle_message m = {.operation = VEHICLE_SUBSCRIBE, .property = VEHICLE_ENGINE};
	int s = open_server();

	fcntl(s, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 10; i++) {
		while (send(s, &m, sizeof(m), MSG_NOSIGNAL) > 0)
			;
		nap();
	}
	close(s);
}

static int run_attack(void)
{
	int s = open_server(), granted;

	if (s < 0)
		return 1;
	granted = run_random(s);
	close(s);
	run_cuts();
	run_many();
	run_deaf();
	s = open_server();
	check("in the end it is served again", ask(s, VEHICLE_GET, VEHICLE_ENGINE, 0).status,
	      VEHICLE_OK);
	check("granted", granted, 0);
	printf("VEHICLE attack %s %d messages, %d granted\n", wrong ? "FAIL" : "ok", RANDOMS,
	       granted);
	return wrong != 0;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 3)
		cid = (unsigned int)strtoul(argv[2], NULL, 10);
	if (argc == 3 && !strcmp(argv[1], "ask"))
		return run_ask();
	if (argc == 3 && !strcmp(argv[1], "attack"))
		return run_attack();
	fprintf(stderr, "usage: guest-vehicle ask|attack CID\n");
	return 2;
}
