/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What devices reach: every entry of the SMMU's stream table, and the tables below it, from the bits. A stream of a VM
 * reaches the VM's own memory at the addresses that the VM knows, and nothing else; a stream of nobody reaches nothing.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "checks.h"
#include "lookup.h"
#include "smmu.h"
#include "walk.h"

#define BITS_MAX   39u /* docs/dma.md */
#define BITS_SMALL 30u
#define STREAM_MAX 16u /* bits of a StreamID, likewise */

static void wrong(struct system *system, const char *what, uint64_t value)
{
	finding_add(system->findings, VERIFY_SMMU, "%s: 0x%" PRIx64, what, value);
}

/* --- How it is set up -------------------------------------------------------------------------- */

static bool step_is(const struct manifest_smmu_step *s, struct manifest_smmu_step wanted)
{
	return s->offset == wanted.offset && s->wide == wanted.wide && s->value == wanted.value &&
	       s->answer == wanted.answer && s->mask == wanted.mask &&
	       s->expected == wanted.expected && !s->reserved;
}

#define LOOK(reg, bits, value)               \
	{                                    \
		0, 0, 0, reg, bits, value, 0 \
	}
#define WRITE(reg, value)                 \
	{                                 \
		value, reg, 0, 0, 0, 0, 0 \
	}
#define WIDE(reg, value)                  \
	{                                 \
		value, reg, 1, 0, 0, 0, 0 \
	}
#define SET(reg, value, answer, bits)                            \
	{                                                        \
		value, reg, 0, answer, bits, (value) & (bits), 0 \
	}

static void check_steps(struct system *system)
{
	const struct manifest_smmu *m = &system->manifest->smmu;
	const struct manifest_smmu_step wanted[] = {
	    LOOK(REG_GBPA, GBPA_UPDATES, 0),
	    WRITE(REG_GBPA, GBPA_UPDATES | GBPA_ABORTS),
	    LOOK(REG_GBPA, GBPA_UPDATES | GBPA_ABORTS, GBPA_ABORTS),
	    SET(REG_CR0, 0, REG_CR0ACK, UINT32_MAX),
	    SET(REG_IRQ_CTRL, 0, REG_IRQ_CTRLACK, UINT32_MAX),
	    LOOK(REG_IDR0, IDR0_NEEDED, IDR0_NEEDED),
	    LOOK(REG_IDR1, IDR1_PRESET, 0),
	    LOOK(REG_IDR5, IDR5_4K, IDR5_4K),
	    WRITE(REG_CR1, CR1_WRITEBACK),
	    WRITE(REG_CR2, CR2_VALUE),
	    WIDE(REG_STRTAB, m->stream_table | BASE_ALLOCATE),
	    WRITE(REG_STRTAB_CFG, m->stream_bits),
	    WIDE(REG_CMDQ, m->commands | BASE_ALLOCATE | COMMANDS_LOG2),
	    WRITE(REG_CMDQ_PROD, 0),
	    WRITE(REG_CMDQ_CONS, 0),
	    WIDE(REG_EVENTQ, m->events | BASE_ALLOCATE | EVENTS_LOG2),
	    WRITE(REG_EVENTQ_PROD, 0),
	    WRITE(REG_EVENTQ_CONS, 0),
	    WIDE(REG_EVENTQ_MSI, 0),
	    SET(REG_CR0, CR0_QUEUE, REG_CR0ACK, CR0_ANSWERED),
	    SET(REG_CMDQ_PROD, FIRST_COUNT, REG_CMDQ_CONS, UINT32_MAX),
	    SET(REG_CR0, CR0_EVENTS, REG_CR0ACK, CR0_ANSWERED),
	    SET(REG_IRQ_CTRL, IRQ_EVENTS, REG_IRQ_CTRLACK, UINT32_MAX),
	    SET(REG_CR0, CR0_ENABLED, REG_CR0ACK, CR0_ANSWERED),
	};
	const uint32_t count = sizeof(wanted) / sizeof(*wanted);

	if (m->step_count != count) {
		wrong(system, "the number of steps that set it up", m->step_count);
		return;
	}
	for (uint32_t i = 0; i < count; i++)
		if (!step_is(&system->smmu_steps[i], wanted[i]))
			wrong(system, "step that sets it up", i);
}

