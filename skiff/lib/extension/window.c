/* SPDX-License-Identifier: BSD-3-Clause */
/* Windows: the declared parts of a client's RAM, from the boot information page. */
#include <stddef.h>
#include <skiff/extension.h>
#include "window.h"

static const void *at(const struct bulkhead_bootinfo *b, uint32_t offset)
{
	return (const char *)b + offset;
}

const struct bulkhead_client *extension_client(unsigned int vm)
{
	const struct bulkhead_client *client = at(bootinfo(), bootinfo()->clients);

	for (unsigned int i = 0; i < bootinfo()->client_count; i++)
		if (client[i].vm == vm)
			return &client[i];
	return NULL;
}

/* Is address..address+size inside base..base+length? Free of overflow. */
static bool inside(uint64_t address, uint64_t size, uint64_t base, uint64_t length)
{
	return size > 0 && address >= base && address - base < length &&
	       size <= length - (address - base);
}

const struct bulkhead_window *window_find(const struct bulkhead_bootinfo *b, unsigned int vm,
					  uint64_t address, uint64_t size, unsigned int rights)
{
	const struct bulkhead_window *w = at(b, b->windows);

	for (unsigned int i = 0; i < b->window_count; i++, w++)
		if (w->client == vm && (w->rights & rights) == rights &&
		    inside(address, size, w->client_ipa, w->size))
			return w;
	return NULL;
}

const struct bulkhead_window *window_find_pa(const struct bulkhead_bootinfo *b, unsigned int vm,
					     uint64_t pa, uint64_t size)
{
	const struct bulkhead_window *w = at(b, b->windows);

	for (unsigned int i = 0; i < b->window_count; i++, w++)
		if (w->client == vm && inside(pa, size, w->pa, w->size))
			return w;
	return NULL;
}

void *extension_window(unsigned int vm, uint64_t client_ipa, uint64_t size, unsigned int rights)
{
	const struct bulkhead_window *w = window_find(bootinfo(), vm, client_ipa, size, rights);

	return w ? (void *)(uintptr_t)(client_ipa - w->client_ipa + w->ipa) : NULL;
}

uint64_t extension_window_pa(unsigned int vm, uint64_t client_ipa, uint64_t size,
			     unsigned int rights)
{
	const struct bulkhead_window *w = window_find(bootinfo(), vm, client_ipa, size, rights);

	return w ? client_ipa - w->client_ipa + w->pa : 0;
}

bool extension_window_of_pa(unsigned int vm, uint64_t pa, uint64_t size, uint64_t *client_ipa)
{
	const struct bulkhead_window *w = window_find_pa(bootinfo(), vm, pa, size);

	if (!w)
		return false;
	*client_ipa = pa - w->pa + w->client_ipa;
	return true;
}
