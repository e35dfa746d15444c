/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A CAN bus between VMs: ports, each an extension with a controller's registers, joined pair by pair. The compiler decides
 * which identifiers a port may send to which other port, and writes the rules into the boot pages of both (bootinfo.h,
 * `configuration`). A port doesn't send a forbidden identifier, and the other port doesn't accept it.
 *
 * Peer k of a port is at the other end of the channels 2k and 2k+1 of its VM: the port writes the first, the peer the second.
 */
#pragma once
#include <stdint.h>

#define CAN_PEERS_MAX 8u
#define CAN_RULES_MAX 32u
#define CAN_SLOTS     32u

/* An identifier: 11 bits, or 29 with this. */
#define CAN_EXTENDED 0x80000000u

/* Identifiers first … last may go to the peers in the mask `send`, and come from those in the mask `receive`. */
struct can_rule {
	uint32_t first, last;
	uint16_t send, receive;
};
struct can_port {
	uint32_t frames; /* limit of frames that the port sends in a second; 0: no limit */
	uint32_t peer_count, rule_count;
	uint32_t
	    slow; /* peers that are real buses, as bits: a frame waits while their channel is full */
	struct can_rule rule[];
};
_Static_assert(sizeof(struct can_rule) == 12 && sizeof(struct can_port) == 16, "no holes");

/* The first two words of an element of the message RAM (can/m_can.h), and data. */
struct can_frame {
	uint32_t id, control;
	uint32_t data[16];
};
/* The memory that one end writes and the other reads. */
struct can_half {
	uint32_t on_bus;  /* 1: this end receives frames, and acknowledges them */
	uint32_t written; /* frames, modulo 2^32 */
	uint32_t taken;	  /* frames of the other end that this end has taken, modulo 2^32 */
	uint32_t lost;	  /* frames that found no room */
	struct can_frame frame[CAN_SLOTS];
};
_Static_assert(sizeof(struct can_half) <= 4096, "a page");

/* Counters at CAN_COUNTERS of the register page, where the client may read them. */
#define CAN_COUNTERS 0x800u
struct can_counters {
	uint32_t sent;	   /* frames that went to at least one peer */
	uint32_t received; /* frames that reached the client's FIFO */
	uint32_t denied;   /* frames that went to no peer: no rule has the identifier */
	uint32_t limited;  /* attempts above the limit: the port was taken off the bus */
	uint32_t lost;	   /* frames lost because the FIFO or a channel was full */
	uint32_t foreign;  /* frames from a peer that may not send them */
	uint32_t crowded;  /* frames that didn't reach a peer because its channel was full */
};