static void check_queues(struct system *system)
{
	static const uint64_t first[FIRST_COUNT][2] = FIRST_COMMANDS;
	const struct manifest_smmu *m = &system->manifest->smmu;
	const void *commands = image_at(&system->image, m->commands, PAGE_SIZE);

	if (!commands || memcmp(commands, first, sizeof(first)) != 0 ||
	    !image_is_zero(&system->image, m->commands + sizeof(first),
			   PAGE_SIZE - sizeof(first)) ||
	    !image_is_zero(&system->image, m->events, PAGE_SIZE))
		wrong(system, "its queues don't begin as they must", m->commands);
}

/* Table and queues are one region of the core, which nothing else is in. */
static bool check_place(struct system *system)
{
	const struct manifest_smmu *m = &system->manifest->smmu;
	uint64_t size = (uint64_t)STE_BYTES << m->stream_bits;
	uint32_t regions = 0;
	bool good = m->stream_bits <= STREAM_MAX && m->stream_table % size == 0 &&
		    m->commands == m->stream_table + size && m->events == m->commands + PAGE_SIZE &&
		    m->base % SMMU_PAGE == 0;

	for (uint32_t i = 0; i < system->declared->core_region_count; i++) {
		const struct declared_core_region *r = &system->core_regions[i];

		if (r->kind != DECLARED_CORE_STREAMS)
			continue;
		regions++;
		good &= r->pa == m->stream_table && r->size == size + 2 * PAGE_SIZE &&
			r->rights == (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE);
	}
	if (good && regions == 1 && image_at(&system->image, m->stream_table, size))
		return true;
	wrong(system, "its table and queues aren't the core's memory for them", m->stream_table);
	return false;
}

/* --- Streams ----------------------------------------------------------------------------------- */

/* The fields that all streams of one owner have in common. */
struct root {
	uint64_t vmid, root, bits, level;
	bool seen;
};

static uint32_t owner_of(const struct system *system, uint32_t stream)
{
	for (uint32_t i = 0; i < system->manifest->smmu.stream_count; i++)
		if (system->streams[i].id == stream)
			return system->streams[i].vm;
	return BULKHEAD_NONE;
}

/* Every bit of an entry has one right value, but for number and place of its tables. */
static void check_entry(struct system *system, uint32_t stream, struct root *root, bool nobody)
{
	uint64_t table = system->manifest->smmu.stream_table, word[STE_WORDS_ALL];
	struct root found;

	memcpy(word, image_at(&system->image, table + (uint64_t)stream * STE_BYTES, STE_BYTES),
	       STE_BYTES);
	found =
	    (struct root){word[2] & STE_VMID, word[3], 64 - ((word[2] & STE_T0SZ) >> STE_T0SZ_AT),
			  2 - ((word[2] & STE_SL0) >> STE_SL0_AT), true};
	if (word[0] != (nobody ? STE_STAGE2 : STE_ABORT) || word[1] != STE_ATTRIBUTES ||
	    (word[2] & ~(STE_VMID | STE_T0SZ | STE_SL0)) != STE_FIXED || word[4] || word[5] ||
	    word[6] || word[7])
		finding_add(system->findings, VERIFY_STREAM,
			    "stream 0x%x: entry 0x%016" PRIx64 " 0x%016" PRIx64 " 0x%016" PRIx64
			    " doesn't translate as it must",
			    stream, word[0], word[1], word[2]);
	if (!root->seen)
		*root = found;
	else if (root->vmid != found.vmid || root->root != found.root || root->bits != found.bits ||
		 root->level != found.level)
		finding_add(system->findings, VERIFY_STREAM,
			    "stream 0x%x: its tables aren't those of its owner's other streams",
			    stream);
}

/* Walks an owner's tables into `out`. */
static void walk(struct system *system, const struct root *root, uint32_t vm, struct mappings *out)
{
	/* One table: 39 bits from level 1, or 30 from level 2. */
	if (root->bits != (root->level == 2 ? BITS_SMALL : BITS_MAX) || root->level < 1 ||
	    root->level > 2 || root->root & PAGE_MASK || root->root >> STE_PA_BITS ||
	    !walk_space(system, out, vm, root->root, (unsigned)root->bits, (unsigned)root->level,
			STE_PA_BITS))
		finding_add(system->findings, VERIFY_STREAM,
			    "%s: %" PRIu64 " bits from level %" PRIu64 " at 0x%" PRIx64
			    " are no tables of a stream",
			    vm == BULKHEAD_NONE ? "nobody" : system->names[vm], root->bits,
			    root->level, root->root);
}

/* May the VM's devices reach the region? Its own memory, but for what it shares with the secure world. */
static bool is_reachable(const struct declared_region *r, uint32_t vm)
{
	return r->vm == vm && r->kind == DECLARED_PRIVATE && r->owner == vm &&
	       strncmp(r->name, "tee-shm", sizeof("tee-shm")) != 0;
}

