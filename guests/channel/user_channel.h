/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Channels between virtual machines, in user space of a stock Linux (docs/system-description.md, "Channels in user space"):
 * messages as skiff/channel.h has them, which the other end may use as well.
 *
 * It needs read and write access to /dev/mem and to /dev/input, and the kernel's modules `evdev` and `gpio_keys`. The memory is
 * mapped as a device is, uncached: skiff/channel.h's functions may be called on it, memcpy and the like may not
 * (Arm DDI 0487, B2.8.2: accesses of Device memory are aligned).
 */
#pragma once
#include <stddef.h>
#include <skiff/channel.h>

/** One end of a channel. */
struct user_channel {
	struct channel channel;	 /* for channel_send and channel_receive */
	volatile unsigned *bell; /* a store to it rings the peer */
	void *memory;		 /* of the channel, mapped */
	size_t size;		 /* of it, in bytes */
	int events; /* descriptor of the doorbell's input device, readable when the peer has rung: for poll */
};

/** Open the channel of this name that the kernel's device tree has, and the input device that its doorbell is.
 *
 * @param first  1 for one end, 0 for the other: which half is whose (channel_attach); the ends must differ
 * @return 0, or -ENOENT: there is no such channel for user space, or no input device with its name (are the modules loaded?);
 *         -EINVAL: too small for a message; or what open, read and mmap say */
int user_channel_open(struct user_channel *channel, const char *name, int first);

/** Wait until the peer rings; rings since the last call count as one. There may be nothing new.
 *
 * @param timeout_ms  at most so long; -1: for ever
 * @return 0, -ETIMEDOUT, or what poll and read say */
int user_channel_wait(struct user_channel *channel, int timeout_ms);

/** Ring the peer; channel_send does it, too. */
void user_channel_ring(struct user_channel *channel);

/** Give everything back. What was sent stays in the channel. */
void user_channel_close(struct user_channel *channel);
