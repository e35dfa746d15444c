/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Channels between virtual machines: messages through shared memory, announced by a doorbell.
 *
 * The memory is cut in halves, one for each direction. Either side may restart or be hostile: all that is read is checked,
 * and a damaged ring causes errors, never a wild access.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <skiff/ring.h>

/** Bytes of a message, at most. */
#define CHANNEL_MESSAGE_MAX 1024u

/** One side's view of a channel. */
struct channel {
	struct ring out;			    /* the ring that this side writes */
	struct ring in;				    /* the ring that it reads */
	void (*ring_bell)(struct channel *channel); /* tells the peer, NULL: it polls */
	unsigned int index;			    /* index of the doorbell */
};

/** Attach to shared memory that both sides see.
 *
 * @param memory  zeroed once, before either side attaches; aligned to 64
 * @param size    bytes
 * @param first   1 for one side, 0 for the other: which half is whose
 * @param bell    tells the peer that there is something new; NULL: it polls
 * @return 0, or -EINVAL: too small */
int channel_attach(struct channel *channel, void *memory, size_t size, int first,
		   void (*bell)(struct channel *channel));

/** Send a message whole or not at all.
 * @return 0, -EMSGSIZE: longer than CHANNEL_MESSAGE_MAX, -EAGAIN: no room now */
int channel_send(struct channel *channel, const void *message, size_t size);

/** Receive the next message.
 * @param room  size of the buffer
 * @return its size, -EAGAIN: there is none, -EMSGSIZE: the buffer is too small (the message is
 *         dropped), -EPROTO: the peer damaged the ring (its contents are dropped) */
int channel_receive(struct channel *channel, void *message, size_t room);

/** Attach to the channel with this name of the boot information page; its doorbell is a hypercall.
 * On platform bulkhead only.
 *
 * @param first  as above: the two sides must differ
 * @return 0, -ENOENT: no such channel, or channel_attach's */
int channel_open(struct channel *channel, const char *name, int first);