/* The declared region in which a mapping is the VM's own memory, at the same address; NULL: none. */
static const struct declared_region *region_of(const struct system *system, uint32_t vm,
					       const struct mapping *m)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *r = &system->regions[i];

		if (is_reachable(r, vm) && m->address >= r->ipa && m->address < r->ipa + r->size)
			return r;
	}
	return NULL;
}

static void check_reach(struct system *system, uint32_t vm, const struct mappings *found)
{
	uint64_t reached = 0, own = 0;

	for (uint32_t i = 0; i < system->declared->region_count; i++)
		own += is_reachable(&system->regions[i], vm) ? system->regions[i].size : 0;
	for (size_t i = 0; i < found->count; i++) {
		struct mapping rest = found->list[i];

		while (rest.size) {
			const struct declared_region *r = region_of(system, vm, &rest);
			uint64_t size = r ? r->ipa + r->size - rest.address : rest.size;

			if (size > rest.size)
				size = rest.size;
			if (!r || rest.pa - r->pa != rest.address - r->ipa ||
			    rest.rights != (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE) ||
			    rest.memory != MEMORY_NORMAL)
				finding_add(system->findings, VERIFY_STREAM_REACH,
					    "devices of %s: 0x%" PRIx64 " shows 0x%" PRIx64
					    ", 0x%" PRIx64 " bytes",
					    vm == BULKHEAD_NONE ? "nobody" : system->names[vm],
					    rest.address, rest.pa, size);
			rest.address += size;
			rest.pa += size;
			rest.size -= size;
			reached += size;
		}
	}
	if (reached != own)
		finding_add(system->findings, VERIFY_STREAM_REACH,
			    "devices of %s reach 0x%" PRIx64 " bytes of its 0x%" PRIx64,
			    vm == BULKHEAD_NONE ? "nobody" : system->names[vm], reached, own);
}

/* The list of streams: each VM's slice names the VM, and no stream stands there twice. */
static bool check_list(struct system *system)
{
	const struct manifest_smmu *m = &system->manifest->smmu;
	uint8_t *taken = zalloc(1ull << STREAM_MAX, 1);
	uint32_t next = 0;
	bool good = true;

	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		struct manifest_slice slice = system->vms[vm].streams;

		good &= slice.first == next && slice.count <= m->stream_count - next;
		for (uint32_t i = 0; good && i < slice.count; i++) {
			const struct manifest_stream *s = &system->streams[next++];

			good = s->vm == vm && s->id < 1ull << m->stream_bits && !taken[s->id]++;
		}
	}
	good &= next == m->stream_count;
	if (!good)
		wrong(system, "the streams of VMs are listed wrongly, or one twice",
		      m->stream_count);
	free(taken);
	return good;
}

static void check_absent(struct system *system)
{
	const struct manifest_smmu none = {0};

	if (memcmp(&system->manifest->smmu, &none, sizeof(none)) != 0)
		wrong(system, "there is none, but something is said of it", 0);
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++)
		if (system->vms[vm].streams.count || system->vms[vm].streams.first)
			wrong(system, "a VM has streams where no SMMU is", vm);
}

void check_streams(struct system *system)
{
	const struct manifest_smmu *m = &system->manifest->smmu;
	uint32_t vms = system->manifest->vm_count;
	struct root *roots;
	uint8_t vmids[256] = {0};

	if (!m->base) {
		check_absent(system);
		return;
	}
	check_steps(system);
	if (!check_place(system) || !check_list(system))
		return;
	check_queues(system);
	roots = zalloc(vms + 1ull, sizeof(*roots)); /* the last is nobody's */
	for (uint32_t stream = 0; stream >> m->stream_bits == 0; stream++) {
		uint32_t vm = owner_of(system, stream);

		check_entry(system, stream, &roots[vm == BULKHEAD_NONE ? vms : vm],
			    vm == BULKHEAD_NONE);
	}
	for (uint32_t i = 0; i <= vms; i++) {
		uint32_t vm = i == vms ? BULKHEAD_NONE : i;
		struct mappings found = {0};

		if (!roots[i].seen)
			continue;
		if (roots[i].vmid > 255 || (vm == BULKHEAD_NONE) != !roots[i].vmid ||
		    vmids[roots[i].vmid]++)
			finding_add(system->findings, VERIFY_STREAM,
				    "S2VMID %" PRIu64 " is another owner's, or none",
				    roots[i].vmid);
		walk(system, &roots[i], vm, &found);
		check_reach(system, vm, &found);
		free(found.list);
	}
	free(roots);
}
