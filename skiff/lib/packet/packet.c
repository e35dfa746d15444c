/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/packet.h>

bool packet_put(struct lane *l, const struct virtqueue_chain *chain, const void *head,
		uint32_t bytes)
{
	uint32_t length = chain->in;

	if (lane_room(l) < (length + PACKET_SLOT - 1) / PACKET_SLOT)
		return false;
	for (uint32_t at = 0, n; at < length; at += n) {
		char *slot = lane_slot(l);
		uint32_t skip = at == 0 ? bytes : 0;
		bool more = length - at > PACKET_SLOT;

		n = more ? PACKET_SLOT : length - at;
		memcpy(slot, head, skip);
		virtqueue_read(chain, at + skip, slot + skip, n - skip);
		lane_put(l, (struct lane_descriptor){0, n, LANE_FRAME | (more ? LANE_MORE : 0), 0});
	}
	return true;
}

bool packet_was_put(const struct lane *l, uint16_t position)
{
	uint16_t ahead = (uint16_t)(lane_committed_position(l) - position);

	return ahead - 1u < CONFIG_VIRTQUEUE_MAX;
}

bool packet_commit(struct lane *l, uint16_t position, bool dirty, bool resumed)
{
	if (resumed && packet_was_put(l, position))
		return true;
	/* One that gets nothing for long must not look as if it were ahead. */
	if (dirty || (uint16_t)(position - lane_committed_position(l)) >= 0x4000)
		lane_commit(l, position);
	return false;
}

int packet_get(struct lane *l, struct packet *p)
{
	struct lane_descriptor d = {.operation = LANE_MORE};
	bool good = true;

	p->begin = l->next;
	p->length = 0;
	p->count = 0;
	while (d.operation & LANE_MORE && lane_get(l, &d)) {
		bool more = d.operation & LANE_MORE;

		good = good && (d.operation & ~LANE_MORE) == LANE_FRAME && d.length != 0 &&
		       d.length <= PACKET_SLOT && (!more || d.length == PACKET_SLOT) &&
		       d.offset == 0 && p->count < PACKET_PARTS;
		if (!good)
			continue;
		p->part[p->count++] =
		    (struct virtqueue_segment){(char *)(uintptr_t)lane_payload(l), d.length};
		p->length += d.length;
	}
	if (l->next == p->begin)
		return 0;
	return good && !(d.operation & LANE_MORE) ? 1 : -EPROTO;
}

uint32_t packet_copy(const struct packet *p, uint32_t from, const struct virtqueue_chain *chain,
		     uint32_t at, uint32_t size)
{
	uint32_t done = 0;

	for (unsigned int i = from / PACKET_SLOT; i < p->count && done < size; i++) {
		uint32_t skip = done == 0 ? from % PACKET_SLOT : 0, n = p->part[i].length - skip;
		uint32_t copied;

		if (skip >= p->part[i].length)
			break;
		n = n < size - done ? n : size - done;
		copied = virtqueue_write(chain, at + done, p->part[i].at + skip, n);
		done += copied;
		if (copied < n)
			break;
	}
	return done;
}
