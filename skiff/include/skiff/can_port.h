/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A port of a CAN bus between VMs (bulkhead/can.h), for controllers (services/mcan) and drivers (services/can): its memory, what a
 * frame is, who may send it to whom, and how many a second.
 */
#pragma once
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bulkhead/bootinfo.h>
#include <bulkhead/can.h>
#include <can/m_can.h>

/** A peer of the port. */
struct can_peer {
	volatile struct can_half *mine;		/* what this end writes */
	const volatile struct can_half *theirs; /* what the peer writes */
	unsigned int bell;			/* doorbell that wakes the peer */
};

/** Join a peer.
 *
 * @param channel  two of them: this end writes one, and reads the other
 * @return 0, or -EINVAL: they aren't those of a peer */
static inline int can_join(struct can_peer *peer, const struct bulkhead_channel *channel)
{
	const uint32_t both = BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE;
	const struct bulkhead_channel *mine = &channel[channel[0].rights != both];
	const struct bulkhead_channel *theirs = &channel[channel[0].rights == both];

	if (mine->rights != both || theirs->rights != BULKHEAD_RIGHT_READ ||
	    mine->peer != theirs->peer || mine->size < sizeof(*peer->mine) ||
	    theirs->size < sizeof(*peer->theirs))
		return -EINVAL;
	peer->mine = (volatile void *)(uintptr_t)mine->ipa;
	peer->theirs = (const volatile void *)(uintptr_t)theirs->ipa;
	peer->bell = mine->index;
	return 0;
}

/** Read a word of memory that a peer writes, before what is read next. */
static inline uint32_t can_load(const volatile uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/** Write a word of memory that a peer reads, behind what was written before. */
static inline void can_store(volatile uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/** Words of a frame's data, by its length code (ISO 11898-1, 10.4.2.5). */
static inline uint32_t can_words(const struct can_frame *f)
{
	static const uint8_t words[16] = {0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 4, 5, 6, 8, 12, 16};
	uint32_t code = M_CAN_DLC(f->control);

	if (f->control & M_CAN_FDF)
		return words[code];
	return f->id & M_CAN_RTR ? 0 : words[code > 8 ? 8 : code];
}

/** Make a frame as it is on the wire: no other bits, whoever wrote it.
 *
 * @param fd  it may be a CAN FD frame */
static inline void can_make_head(struct can_frame *f, uint32_t id, uint32_t control, bool fd)
{
	f->id = id;
	f->control = control & (M_CAN_DLC_MASK | (fd ? M_CAN_FDF | M_CAN_BRS : 0));
	f->id &= f->id & M_CAN_XTD ? M_CAN_XTD | M_CAN_RTR | M_CAN_ID : M_CAN_RTR | M_CAN_STD_ID;
	if (f->control & M_CAN_FDF)
		f->id &= ~M_CAN_RTR; /* CAN FD has no remote frames */
	else
		f->control &= ~M_CAN_BRS;
}

/** Copy a frame out of a peer's memory, each word once. */
static inline void can_copy(struct can_frame *f, const volatile struct can_frame *from)
{
	uint32_t words;

	can_make_head(f, from->id, from->control, true);
	words = can_words(f);
	for (uint32_t i = 0; i < words; i++)
		f->data[i] = from->data[i];
}

/** Write a frame into memory that a peer reads. */
static inline void can_put(volatile struct can_frame *to, const struct can_frame *f)
{
	uint32_t words = can_words(f);

	to->id = f->id;
	to->control = f->control;
	for (uint32_t i = 0; i < words; i++)
		to->data[i] = f->data[i];
}

/** A frame's identifier as in struct can_rule. */
static inline uint32_t can_identifier(const struct can_frame *f)
{
	return f->id & M_CAN_XTD ? CAN_EXTENDED | (f->id & M_CAN_ID) : (f->id & M_CAN_STD_ID) >> 18;
}

/** The peers that a frame may go to, or come from if `receive`, as bits. */
static inline uint32_t can_allowed(const struct can_port *port, uint32_t id, bool receive)
{
	uint32_t peers = 0;

	for (uint32_t i = 0; i < port->rule_count; i++) {
		const struct can_rule *r = &port->rule[i];

		if (id - r->first <= r->last - r->first)
			peers |= receive ? r->receive : r->send;
	}
	return peers;
}

/** Check a configuration of so many bytes. @return false: it isn't one */
static inline bool can_configuration(const struct can_port *port, size_t bytes)
{
	if (bytes < sizeof(*port) || port->peer_count > CAN_PEERS_MAX ||
	    port->rule_count > CAN_RULES_MAX ||
	    bytes != sizeof(*port) + port->rule_count * sizeof(*port->rule))
		return false;
	for (uint32_t i = 0; i < port->rule_count; i++)
		if (port->rule[i].first > port->rule[i].last)
			return false;
	return true;
}

/** What a port may still send. */
struct can_credit {
	uint64_t credit; /* frames, in units of 1 / hz */
	uint64_t then;	 /* time at which they were counted */
};

/** May a frame be sent now? Unused credit is kept for at most a second. */
static inline bool can_within_limit(const struct can_port *port, struct can_credit *c, uint64_t now,
				    uint64_t hz)
{
	uint64_t most = port->frames * hz;
	uint64_t passed = c->then && now - c->then < hz ? now - c->then : hz;

	c->then = now;
	c->credit += passed * port->frames;
	if (c->credit > most)
		c->credit = most;
	if (c->credit < hz)
		return false;
	c->credit -= hz;
	return true;
}
