/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Verified messages by a channel from user space.
 *
 *   guest-channel send NAME COUNT   sends COUNT messages of growing size, each of which must come back as it was
 *   guest-channel echo NAME COUNT   sends COUNT messages back
 */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "channel/user_channel.h"
#include "common/clock.h"

#define PATIENCE_MS 60000 /* the peer may not have started yet */

static struct user_channel channel;
static unsigned long waits;

static size_t message_size(unsigned long n)
{
	return n * 37 % CHANNEL_MESSAGE_MAX + 1;
}

static void fill(unsigned char *message, size_t size, unsigned long n)
{
	for (size_t i = 0; i < size; i++)
		message[i] = (unsigned char)(n * 131 + i * 7 + (i >> 8));
}

/* @return bytes, or a negative errno */
static int receive(unsigned char *message)
{
	for (;;) {
		int size = channel_receive(&channel.channel, message, CHANNEL_MESSAGE_MAX), error;

		if (size != -EAGAIN)
			return size;
		error = user_channel_wait(&channel, PATIENCE_MS);
		if (error)
			return error;
		waits++;
	}
}

/* The peer doesn't ring when it has read. That does no harm: the ring has room for a message that is answered. */
static int send_count(unsigned long count)
{
	static unsigned char sent[CHANNEL_MESSAGE_MAX], got[CHANNEL_MESSAGE_MAX];
	unsigned long wrong = 0, bytes = 0;

	for (unsigned long n = 0; n < count; n++) {
		size_t size = message_size(n);
		int answer;

		fill(sent, size, n);
		answer = channel_send(&channel.channel, sent, size);
		if (!answer)
			answer = receive(got);
		if (answer < 0) {
			printf("CHANNEL FAIL message %lu: %s\n", n, strerror(-answer));
			return 1;
		}
		wrong += (size_t)answer != size || memcmp(sent, got, size) != 0;
		bytes += size;
	}
	printf("CHANNEL %lu messages, %lu bytes there and back, %lu wrong, woken %s\n", count,
	       bytes, wrong, waits ? "by the bell" : "never");
	return wrong != 0;
}

static int echo_count(unsigned long count)
{
	static unsigned char got[CHANNEL_MESSAGE_MAX], expected[CHANNEL_MESSAGE_MAX];
	unsigned long wrong = 0;

	for (unsigned long n = 0; n < count; n++) {
		int size = receive(got), error = size < 0 ? size : 0;

		if (!error)
			error = channel_send(&channel.channel, got, (size_t)size);
		if (error) {
			printf("CHANNEL FAIL message %lu: %s\n", n, strerror(-error));
			return 1;
		}
		fill(expected, message_size(n), n);
		wrong +=
		    (size_t)size != message_size(n) || memcmp(got, expected, (size_t)size) != 0;
	}
	printf("CHANNEL %lu messages sent back, %lu wrong\n", count, wrong);
	return wrong != 0;
}

int main(int argc, char **argv)
{
	int sends = argc == 4 && !strcmp(argv[1], "send"), error;
	uint64_t start;

	if (!sends && (argc != 4 || strcmp(argv[1], "echo") != 0)) {
		puts("usage: guest-channel send|echo NAME COUNT");
		return 2;
	}
	error = user_channel_open(&channel, argv[2], sends);
	if (error) {
		printf("CHANNEL FAIL no channel %s: %s\n", argv[2], strerror(-error));
		return 1;
	}
	start = clock_ticks();
	error = (sends ? send_count : echo_count)(strtoul(argv[3], NULL, 10));
	printf("MEASURE channel.%s %.0f ns\n", argv[2], clock_ns(clock_ticks() - start));
	user_channel_close(&channel);
	return error;
}
