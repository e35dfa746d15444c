/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <skiff/block_shuffle.h>
#include <skiff/xorshift.h>

/* Limit of looks (block_poll() without a result) that a request is held for. */
#define LOOKS_MAX 16u

static struct block_shuffle *of(struct block *block)
{
	return (struct block_shuffle *)((char *)block - offsetof(struct block_shuffle, block));
}

/* Hold a request, in a free slot, which must exist. */
static void hold(struct block_shuffle *s, struct block_request *r, bool done)
{
	unsigned int i = 0;

	while (s->slot[i].request)
		i++;
	s->slot[i].request = r;
	s->slot[i].looks = xorshift32(&s->random) % LOOKS_MAX;
	s->slot[i].done = done;
	if (!done)
		block_hold(r, s->slot[i].segment);
	s->held++;
}

static int submit(struct block *block, struct block_request *r)
{
	struct block_shuffle *s = of(block);

	if (s->held + s->in_device == BLOCK_SHUFFLE_REQUESTS)
		return -EAGAIN;
	hold(s, r, false);
	return 0;
}

/* Does nothing: requests go to the device in block_poll(). */
static void kick(struct block *block)
{
	(void)block;
}

/* Release the requests whose time has come. @return one that is done, or NULL */
static struct block_request *release(struct block_shuffle *s)
{
	bool given = false;
	struct block_request *done = NULL;

	for (unsigned int i = 0; i < BLOCK_SHUFFLE_REQUESTS && !done; i++) {
		struct block_shuffle_slot *slot = &s->slot[i];

		if (!slot->request || slot->looks > 0) {
			slot->looks -= slot->request != NULL;
			continue;
		}
		if (slot->done) {
			done = slot->request;
		} else if (block_submit(s->device, slot->request) == 0) {
			s->in_device++;
			given = true;
		} else {
			continue; /* the device is full */
		}
		slot->request = NULL;
		s->held--;
	}
	if (given)
		block_kick(s->device);
	return done;
}

static struct block_request *poll(struct block *block)
{
	struct block_shuffle *s = of(block);
	struct block_request *r;

	while ((r = block_poll(s->device)) != NULL) {
		s->in_device--;
		hold(s, r, true);
	}
	return release(s);
}

/* Time passes by looks, so the caller may not wait while a request is held. */
static bool listen(struct block *block)
{
	struct block_shuffle *s = of(block);

	return s->held == 0 && block_listen(s->device);
}

static const struct block_driver driver = {submit, kick, poll, listen};

struct block *block_shuffle_begin(struct block_shuffle *s, struct block *device, uint32_t seed)
{
	*s = (struct block_shuffle){.block = *device, .device = device, .random = seed};
	s->block.driver = &driver;
	if (s->block.segments_max > BLOCK_HELD_SEGMENTS)
		s->block.segments_max = BLOCK_HELD_SEGMENTS;
	return &s->block;
}
