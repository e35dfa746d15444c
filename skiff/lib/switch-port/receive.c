/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <skiff/switch_port.h>
#include <virtio/mmio.h>
#include "port.h"

/* Offloads that a frame in a lane may ask of its receiver. */
#define ANY_OFFLOAD                                                                   \
	(VIRTIO_FEATURE(VIRTIO_NET_F_CSUM) | VIRTIO_FEATURE(VIRTIO_NET_F_HOST_TSO4) | \
	 VIRTIO_FEATURE(VIRTIO_NET_F_HOST_TSO6) | VIRTIO_FEATURE(VIRTIO_NET_F_HOST_ECN))

/* Collect the descriptors of a frame. @return false: they are no valid frame */
static bool collect(struct port_peer *peer, struct port_frame *f)
{
	struct lane_descriptor d = {.operation = LANE_MORE};
	bool good = true;

	f->length = 0;
	f->count = 0;
	while (d.operation & LANE_MORE && lane_get(&peer->lane, &d)) {
		bool more = d.operation & LANE_MORE;

		/* All slots but the last are full, so the head lies in the first. */
		good = good && (d.operation & ~LANE_MORE) == LANE_FRAME && d.length != 0 &&
		       d.length <= NETWORK_SLOT && (!more || d.length == NETWORK_SLOT) &&
		       d.offset == 0 && f->count < PORT_PARTS;
		if (!good)
			continue;
		f->part[f->count++] = (struct virtqueue_segment){
		    (char *)(uintptr_t)lane_payload(&peer->lane), d.length};
		f->length += d.length;
	}
	return good && !(d.operation & LANE_MORE) && f->length >= PORT_HEAD &&
	       f->length <= NETWORK_FRAME_MAX;
}

/* May a frame with this source address come from that peer? From outside, not with an address of this network. */
static bool source_good(const struct port *p, const struct network_peer *is, const uint8_t *from)
{
	if (!(is->flags & NETWORK_UPLINK))
		return port_same(from, is->mac);
	for (unsigned int i = 0; i < p->count; i++)
		if (!(p->peer[i].is.flags & NETWORK_UPLINK) && port_same(from, p->peer[i].is.mac))
			return false;
	return !port_same(from, p->config->mac);
}

static bool may_arrive(const struct port *p, const struct network_peer *is, struct port_head *head,
		       uint32_t length)
{
	uint64_t allowed = p->config->flags & NETWORK_OFFLOAD ? ANY_OFFLOAD : 0;

	return source_good(p, is, head->from) &&
	       port_header_good(&head->virtio, length - PORT_HEADER, allowed, p->config->mtu);
}

bool port_receive(struct port *p, unsigned int index, struct port_frame *f)
{
	struct port_peer *peer = &p->peer[index];

	/* A peer that may not send has no ring, whatever its word says. */
	if (!(peer->is.flags & NETWORK_RECEIVE))
		return false;
	/* Take no more than lies there now, so that a fast peer doesn't keep this port busy. */
	for (unsigned int n = lane_filled(&peer->lane); n > 0; n--) {
		f->peer = index;
		f->begin = peer->lane.next;
		if (collect(peer, f)) {
			f->head = *(const struct port_head *)(const void *)f->part[0].at;
			/* Check the copy. */
			__asm__ volatile("" : : : "memory");
			if (may_arrive(p, &peer->is, &f->head, f->length))
				return true;
		}
		if (peer->lane.next == f->begin)
			break;
		p->counters->bad++;
	}
	return false;
}

void port_unreceive(struct port *p, const struct port_frame *f)
{
	p->peer[f->peer].lane.next = f->begin;
}

void port_received(struct port *p, unsigned int index)
{
	lane_taken(&p->peer[index].lane, 0);
}

void port_restart(struct port *p)
{
	for (unsigned int i = 0; i < p->count; i++) {
		struct lane *l = &p->peer[i].lane;

		if (lane_is_new(l))
			lane_meet(l, 0);
		l->next = (uint16_t)(l->next + lane_filled(l));
		lane_taken(l, 0);
		lane_commit(l, 0);
	}
	p->resumed = false;
}

/* The Internet's checksum (RFC 1071) over the frame from csum_start on. */
uint16_t port_checksum(const struct port_frame *f, uint32_t *at)
{
	uint32_t offset = PORT_HEADER + f->head.virtio.csum_start;
	uint64_t sum = 0;
	unsigned int odd = 0;

	*at = offset + f->head.virtio.csum_offset;
	for (unsigned int i = 0; i < f->count; i++) {
		const struct virtqueue_segment *s = &f->part[i];
		uint32_t n = offset < s->length ? offset : s->length;

		offset -= n;
		for (; n < s->length; n++, odd ^= 1)
			sum += (uint64_t)(uint8_t)s->at[n] << (odd ? 8 : 0);
	}
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	/* In UDP a sum of 0 means "none", so the other representation of zero is used (RFC 768). */
	return sum == 0xffff ? 0xffff : (uint16_t)~sum;
}
