/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lines between VMs: GPIO controllers, each an extension, joined pair by pair. Line n of one controller is line n of the
 * other. The configuration in the boot pages of both (bootinfo.h) says which lines a controller may drive for which other
 * controller. A controller doesn't drive a forbidden line, and the other controller doesn't read it.
 *
 * Peer k of a controller is at the other end of the channels 2k and 2k+1 of its VM: the controller writes the first, the
 * peer the second. The first word of each channel is GPIO_WIRES().
 */
#pragma once
#include <stdint.h>

#define GPIO_PEERS_MAX 8u

/* Two masks of eight lines: the driven ones, and their levels. */
#define GPIO_WIRES(driven, level) ((uint32_t)(driven) << 8 | (uint32_t)(level))
#define GPIO_HIGH(wires)	  ((wires) >> 8 & (wires)&0xff) /* mask of the lines driven to 1 */

/* Masks of lines: those that this controller drives for the peer, and those that the peer drives for it. */
struct gpio_peer {
	uint32_t send, receive;
};
struct gpio_port {
	uint32_t peer_count;
	struct gpio_peer peer[];
};
_Static_assert(sizeof(struct gpio_peer) == 8 && sizeof(struct gpio_port) == 4, "no holes");
