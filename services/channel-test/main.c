/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests, the other end of a channel for user space of a Linux guest. Arguments: the names of the channel and of the
 * channel by which the guest rings. Each message is sent back.
 */
#include <errno.h>
#include <string.h>
#include <skiff/channel.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/print.h>

static volatile unsigned int rings;

static void on_ring(void *argument)
{
	(void)argument;
	rings++;
}

/* The interrupt of the named channel's doorbell; 0: none. */
static uint32_t bell_interrupt(const char *name)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_channel *c = (const void *)((const char *)b + b->channels);

	for (uint32_t i = 0; i < b->channel_count; i++, c++)
		if (!strncmp(c->name, name, sizeof(c->name)))
			return c->virq;
	return 0;
}

static void echo(struct channel *channel)
{
	static unsigned char message[CHANNEL_MESSAGE_MAX];

	for (;;) {
		int size = channel_receive(channel, message, sizeof(message)), error;

		if (size == -EAGAIN) {
			irq_wait();
			irq_dispatch();
			continue;
		}
		error = size < 0 ? size : channel_send(channel, message, (size_t)size);
		if (error)
			print("channel-test: a message failed: %d\n", error);
	}
}

int main(int argc, char **argv)
{
	static struct channel channel;
	uint32_t interrupt = argc == 2 ? bell_interrupt(argv[1]) : 0;
	int error = argc == 2 ? channel_open(&channel, argv[0], 0) : -EINVAL;

	if (error || !interrupt) {
		print("channel-test: no channel (%d), or no bell\n", error);
		return 1;
	}
	irq_save();
	irq_register(interrupt, on_ring, NULL, IRQ_DEVICE);
	echo(&channel);
	return 0;
}
