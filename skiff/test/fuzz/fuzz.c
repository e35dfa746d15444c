/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target of the allocators. The input is a list of operations; the model knows which bytes
 * belong to which block and what they hold. An allocator must never hand out bytes that are taken,
 * never change them, keep its own invariants, and fail only when it may.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <skiff/assert.h>
#include <skiff/buddy.h>
#include <skiff/bump.h>
#include <skiff/tlsf.h>

#define POOL  16384u
#define SLOTS 32u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The allocator under test. */
struct target {
	void (*init)(void);
	void *(*alloc)(size_t alignment, size_t size);
	void *(*resize)(void *block, size_t size); /* NULL: the allocator has none */
	void (*release)(void *block);
	size_t (*usable)(const void *block); /* NULL: a block has the size that was asked for */
	int (*check)(void);
	bool (*may_fail)(size_t alignment, size_t size);
};

static uint8_t pool[POOL] __attribute__((aligned(4096)));

/* --- TLSF --- */
static struct tlsf *tlsf;

static void tlsf_start(void)
{
	tlsf = tlsf_create(pool, POOL);
	assert(tlsf);
}

static void *tlsf_take(size_t alignment, size_t size)
{
	return alignment <= TLSF_ALIGN ? tlsf_malloc(tlsf, size)
				       : tlsf_memalign(tlsf, alignment, size);
}

static void *tlsf_resize(void *block, size_t size)
{
	return tlsf_realloc(tlsf, block, size);
}

static void tlsf_give(void *block)
{
	tlsf_free(tlsf, block);
}

static int tlsf_sound(void)
{
	return tlsf_check(tlsf);
}

/* TLSF is a good fit: it always finds a free block that is a sixteenth larger than needed. */
static bool tlsf_may_fail(size_t alignment, size_t size)
{
	size_t needed = size + (alignment > TLSF_ALIGN ? alignment + 64 : 0), largest;

	tlsf_statistics(tlsf, NULL, &largest);
	return largest < needed + needed / 8 + 64;
}

/* --- buddy --- */
static struct buddy buddy;

static void buddy_start(void)
{
	assert(buddy_init(&buddy, pool, POOL, 5) == 0);
}

static void *buddy_take(size_t alignment, size_t size)
{
	return buddy_alloc(&buddy, alignment > size ? alignment : size);
}

static void buddy_give(void *block)
{
	buddy_free(&buddy, block);
}

static size_t buddy_real(const void *block)
{
	return buddy_usable(&buddy, block);
}

static int buddy_sound(void)
{
	return buddy_check(&buddy);
}

static bool buddy_may_fail(size_t alignment, size_t size)
{
	size_t needed = 32;

	while (needed < size || needed < alignment)
		needed *= 2;
	/* @return whether no block of that order or above is free */
	for (unsigned int order = 0; order < BUDDY_ORDERS; order++)
		if (buddy.list[order] && (size_t)32 << order >= needed)
			return false;
	return true;
}

/* --- bump --- */
static struct bump bump;

static void bump_start(void)
{
	bump_init(&bump, pool, POOL);
}

static void *bump_take(size_t alignment, size_t size)
{
	return bump_alloc(&bump, alignment, size);
}

static void bump_give(void *block)
{
	bump_free(&bump, block);
}

static int bump_sound(void)
{
	return bump.next >= (uintptr_t)pool && bump.next <= bump.end ? 0 : -1;
}

static bool bump_may_fail(size_t alignment, size_t size)
{
	return bump_left(&bump) < size + alignment + 1;
}

static const struct target targets[] = {
    {tlsf_start, tlsf_take, tlsf_resize, tlsf_give, tlsf_usable, tlsf_sound, tlsf_may_fail},
    {buddy_start, buddy_take, NULL, buddy_give, buddy_real, buddy_sound, buddy_may_fail},
    {bump_start, bump_take, NULL, bump_give, NULL, bump_sound, bump_may_fail},
};

/* --- the model --- */
static struct {
	uint8_t *block;
	size_t size;
} slots[SLOTS];
static bool taken[POOL];

/* Mark a block's bytes as taken; none may be taken already. */
static void mark(const uint8_t *block, size_t size, bool take)
{
	assert(block >= pool && size <= POOL && block + size <= pool + POOL);
	for (size_t i = 0; i < size; i++) {
		assert(taken[block - pool + (ptrdiff_t)i] != take);
		taken[block - pool + (ptrdiff_t)i] = take;
	}
}

static void own(const struct target *t, unsigned int slot, void *block, size_t size)
{
	size_t usable = t->usable ? t->usable(block) : size;

	assert(usable >= size);
	slots[slot].block = block;
	slots[slot].size = usable;
	mark(block, usable, true);
	memset(block, (int)slot + 1, usable);
}

static void verify(unsigned int slot, const uint8_t *block, size_t size)
{
	for (size_t i = 0; i < size; i++)
		assert(block[i] == slot + 1);
}

static void step(const struct target *t, unsigned int slot, unsigned int operation, size_t size)
{
	size_t alignment = operation & 0x10 ? (size_t)16 << (operation >> 5) : 16;
	size_t had = slots[slot].size;
	uint8_t *block = slots[slot].block;

	if (!block) {
		block = t->alloc(alignment, size);
		assert(block || t->may_fail(alignment, size));
		if (!block)
			return;
		assert((uintptr_t)block % alignment == 0);
		own(t, slot, block, size);
		return;
	}
	verify(slot, block, had);
	mark(block, had, false);
	slots[slot].block = NULL;
	if (t->resize && operation & 1) {
		uint8_t *moved = t->resize(block, size);

		verify(slot, moved ? moved : block, !moved || had < size ? had : size);
		own(t, slot, moved ? moved : block, moved ? size : had);
	} else {
		t->release(block);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct target *t;

	if (size < 1)
		return 0;
	t = &targets[data[0] % (sizeof(targets) / sizeof(targets[0]))];
	memset(slots, 0, sizeof(slots));
	memset(taken, 0, sizeof(taken));
	t->init();
	for (size_t i = 1; i + 3 < size; i += 4) {
		step(t, data[i] % SLOTS, data[i + 1], data[i + 2] | (data[i + 3] & 0x1fu) << 8);
		assert(t->check() == 0);
	}
	for (unsigned int slot = 0; slot < SLOTS; slot++)
		if (slots[slot].block)
			verify(slot, slots[slot].block, slots[slot].size);
	return 0;
}
