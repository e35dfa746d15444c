/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutations of what devices can reach: entries of the stream table, the tables below, and the steps that set the SMMU up. */
#include <stddef.h>
#include <arm/smmu.h>
#include <bulkhead/armv8.h>
#include <string.h>
#include "boot_page.h"
#include "lookup.h"
#include "mutate.h"

/* Returns the offset in the file of a word of a stream's entry; 0: the image has no SMMU. */
static size_t entry(struct mutant *m, uint32_t stream, unsigned word)
{
	const struct manifest_smmu *smmu = &m->system.manifest->smmu;

	if (!smmu->base)
		return 0;
	return (size_t)((const uint8_t *)image_at(&m->system.image,
						  smmu->stream_table + (uint64_t)stream * STE_SIZE,
						  STE_SIZE) -
			m->data) +
	       8ul * word;
}

static const struct manifest_stream *owned(struct mutant *m)
{
	uint32_t count = m->system.manifest->smmu.stream_count;

	return count ? &m->system.streams[mutant_random(m, count)] : NULL;
}

/* Chooses any stream: one of a VM or, more often, of no VM. */
static uint32_t any(struct mutant *m)
{
	const struct manifest_stream *s = owned(m);

	if (s && mutant_random(m, 2))
		return s->id;
	return (uint32_t)mutant_random(m, 1ull << m->system.manifest->smmu.stream_bits);
}

/* Changes the bits of `mask` in a word of an entry to `bits`. */
static bool change(struct mutant *m, uint32_t stream, unsigned word, uint64_t mask, uint64_t bits)
{
	size_t at = entry(m, stream, word);
	uint64_t before = at ? mutant_peek(m, at, 8) : 0, after = (before & ~mask) | bits;

	if (!at || before == after)
		return false;
	mutant_poke(m, at, after, 8);
	return true;
}

static bool stream_bypasses(struct mutant *m)
{
	return change(m, any(m), 0, BITS(7, 1), BITS(4, 1));
}
static bool stream_has_stage1(struct mutant *m)
{
	return change(m, any(m), 0, BITS(7, 1), BITS(5 + 2 * mutant_random(m, 2), 1));
}
static bool stream_is_on_at_boot(struct mutant *m)
{
	const struct manifest_stream *s = owned(m);

	return s && change(m, s->id, 0, BITS(7, 1), STE_0_CONFIG_STAGE2);
}
static bool stream_is_silent(struct mutant *m)
{
	return change(m, any(m), 2, STE_2_R, 0);
}
static bool stream_of_nobody_is_silent(struct mutant *m)
{
	uint32_t id = any(m);

	for (uint32_t i = 0; i < m->system.manifest->smmu.stream_count; i++)
		if (m->system.streams[i].id == id)
			return false;
	return change(m, id, 0, BITS(7, 1), STE_0_CONFIG_ABORT);
}
static bool stream_stalls(struct mutant *m)
{
	return change(m, any(m), 2, BIT(57), BIT(57));
}
static bool stream_translates_itself(struct mutant *m) /* ATS */
{
	return change(m, any(m), 1, BITS(3, 28), BITS(1 + mutant_random(m, 2), 28));
}
static bool stream_has_tables_of_32_bits(struct mutant *m)
{
	return change(m, any(m), 2, STE_2_AA64, 0);
}
static bool stream_forgives_access_flags(struct mutant *m)
{
	return change(m, any(m), 2, BIT(53), BIT(53));
}
static bool stream_has_another_size(struct mutant *m)
{
	return change(m, any(m), 2, BITS(63, 32), BITS(mutant_random(m, 64), 32));
}
static bool stream_has_another_level(struct mutant *m)
{
	return change(m, any(m), 2, BITS(3, 38), BITS(mutant_random(m, 4), 38));
}
static bool stream_has_another_granule(struct mutant *m)
{
	return change(m, any(m), 2, BITS(3, 46), BITS(1 + mutant_random(m, 3), 46));
}
static bool stream_has_another_vmid(struct mutant *m)
{
	uint32_t other = any(m);

	return change(m, any(m), 2, 0xffff,
		      entry(m, other, 2) ? mutant_peek(m, entry(m, other, 2), 8) & 0xffff : 0);
}
static bool stream_has_the_vms_own_table(struct mutant *m)
{
	const struct manifest_stream *s = owned(m);

	return s && change(m, s->id, 3, ~0ull, m->system.vms[s->vm].vttbr_el2 & VTTBR_BADDR_MASK);
}
static bool stream_of_nobody_has_a_vms_table(struct mutant *m)
{
	const struct manifest_stream *s = owned(m);
	uint32_t id = any(m);

	return s && s->id != id && change(m, id, 3, ~0ull, mutant_peek(m, entry(m, s->id, 3), 8));
}
static bool stream_has_a_table_in_memory(struct mutant *m)
{
	const struct manifest_stream *s = owned(m);

	return s && m->system.stage2.count &&
	       change(m, s->id, 3, ~0ull, m->system.stage2.list[0].pa & ~0xfffull);
}
static bool stream_is_anothers(struct mutant *m)
{
	const struct manifest_stream *s = owned(m);
	uint32_t vms = m->system.manifest->vm_count;

	if (!s || vms < 2)
		return false;
	POKE(m, s, vm, (s->vm + 1 + mutant_random(m, vms - 1)) % vms);
	return true;
}
static bool stream_has_another_id(struct mutant *m)
{
	const struct manifest_stream *s = owned(m);

	if (!s)
		return false;
	POKE(m, s, id, s->id ^ 1u << mutant_random(m, 8));
	return true;
}
static bool smmu_isnt_there(struct mutant *m)
{
	if (!m->system.manifest->smmu.base)
		return false;
	POKE(m, m->system.manifest, smmu.base, 0);
	return true;
}
static bool smmu_is_never_enabled(struct mutant *m)
{
	uint32_t count = m->system.manifest->smmu.step_count;

	if (!count)
		return false;
	POKE(m, m->system.manifest, smmu.step_count, mutant_random(m, count));
	return true;
}
static bool smmu_step_is_another(struct mutant *m)
{
	uint32_t count = m->system.manifest->smmu.step_count;
	const struct manifest_smmu_step *step;

	if (!count)
		return false;
	step = &m->system.smmu_steps[mutant_random(m, count)];
	POKE(m, step, value, step->value ^ 1ull << mutant_random(m, 64));
	return true;
}
static bool smmu_queue_begins_otherwise(struct mutant *m)
{
	uint64_t queue = m->system.manifest->smmu.commands;
	size_t at;

	if (!m->system.manifest->smmu.base)
		return false;
	at = (size_t)((const uint8_t *)image_at(&m->system.image, queue, 4096) - m->data) +
	     8 * mutant_random(m, 512);
	mutant_poke(m, at, mutant_peek(m, at, 8) ^ 1ull << mutant_random(m, 64), 8);
	return true;
}

