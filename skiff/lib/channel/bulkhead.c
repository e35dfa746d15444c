/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/channel.h>
#include <skiff/hypercall.h>

static void bell(struct channel *c)
{
	hypercall_doorbell(c->index);
}

int channel_open(struct channel *c, const char *name, int first)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_channel *channel =
	    (const struct bulkhead_channel *)((const char *)b + b->channels);

	for (unsigned int i = 0; i < b->channel_count; i++, channel++) {
		if (strncmp(channel->name, name, sizeof(channel->name)) != 0)
			continue;
		c->index = channel->index;
		return channel_attach(c, (void *)channel->ipa, channel->size, first, bell);
	}
	return -ENOENT;
}
