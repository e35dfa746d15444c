/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What devices reach, read from the bits: every entry of the SMMU's stream table, and the tables below it. A stream of a VM
 * reaches the VM's own memory at the VM's addresses, other VMs' memory in windows for the VM's devices, at the boot page's
 * addresses, and nothing else. A stream without an owner reaches nothing. (described_bootinfo.c proves that the boot page has
 * the described windows.)
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "boot_page.h"
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

/* Table and queues must fill one region of the core, with nothing else in it. */
static bool check_place(struct system *system)
{
	const struct manifest_smmu *m = &system->manifest->smmu;
	uint64_t size = (uint64_t)STE_BYTES << (m->stream_bits <= STREAM_MAX ? m->stream_bits : 0);
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

/* Every bit of an entry has one correct value, except for VMID and address of its tables. */
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

/* Memory that a VM's devices may reach, at the devices' addresses. */
#define RIGHTS_ALL (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)
struct area {
	uint64_t address, pa, size;
	uint32_t rights; /* BULKHEAD_RIGHT_READ, and BULKHEAD_RIGHT_WRITE unless read-only */
};
struct areas {
	struct area *list;
	size_t count;
};

/* Is the region a VM's own memory, not shared with the secure world? */
static bool is_own(const struct declared_region *r, uint32_t vm)
{
	return r->vm == vm && r->kind == DECLARED_PRIVATE && r->owner == vm &&
	       strncmp(r->name, "tee-shm", sizeof("tee-shm")) != 0;
}

/* The client's own memory of which the window shows a part; NULL: the window shows something else. */
static const struct declared_region *shown_by(const struct system *system,
					      const struct bulkhead_window *w)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *r = &system->regions[i];

		if (is_own(r, w->client) && w->client_ipa >= r->ipa && w->size <= r->size &&
		    w->client_ipa - r->ipa <= r->size - w->size)
			return r;
	}
	return NULL;
}

static void add_windows(struct system *system, uint32_t vm, struct areas *areas)
{
	struct boot_page page;
	struct bulkhead_window w;

	if (vm == BULKHEAD_NONE || !boot_page_open(system, vm, &page))
		return;
	for (uint32_t i = 0; boot_page_window(&page, i, &w); i++) {
		const struct declared_region *r = shown_by(system, &w);

		if (!(w.rights & BULKHEAD_RIGHT_DMA))
			continue;
		if (!r)
			finding_add(system->findings, VERIFY_STREAM_REACH,
				    "devices of %s: the window at 0x%" PRIx64
				    " isn't its client's memory",
				    system->names[vm], w.pa);
		else
			areas->list[areas->count++] = (struct area){
			    w.pa, r->pa + (w.client_ipa - r->ipa), w.size,
			    w.rights & BULKHEAD_RIGHT_READ ? BULKHEAD_RIGHT_READ : RIGHTS_ALL};
	}
}

static struct areas areas_of(struct system *system, uint32_t vm)
{
	struct areas areas = {
	    zalloc(system->declared->region_count + PAGE_SIZE / sizeof(struct bulkhead_window),
		   sizeof(*areas.list)),
	    0};

	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *r = &system->regions[i];

		if (is_own(r, vm))
			areas.list[areas.count++] =
			    (struct area){r->ipa, r->pa, r->size, RIGHTS_ALL};
	}
	add_windows(system, vm, &areas);
	return areas;
}

/* The area in which a mapping begins; NULL: none. */
static const struct area *area_at(const struct areas *areas, uint64_t address)
{
	for (size_t i = 0; i < areas->count; i++)
		if (address >= areas->list[i].address &&
		    address - areas->list[i].address < areas->list[i].size)
			return &areas->list[i];
	return NULL;
}

/* Every mapping must lie in one area, and each area must be mapped completely, so overlapping areas are findings, too. */
static void check_reach(struct system *system, uint32_t vm, const struct mappings *found)
{
	struct areas areas = areas_of(system, vm);
	uint64_t reached = 0, allowed = 0;

	for (size_t i = 0; i < areas.count; i++)
		allowed += areas.list[i].size;
	for (size_t i = 0; i < found->count; i++) {
		struct mapping rest = found->list[i];

		while (rest.size) {
			const struct area *a = area_at(&areas, rest.address);
			uint64_t size = a ? a->address + a->size - rest.address : rest.size;

			if (size > rest.size)
				size = rest.size;
			if (!a || rest.pa - a->pa != rest.address - a->address ||
			    rest.rights != a->rights || rest.memory != MEMORY_NORMAL)
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
	if (reached != allowed)
		finding_add(system->findings, VERIFY_STREAM_REACH,
			    "devices of %s reach 0x%" PRIx64 " bytes of its 0x%" PRIx64,
			    vm == BULKHEAD_NONE ? "nobody" : system->names[vm], reached, allowed);
	free(areas.list);
}

/* The list of streams: each VM's slice must name the VM, and no stream may stand there twice. */
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
		wrong(system, "there is none, but the manifest describes one", 0);
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
	roots = zalloc(vms + 1ull, sizeof(*roots)); /* the last: streams without an owner */
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
