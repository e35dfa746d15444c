/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The network: lwIP, and the thread that runs it. lwIP has no locks: its functions are called by threads of
 * the priority PRIORITY_DEFAULT, which don't interrupt each other, and each caller calls net_leave() at the end.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <skiff/list.h>

struct netif;

/** An interface's hardware. */
struct net_device {
	struct list node; /* among all */
	bool (*receive)(
	    struct net_device *d); /* take received frames. @return true: there may be more */
	void (*flush)(struct net_device *d); /* send queued frames */
};

/** Add an interface's hardware. Its frames go to net_input(). */
void net_device_add(struct net_device *device);

/** Take a received frame: it is copied, or dropped without memory.
 * @param size  bytes, without padding or checksum */
void net_input(struct netif *interface, const void *frame, size_t size);

/** Handle received frames and expired timers. Callers without other work call it before they wait. */
void net_poll(void);

/** Call after calls of lwIP: delivers and sends their results, and sets the next timer. */
void net_leave(void);

/** Wake the network's thread. May be called from an interrupt handler. */
void net_wake(void);

/** A random number that can't be guessed. */
unsigned int net_random(void);

/** The Internet checksum (RFC 1071), not complemented, of bytes in memory's order. */
unsigned short net_checksum(const void *data, int size);

/** Name servers that DHCP has found, in network order; 0: none. */
extern uint32_t net_name_servers[2];
