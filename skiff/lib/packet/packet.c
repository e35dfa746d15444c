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
	/* Without packets for long, the committed position must not seem to be ahead. */
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

/*
 * A record says what the driver has received once the used index is the one behind the batch. The peer's number is stored
 * + 1, so that 0 is no record.
 */
#define RECORD(peer, next, used, from)                                   \
	((uint64_t)(uint16_t)(next) | (uint64_t)(uint16_t)(used) << 16 | \
	 (uint64_t)((from)&0xffffff) << 32 | (uint64_t)((peer) + 1) << 56)
#define RECORD_NEXT(record) ((uint16_t)(record))
#define RECORD_USED(record) ((uint16_t)((record) >> 16))
#define RECORD_FROM(record) ((uint32_t)((record) >> 32 & 0xffffff))
#define RECORD_PEER(record) ((uint32_t)((record) >> 56))

void packet_mark(struct packet_mark *mark, const struct virtqueue_device *q, unsigned int peer,
		 uint16_t next, uint32_t from)
{
	uint64_t *record = mark->record;

	/* Keep the record of the last batch: a restart may come before this batch is published. */
	if (RECORD_USED(*record) == q->kept->used)
		record++;
	__atomic_store_n(record, RECORD(peer, next, q->kept->used + q->batch, from),
			 __ATOMIC_RELEASE);
}

bool packet_marked(const struct packet_mark *mark, const struct virtqueue_device *q,
		   unsigned int *peer, uint16_t *next, uint32_t *from)
{
	for (unsigned int i = 0; i < 2; i++) {
		uint64_t record = mark->record[i];

		if (RECORD_USED(record) != q->kept->used || RECORD_PEER(record) == 0)
			continue;
		*peer = RECORD_PEER(record) - 1;
		*next = RECORD_NEXT(record);
		*from = RECORD_FROM(record);
		return true;
	}
	return false;
}
