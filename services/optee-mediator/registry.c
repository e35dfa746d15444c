/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An open-addressing hash set with tombstones, so that entries never move: a reader needs no lock.
 * A reader that races with a removal may get the value of another registration of the same client:
 * harmless, since every address is checked against the windows when it is used.
 */
#include <errno.h>
#include <string.h>
#include "platform.h"
#include "registry.h"

#define SLOTS 1230
#define EMPTY 0ull
#define GONE  (~0ull) /* a removed entry, behind which a search goes on */

/* Kept: the client's driver goes on using its registrations after a restart of the mediator. */
static uint64_t keys[SLOTS] PLATFORM_KEPT;
static uint32_t values[SLOTS] PLATFORM_KEPT;
static unsigned int live;

static unsigned int home(uint64_t cookie)
{
	uint64_t hash = (cookie * 0x9E3779B97F4A7C15ull) >> 32; /* Fibonacci hashing */

	return (unsigned int)(hash * SLOTS >> 32);
}

static unsigned int after(unsigned int slot)
{
	return slot + 1 == SLOTS ? 0 : slot + 1;
}

static uint64_t key(unsigned int slot)
{
	return __atomic_load_n(&keys[slot], __ATOMIC_ACQUIRE);
}

static void set(unsigned int slot, uint64_t value)
{
	__atomic_store_n(&keys[slot], value, __ATOMIC_RELEASE);
}

static uint32_t load_value(unsigned int slot)
{
	return __atomic_load_n(&values[slot], __ATOMIC_RELAXED);
}

static void store_value(unsigned int slot, uint32_t value)
{
	__atomic_store_n(&values[slot], value, __ATOMIC_RELAXED);
}

/* @return the cookie's slot, or SLOTS; *vacant: the first slot where it could be added, or SLOTS */
static unsigned int search(uint64_t cookie, unsigned int *vacant)
{
	unsigned int slot = home(cookie);

	*vacant = SLOTS;
	for (unsigned int n = 0; n < SLOTS; n++, slot = after(slot)) {
		uint64_t found = key(slot);

		if (found == cookie)
			return slot;
		if ((found == EMPTY || found == GONE) && *vacant == SLOTS)
			*vacant = slot;
		if (found == EMPTY)
			break;
	}
	return SLOTS;
}

bool registry_allowed(uint64_t cookie)
{
	return cookie != EMPTY && cookie != GONE && cookie != REGISTRY_OWN_SHADOW &&
	       cookie != REGISTRY_OWN_WINDOW;
}

/* Drop the stale registrations of an earlier driver, to make room. Call inside the section. */
static void drop_stale(void)
{
	for (unsigned int slot = 0; slot < SLOTS; slot++) {
		if (!registry_allowed(key(slot)) || !(load_value(slot) & REGISTRY_STALE))
			continue;
		set(slot, GONE);
		__atomic_store_n(&live, live - 1, __ATOMIC_RELAXED);
	}
}

int registry_add(uint64_t cookie, uint32_t value)
{
	unsigned int vacant, slot;
	int error = 0;

	if (!registry_allowed(cookie))
		return -EINVAL;
	platform_enter();
	if (live >= REGISTRY_LIMIT)
		drop_stale();
	slot = search(cookie, &vacant);
	if (slot != SLOTS && !(load_value(slot) & REGISTRY_STALE))
		error = -EEXIST;
	else if (slot != SLOTS)
		store_value(slot, value);
	else if (live >= REGISTRY_LIMIT)
		error = -ENOSPC;
	else {
		store_value(vacant, value);
		set(vacant, cookie);
		__atomic_store_n(&live, live + 1, __ATOMIC_RELAXED);
	}
	platform_leave();
	return error;
}

void registry_remove(uint64_t cookie)
{
	unsigned int vacant, slot;

	if (!registry_allowed(cookie))
		return;
	platform_enter();
	slot = search(cookie, &vacant);
	if (slot != SLOTS) {
		set(slot, GONE);
		__atomic_store_n(&live, live - 1, __ATOMIC_RELAXED);
		/* A tombstone in front of an empty slot isn't needed. */
		if (key(after(slot)) == EMPTY)
			while (key(slot) == GONE) {
				set(slot, EMPTY);
				slot = slot ? slot - 1 : SLOTS - 1;
			}
	}
	platform_leave();
}

bool registry_find(uint64_t cookie, uint32_t *value)
{
	unsigned int vacant;
	unsigned int slot = registry_allowed(cookie) ? search(cookie, &vacant) : SLOTS;

	if (slot == SLOTS)
		return false;
	*value = load_value(slot);
	return true;
}

unsigned int registry_live(void)
{
	return __atomic_load_n(&live, __ATOMIC_RELAXED);
}

bool registry_next(unsigned int *at, uint64_t *cookie)
{
	while (*at < SLOTS) {
		unsigned int slot = (*at)++;

		*cookie = key(slot);
		if (registry_allowed(*cookie) && load_value(slot) < REGISTRY_STALE &&
		    load_value(slot) != REGISTRY_RPC)
			return true;
	}
	return false;
}

void registry_expire(void)
{
	unsigned int count = 0;

	platform_enter();
	for (unsigned int slot = 0; slot < SLOTS; slot++) {
		uint64_t cookie = key(slot);

		if (cookie == EMPTY)
			continue;
		if (!registry_allowed(cookie) || load_value(slot) == REGISTRY_RPC) {
			set(slot, GONE);
		} else {
			store_value(slot, load_value(slot) | REGISTRY_STALE);
			count++;
		}
	}
	__atomic_store_n(&live, count, __ATOMIC_RELAXED);
	platform_leave();
}

void registry_reset(void)
{
	memset(keys, 0, sizeof(keys));
	live = 0;
}
