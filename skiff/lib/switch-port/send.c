/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/switch_port.h>
#include <virtio/mmio.h>
#include "port.h"

/* Size of a burst: the amount of this part of a second, … */
#define BURSTS_PER_SECOND 100u
/* … or so many frames, or the longest one, if that is more; but not more than in a second. */
#define BURST_FRAMES 16u

static struct port_limit limit_of(uint32_t per_second, uint32_t least)
{
	uint32_t burst = per_second / BURSTS_PER_SECOND;

	if (burst < least)
		burst = per_second < least ? per_second : least;
	return (struct port_limit){.per_second = per_second, .burst = burst};
}

/* Addresses, type, and a tag of the guests' own (IEEE 802.1Q). */
#define ETHERNET 18u

static void limit_fill(const struct port *p, struct port_limit *l)
{
	l->credit = l->burst * p->hz;
}

void port_begin(struct port *p)
{
	p->count = p->turn = p->last = 0;
	p->told = 0;
	p->dirty = 0;
	p->resumed = false;
	p->vlan = 0;
	/* Credit only at the client's start: a client gains none by crashing its back end. */
	p->frames = limit_of(p->config->frames, BURST_FRAMES);
	p->bytes = limit_of(p->config->bytes, NETWORK_FRAME_MAX);
	p->broadcasts = limit_of(p->config->broadcasts, BURST_FRAMES);
}

int port_join(struct port *p, struct lane_half *mine, const struct lane_half *theirs,
	      unsigned int bell, bool resume)
{
	struct port_peer *peer = &p->peer[p->count];

	if (p->count == NETWORK_PEERS_MAX || p->count == p->config->peer_count ||
	    p->config->slots < PORT_PARTS)
		return -EINVAL;
	peer->is = p->config->peer[p->count];
	peer->bell = bell;
	peer->heard = 0;
	p->count++;
	p->resumed = p->resumed || resume;
	if (!resume) {
		limit_fill(p, &p->frames);
		limit_fill(p, &p->bytes);
		limit_fill(p, &p->broadcasts);
	}
	return lane_attach(&peer->lane, mine, theirs, p->config->slots, NETWORK_SLOT, resume);
}

uint32_t port_look(struct port *p, uint16_t position)
{
	uint32_t waiting = 0;

	for (unsigned int i = 0; i < p->count; i++) {
		struct port_peer *peer = &p->peer[i];
		uint64_t word = lane_word(&peer->lane);

		/* Most peers are silent, and this is done each time that one isn't. */
		if (word == peer->heard)
			continue;
		if (lane_is_new(&peer->lane))
			lane_meet(&peer->lane, position);
		if (lane_filled(&peer->lane) != 0)
			waiting |= 1u << i;
		else
			peer->heard = word;
	}
	return waiting;
}

/* Does the limit forbid to send `amount` now? Unused credit is kept, up to a burst. */
static __attribute__((noinline)) bool limited(struct port *p, struct port_limit *l, uint32_t amount)
{
	uint64_t now, cost = amount * p->hz;

	now = p->now();
	/* At most a second's credit is added. */
	l->credit += (l->then == 0	      ? 0
		      : now - l->then < p->hz ? now - l->then
					      : p->hz) *
		     l->per_second;
	l->then = now;
	if (l->credit > l->burst * p->hz)
		limit_fill(p, l);
	if (l->credit < cost)
		return true;
	l->credit -= cost;
	return false;
}

static bool within(struct port *p, struct port_limit *l, uint32_t amount)
{
	return l->per_second == 0 || !limited(p, l, amount);
}

/* Are other stations behind this peer? */
static bool is_bridge(const struct port *p)
{
	return p->config->flags & NETWORK_BRIDGE;
}

/* May frames reach this peer now? */
static bool may_reach(const struct port *p, const struct network_peer *is)
{
	return is->flags & NETWORK_SEND && (!is_bridge(p) || NETWORK_VLAN(is->flags) == p->vlan);
}

/* The peer with this address; its number, or `count` if there is none. */
static unsigned int find(struct port *p, const uint8_t *address)
{
	unsigned int i = p->last;

	for (unsigned int n = p->count; n > 0; n--) {
		const struct network_peer *is = &p->peer[i].is;

		if (port_same(is->mac, address) && !(is->flags & NETWORK_UPLINK))
			return p->last = i;
		i = i + 1 == p->count ? 0 : i + 1;
	}
	return p->count;
}

/* The peers that a frame to this address is for, as bits. */
static uint32_t receivers(struct port *p, const uint8_t *to)
{
	uint32_t all = 0, uplinks = 0;
	unsigned int one = to[0] & 1 ? p->count : find(p, to);

	if (one < p->count)
		return may_reach(p, &p->peer[one].is) ? 1u << one : 0;
	for (unsigned int i = 0; i < p->count; i++) {
		const struct network_peer *is = &p->peer[i].is;

		if (!may_reach(p, is))
			continue;
		all |= 1u << i;
		if (is->flags & NETWORK_UPLINK)
			uplinks |= 1u << i;
	}
	return to[0] & 1 ? all : uplinks;
}

