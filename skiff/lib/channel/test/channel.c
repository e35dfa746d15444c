/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/channel.h>
#include <skiff/test.h>

static unsigned char memory[8192] __attribute__((aligned(64)));
static int bells;

static void bell(struct channel *c)
{
	(void)c;
	bells++;
}

static void fresh(struct channel *a, struct channel *b)
{
	memset(memory, 0, sizeof(memory));
	bells = 0;
	CHECK(channel_attach(a, memory, sizeof(memory), 1, bell) == 0);
	CHECK(channel_attach(b, memory, sizeof(memory), 0, NULL) == 0);
}

TEST(channel_carries_messages_both_ways)
{
	struct channel a, b;
	char text[32];

	fresh(&a, &b);
	CHECK(channel_receive(&b, text, sizeof(text)) == -EAGAIN);
	CHECK(channel_send(&a, "to b", 5) == 0 && channel_send(&b, "to a!", 6) == 0 && bells == 1);
	CHECK(channel_receive(&b, text, sizeof(text)) == 5 && strcmp(text, "to b") == 0);
	CHECK(channel_receive(&a, text, sizeof(text)) == 6 && strcmp(text, "to a!") == 0);
	CHECK(channel_send(&a, "", 0) == 0 && channel_receive(&b, text, sizeof(text)) == 0);
}

TEST(channel_limits)
{
	static char big[CHANNEL_MESSAGE_MAX + 1];
	struct channel a, b;
	int sent = 0;

	fresh(&a, &b);
	CHECK(channel_send(&a, big, sizeof(big)) == -EMSGSIZE);
	while (channel_send(&a, big, CHANNEL_MESSAGE_MAX) == 0)
		sent++;
	CHECK(sent >= 1 && channel_send(&a, big, CHANNEL_MESSAGE_MAX) == -EAGAIN);
	CHECK(channel_receive(&b, big, 10) == -EMSGSIZE);
	CHECK(channel_attach(&a, memory, 1024, 1, NULL) == -EINVAL);
}

TEST(channel_survives_a_hostile_peer)
{
	struct channel a, b;
	char text[8];

	fresh(&a, &b);
	channel_send(&a, "x", 1);
	memset(memory + sizeof(struct ring_shared), 0xff, 4); /* an impossible size */
	CHECK(channel_receive(&b, text, sizeof(text)) == -EPROTO);
	CHECK(channel_send(&a, "y", 1) == 0 && channel_receive(&b, text, sizeof(text)) == 1);
	CHECK(text[0] == 'y');
}