/* --- Windows for devices ----------------------------------------------------------------------- */

/* Returns the offset in the file of a window of other VMs' memory that a stream's VM has; 0: there is none. */
static size_t device_window(struct mutant *m)
{
	size_t found[16];
	uint64_t count = 0;

	for (uint32_t i = 0; i < m->system.manifest->smmu.stream_count; i++) {
		struct boot_page page;
		struct bulkhead_window w;

		if (!boot_page_open(&m->system, m->system.streams[i].vm, &page))
			continue;
		for (uint32_t n = 0; count < 16 && boot_page_window(&page, n, &w); n++)
			if (w.rights & BULKHEAD_RIGHT_DMA)
				found[count++] = (size_t)(page.bytes - m->data) +
						 page.head.windows + n * sizeof(w);
	}
	return count ? found[mutant_random(m, count)] : 0;
}

static bool window_is(struct mutant *m, size_t field, uint64_t change, size_t width)
{
	size_t at = device_window(m);

	if (!at)
		return false;
	mutant_poke(m, at + field, mutant_peek(m, at + field, width) + change, width);
	return true;
}

static bool device_window_is_elsewhere(struct mutant *m)
{
	return window_is(m, offsetof(struct bulkhead_window, pa),
			 4096 * (1 + mutant_random(m, 512)), 8);
}
static bool device_window_shows_another_part(struct mutant *m)
{
	return window_is(m, offsetof(struct bulkhead_window, client_ipa),
			 4096 * (1 + mutant_random(m, 512)), 8);
}
static bool device_window_is_larger(struct mutant *m)
{
	return window_is(m, offsetof(struct bulkhead_window, size), 4096, 8);
}
static bool device_window_is_smaller(struct mutant *m)
{
	return window_is(m, offsetof(struct bulkhead_window, size), -4096ull, 8);
}
static bool device_window_is_of_another(struct mutant *m)
{
	return window_is(m, offsetof(struct bulkhead_window, client), 1, 4);
}
static bool device_window_is_the_vms_too(struct mutant *m)
{
	return window_is(m, offsetof(struct bulkhead_window, rights), BULKHEAD_RIGHT_READ, 4);
}
static bool device_window_isnt_told(struct mutant *m)
{
	struct boot_page page;
	const struct manifest_stream *s = owned(m);

	if (!s || !boot_page_open(&m->system, s->vm, &page) || !page.head.window_count)
		return false;
	mutant_poke(
	    m, (size_t)(page.bytes - m->data) + offsetof(struct bulkhead_bootinfo, window_count),
	    page.head.window_count - 1, 4);
	return true;
}