static unsigned int feature_of(uint8_t gso_type)
{
	switch (gso_type & ~VIRTIO_NET_HDR_GSO_ECN) {
	case VIRTIO_NET_HDR_GSO_TCPV4:
		return VIRTIO_NET_F_HOST_TSO4;
	case VIRTIO_NET_HDR_GSO_TCPV6:
		return VIRTIO_NET_F_HOST_TSO6;
	default:
		return 63; /* nobody here has this address */
	}
}

bool port_header_good(struct virtio_net_header *h, uint32_t length, uint64_t allowed, uint16_t mtu)
{
	h->num_buffers = 1;
	h->flags &= VIRTIO_NET_HDR_F_NEEDS_CSUM;
	if (h->flags) {
		if (!(allowed & VIRTIO_FEATURE(VIRTIO_NET_F_CSUM)) ||
		    (uint32_t)h->csum_start + h->csum_offset + 2 > length || h->csum_start < 14)
			return false;
	} else {
		h->csum_start = h->csum_offset = 0;
	}
	if (h->gso_type == VIRTIO_NET_HDR_GSO_NONE) {
		h->hdr_len = h->gso_size = 0;
		return length <= (uint32_t)mtu + ETHERNET;
	}
	/* 5.1.6.2: a frame to be cut needs its checksum. */
	return h->flags && h->gso_size != 0 && h->hdr_len <= length &&
	       (!(h->gso_type & VIRTIO_NET_HDR_GSO_ECN) ||
		allowed & VIRTIO_FEATURE(VIRTIO_NET_F_HOST_ECN)) &&
	       allowed & VIRTIO_FEATURE(feature_of(h->gso_type));
}

/* Put the frame into the lane. @return false: there is no room */
static bool put(struct port_peer *peer, const struct virtqueue_chain *frame,
		const struct port_head *head, uint16_t position)
{
	uint32_t length = frame->in;

	if (lane_is_new(&peer->lane))
		lane_meet(&peer->lane, position);
	if (lane_room(&peer->lane) < (length + NETWORK_SLOT - 1) / NETWORK_SLOT)
		return false;
	for (uint32_t at = 0, n; at < length; at += n) {
		char *slot = lane_slot(&peer->lane);
		uint32_t skip = at == 0 ? PORT_HEAD : 0;
		bool more = length - at > NETWORK_SLOT;

		n = more ? NETWORK_SLOT : length - at;
		if (at == 0)
			*(struct port_head *)(void *)slot = *head;
		virtqueue_read(frame, at + skip, slot + skip, n - skip);
		lane_put(&peer->lane,
			 (struct lane_descriptor){0, n, LANE_FRAME | (more ? LANE_MORE : 0), 0});
	}
	return true;
}

/* Was the frame at `position` put into this lane before the port's restart? */
static bool lies_in(const struct port *p, const struct port_peer *peer, uint16_t position)
{
	uint16_t ahead = (uint16_t)(lane_committed_position(&peer->lane) - position);

	return p->resumed && ahead - 1u < CONFIG_VIRTQUEUE_MAX;
}

static bool may_leave(struct port *p, const struct port_head *head, uint32_t length, uint32_t *to)
{
	if (!is_bridge(p) && !port_same(head->from, p->config->mac))
		return p->counters->foreign++, false;
	*to = receivers(p, head->to);
	if (*to == 0)
		return p->counters->denied++, false;
	if (!within(p, &p->frames, 1) || !within(p, &p->bytes, length) ||
	    (*to & (*to - 1) && !within(p, &p->broadcasts, 1)))
		return p->counters->limited++, false;
	return true;
}

void port_send(struct port *p, const struct virtqueue_chain *frame, uint64_t allowed,
	       uint16_t position)
{
	struct port_head head;
	uint32_t to;

	if (frame->in > NETWORK_FRAME_MAX ||
	    virtqueue_read(frame, 0, &head, PORT_HEAD) != PORT_HEAD ||
	    !port_header_good(&head.virtio, frame->in - PORT_HEADER, allowed, p->config->mtu)) {
		p->counters->bad++;
		return;
	}
	if (!may_leave(p, &head, frame->in - PORT_HEADER, &to))
		return;
	p->counters->sent++;
	for (; to; to &= to - 1) {
		unsigned int i = (unsigned int)__builtin_ctz(to);

		if (lies_in(p, &p->peer[i], position))
			continue;
		if (put(&p->peer[i], frame, &head, position))
			p->dirty |= 1u << i;
		else
			p->counters->full++;
	}
}

void port_commit(struct port *p, uint16_t position)
{
	uint32_t peers = p->dirty;
	bool ahead = false;

	/* Without frames for long, the committed position must not seem to be ahead. */
	if (p->resumed || (uint16_t)(position - p->told) >= 0x2000) {
		peers = (1u << p->count) - 1;
		p->told = position;
	}
	for (; peers; peers &= peers - 1) {
		unsigned int i = (unsigned int)__builtin_ctz(peers);
		struct port_peer *peer = &p->peer[i];

		if (lies_in(p, peer, position)) {
			ahead = true;
			continue;
		}
		lane_commit(&peer->lane, position);
		if (p->dirty >> i & 1)
			p->ring(peer->bell);
	}
	p->dirty = 0;
	p->resumed = ahead;
}
