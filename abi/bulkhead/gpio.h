/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lines between VMs: GPIO controllers, each an extension, joined pair by pair. Line n of one is line n of the other. Which lines a
 * controller may drive for which other is the configuration in both their boot pages (bootinfo.h): what one must not drive it
 * doesn't, and the other doesn't see.
 *
 * Peer k of a controller is at the other end of the channels 2k and 2k+1 of its VM: one that it may write to, one that the peer
 * writes. The first word of either is GPIO_WIRES().
 */
#pragma once
#include <stdint.h>

#define GPIO_PEERS_MAX 8u

/* Of eight lines, as bits: those that are driven, and their levels. */
#define GPIO_WIRES(driven, level) ((uint32_t)(driven) << 8 | (uint32_t)(level))
#define GPIO_HIGH(wires)	  ((wires) >> 8 & (wires)&0xff) /* those that are driven to 1 */

/* Lines, as bits: that this controller drives for the peer, and that the peer drives for it. */
struct gpio_peer {
	uint32_t send, receive;
};
struct gpio_port {
	uint32_t peer_count;
	struct gpio_peer peer[];
};
_Static_assert(sizeof(struct gpio_peer) == 8 && sizeof(struct gpio_port) == 4, "no holes");