/* Returns a leaf by which the devices of a stream's VM reach memory of the window at `at`; NULL: the image has no such window.
 * */
static const struct slot *leaf_of(struct mutant *m, size_t at, uint32_t vm)
{
	const struct slot *found = NULL;
	struct bulkhead_window w;
	uint64_t seen = 0;

	memcpy(&w, m->data + at, sizeof(w));
	for (size_t i = 0; i < m->slot_count; i++) {
		uint64_t pa = m->slots[i].value & DESC_ADDRESS_MASK;
		const struct mapping *client = system_translate(&m->system, w.client, w.client_ipa);

		if (m->slots[i].vm == vm && m->slots[i].leaf && client && pa >= client->pa &&
		    pa - client->pa < w.size && !mutant_random(m, ++seen))
			found = &m->slots[i];
	}
	return found;
}

/* Changes a leaf of a window's tables by `bits`. If these are 0, the leaf then maps its own table. */
static bool change_leaf(struct mutant *m, uint64_t bits)
{
	const struct manifest_stream *s = owned(m);
	size_t at = device_window(m);
	const struct slot *leaf = s && at ? leaf_of(m, at, s->vm) : NULL;
	uint64_t table = s ? mutant_peek(m, entry(m, s->id, 3), 8) & DESC_ADDRESS_MASK : 0;
	uint64_t block = ~(leaf && leaf->level == 2 ? 0x1fffffull : 0xfffull) & DESC_ADDRESS_MASK;

	if (!leaf || (!bits && !((leaf->value ^ table) & block)))
		return false;
	mutant_poke(m, leaf->offset,
		    bits ? leaf->value ^ bits : (leaf->value & ~block) | (table & block), 8);
	return true;
}
static bool device_window_shows_the_tables(struct mutant *m)
{
	return change_leaf(m, 0);
}
static bool device_window_shows_the_next_block(struct mutant *m)
{
	return change_leaf(m, 0x200000);
}
static bool device_window_is_read_only(struct mutant *m)
{
	return change_leaf(m, S2_AP_WRITE);
}

#define M(name)             \
	{                   \
#name, name \
	}
const struct mutation stream_mutations[] = {
    M(stream_bypasses),
    M(stream_has_stage1),
    M(stream_is_on_at_boot),
    M(stream_is_silent),
    M(stream_of_nobody_is_silent),
    M(stream_stalls),
    M(stream_translates_itself),
    M(stream_has_tables_of_32_bits),
    M(stream_forgives_access_flags),
    M(stream_has_another_size),
    M(stream_has_another_level),
    M(stream_has_another_granule),
    M(stream_has_another_vmid),
    M(stream_has_the_vms_own_table),
    M(stream_of_nobody_has_a_vms_table),
    M(stream_has_a_table_in_memory),
    M(stream_is_anothers),
    M(stream_has_another_id),
    M(smmu_isnt_there),
    M(smmu_is_never_enabled),
    M(smmu_step_is_another),
    M(smmu_queue_begins_otherwise),
    M(device_window_is_elsewhere),
    M(device_window_shows_another_part),
    M(device_window_is_larger),
    M(device_window_is_smaller),
    M(device_window_is_of_another),
    M(device_window_is_the_vms_too),
    M(device_window_isnt_told),
    M(device_window_shows_the_tables),
    M(device_window_shows_the_next_block),
    M(device_window_is_read_only),
};
const unsigned stream_mutation_count = sizeof(stream_mutations) / sizeof(*stream_mutations);

/* Has no other stream this one's VMID? */
static bool vmid_is_its_own(struct mutant *m, uint32_t stream)
{
	uint64_t vmid = mutant_peek(m, entry(m, stream, 2), 8) & 0xffff;

	for (uint32_t other = 0; !(other >> m->system.manifest->smmu.stream_bits); other++)
		if (other != stream && (mutant_peek(m, entry(m, other, 2), 8) & 0xffff) == vmid)
			return false;
	return true;
}

/* Every bit of every word of an entry has a meaning, except bits of a VMID that no other stream has, before and after the flip.
 * */
bool stream_flip(struct mutant *m, bool *harmless)
{
	uint32_t id = any(m);
	unsigned word = (unsigned)mutant_random(m, STE_WORDS), bit = (unsigned)mutant_random(m, 64);
	size_t at = entry(m, id, word);

	if (!at)
		return false;
	*harmless = word == 2 && bit < 8 && vmid_is_its_own(m, id);
	mutant_poke(m, at, mutant_peek(m, at, 8) ^ 1ull << bit, 8);
	*harmless = *harmless && vmid_is_its_own(m, id);
	return true;
}
