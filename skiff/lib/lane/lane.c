/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/lane.h>

#define SIZE_MAX_LANE 16384u

static uint64_t load(const uint64_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void store(uint64_t *word, uint64_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static void say(struct lane *l, uint64_t *word, uint16_t index, uint16_t position)
{
	store(word, LANE_WORD(index, position, l->generation, l->seen));
}

/* Accept the other end's generation `seen`, with empty rings. Only words of the other end whose upper half is `meant` count then. */
static void agree(struct lane *l, uint16_t seen)
{
	l->seen = seen;
	l->meant = seen ? LANE_WORD(0, 0, seen, l->generation) >> 32 : UINT64_MAX;
}

int lane_attach(struct lane *l, struct lane_half *mine, const struct lane_half *theirs,
		unsigned int size, unsigned int slot, bool resume)
{
	uint64_t commit = load(&mine->commit), taken = load(&mine->taken);

	if (size == 0 || size > SIZE_MAX_LANE || (size & (size - 1)) || slot % 16 != 0 ||
	    slot > UINT16_MAX)
		return -EINVAL;
	*l = (struct lane){.mine = mine,
			   .theirs = theirs,
			   .size = (uint16_t)size,
			   .slot = (uint16_t)slot,
			   .generation = LANE_GENERATION(commit)};
	/* The two words are written one after the other: after a death in between, begin anew. */
	if (resume && l->generation != 0 && LANE_GENERATION(taken) == l->generation &&
	    LANE_SEEN(taken) == LANE_SEEN(commit)) {
		agree(l, LANE_SEEN(commit));
		l->put = LANE_INDEX(commit);
		l->next = LANE_INDEX(taken);
		return 0;
	}
	l->generation = l->generation == UINT16_MAX ? 1 : (uint16_t)(l->generation + 1);
	agree(l, 0);
	say(l, &mine->commit, 0, LANE_POSITION(commit));
	say(l, &mine->taken, 0, LANE_POSITION(taken));
	return 0;
}

void lane_leave(struct lane *l)
{
	lane_attach(l, l->mine, l->theirs, l->size, l->slot, false);
}

unsigned int lane_size(uint64_t bytes, unsigned int slot)
{
	unsigned int size = SIZE_MAX_LANE;

	while (size > 0 && LANE_HALF_BYTES((uint64_t)size, slot) > bytes)
		size /= 2;
	return size;
}

/* Does the word of the other end count here? */
static bool counts(const struct lane *l, uint64_t word)
{
	return word >> 32 == l->meant;
}

/* Descriptors that this end put and the other hasn't released; more than the ring has: the other end is hostile. */
static uint16_t pending(const struct lane *l)
{
	uint64_t taken = load(&l->theirs->taken);

	return (uint16_t)(l->put - (counts(l, taken) ? LANE_INDEX(taken) : 0));
}

static uint16_t filled(const struct lane *l)
{
	uint64_t commit = load(&l->theirs->commit);

	return counts(l, commit) ? (uint16_t)(LANE_INDEX(commit) - l->next) : 0;
}

bool lane_met(const struct lane *l)
{
	return counts(l, load(&l->theirs->commit));
}

enum lane_state lane_look(const struct lane *l)
{
	uint16_t generation = LANE_GENERATION(load(&l->theirs->commit));

	if (generation == 0)
		return LANE_NOBODY;
	if (generation != l->seen)
		return LANE_NEW;
	return pending(l) > l->size || filled(l) > l->size ? LANE_HOSTILE : LANE_SAME;
}

void lane_meet(struct lane *l, uint16_t position)
{
	agree(l, LANE_GENERATION(load(&l->theirs->commit)));
	l->put = l->next = 0;
	say(l, &l->mine->taken, 0, position);
	say(l, &l->mine->commit, 0, position);
}

unsigned int lane_room(const struct lane *l)
{
	uint16_t n = pending(l);

	return l->seen == 0 || n > l->size ? 0 : l->size - n;
}

void lane_put(struct lane *l, struct lane_descriptor descriptor)
{
	uint16_t put = l->put;

	l->mine->ring[put & (l->size - 1u)] = descriptor;
	l->put = (uint16_t)(put + 1);
}

static char *slots(const struct lane *l, const struct lane_half *half, uint16_t index)
{
	return (char *)(uintptr_t)&half->ring[l->size] + (index & (l->size - 1u)) * l->slot;
}

void *lane_slot(const struct lane *l)
{
	return slots(l, l->mine, l->put);
}

void lane_commit(struct lane *l, uint16_t position)
{
	say(l, &l->mine->commit, l->put, position);
}

void lane_cancel(struct lane *l)
{
	l->put = LANE_INDEX(l->mine->commit);
}

unsigned int lane_filled(const struct lane *l)
{
	uint16_t n = filled(l);

	return n > l->size ? 0 : n;
}

bool lane_get(struct lane *l, struct lane_descriptor *descriptor)
{
	const volatile struct lane_descriptor *d = &l->theirs->ring[l->next & (l->size - 1u)];

	if (lane_filled(l) == 0)
		return false;
	*descriptor = (struct lane_descriptor){d->offset, d->length, d->operation, d->tag};
	l->next++;
	return true;
}

const void *lane_payload(const struct lane *l)
{
	return slots(l, l->theirs, (uint16_t)(l->next - 1));
}

uint16_t lane_taken(struct lane *l, uint16_t position)
{
	uint16_t count = (uint16_t)(l->next - LANE_INDEX(l->mine->taken));

	say(l, &l->mine->taken, l->next, position);
	return count;
}

void lane_unget(struct lane *l)
{
	l->next = LANE_INDEX(l->mine->taken);
}

bool lane_skip(struct lane *l, uint16_t next)
{
	if ((uint16_t)(next - l->next) > lane_filled(l))
		return false;
	l->next = next;
	return true;
}

uint16_t lane_their_position(const struct lane *l)
{
	uint64_t taken = load(&l->theirs->taken);

	return counts(l, taken) ? LANE_POSITION(taken) : 0;
}

uint16_t lane_committed_position(const struct lane *l)
{
	return LANE_POSITION(l->mine->commit);
}

uint16_t lane_taken_position(const struct lane *l)
{
	return LANE_POSITION(l->mine->taken);
}
