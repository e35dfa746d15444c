/* SPDX-License-Identifier: BSD-3-Clause */
#include <arm/gic.h>
#include <arm/smmu.h>
#include <bulkhead/armv8.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include "core_image.h"
#include "diagnostics.h"
#include "sha256.h"

#define STATE_ALIGN 64 /* a cache line */
#define TIMER_ENTRY 16
#define ADDRESS_MAX (1ull << 40)
#define PS_40_BITS  2 /* ID_AA64MMFR0_EL1.PARange: the Cortex-A53's, the smallest supported */

#define EL2_RX	   (S1_ATTR(MAIR_NORMAL) | S1_SH_INNER | S1_AF | S1_AP_RES1 | S1_AP_RO)
#define EL2_RO	   (EL2_RX | S1_XN)
#define EL2_RW	   (S1_ATTR(MAIR_NORMAL) | S1_SH_INNER | S1_AF | S1_AP_RES1 | S1_XN)
#define EL2_DEVICE (S1_ATTR(MAIR_DEVICE) | S1_AF | S1_AP_RES1 | S1_XN)

#define RX (BULKHEAD_RIGHT_READ | DECLARED_EXECUTE)
#define RO BULKHEAD_RIGHT_READ
#define RW (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)

/* Hashes the core as it was built, with 0 in the fields that the compiler fills in. */
static void hash_core(struct core *core)
{
	const size_t from = offsetof(struct bulkhead_core_header, manifest);
	const size_t to = offsetof(struct bulkhead_core_header, end) + sizeof(core->header.end);
	uint8_t *copy = host_allocate(core->image.bytes.size);

	memcpy(copy, core->image.bytes.data, core->image.bytes.size);
	memset(copy + from, 0, to - from);
	sha256(copy, core->image.bytes.size, core->hash);
}

/* Moves the core, which is linked at 0, to its load address. NULL, or the error. */
static const char *move(struct core *core, uint64_t load)
{
	const struct bytes *bytes = &core->image.bytes;
	uint64_t next = core->header.relocations;
	uint64_t end = next + (uint64_t)core->header.relocation_count * sizeof(uint32_t);

	if (core->image.base)
		return "isn't linked at 0, as a core is";
	if (end > bytes->size)
		return "ends within its relocations";
	for (; next < end; next += sizeof(uint32_t)) {
		uint32_t at;
		uint64_t word;

		memcpy(&at, bytes->data + next, sizeof(at));
		if (at > bytes->size - sizeof(word))
			return "has a relocation behind its end";
		memcpy(&word, bytes->data + at, sizeof(word));
		word += load;
		memcpy(bytes->data + at, &word, sizeof(word));
	}
	for (size_t i = 0; i < core->image.segments.count; i++) {
		core->image.segments.items[i].paddr += load;
		core->image.segments.items[i].vaddr += load;
	}
	core->image.base = load;
	return NULL;
}

bool core_read(struct core *core, const char *path, const struct board *board)
{
	struct bytes file;
	bool executable;
	const char *wrong;

	if (!host_read_file(path, &file)) {
		diag_error(NULL, NULL, "%s: %s; the core is expected there (`make', or --core)",
			   path, strerror(errno));
		return false;
	}
	wrong = elf_read(&file, &core->image, &executable);
	if (!wrong && core->image.bytes.size < sizeof(core->header))
		wrong = "is too short for a core";
	if (wrong) {
		diag_error(NULL, NULL, "%s %s", path, wrong);
		return false;
	}
	memcpy(&core->header, core->image.bytes.data, sizeof(core->header));
	if (core->header.magic != BULKHEAD_CORE_MAGIC ||
	    core->header.version != BULKHEAD_MANIFEST_VERSION ||
	    core->header.header_size != sizeof(core->header) || core->header.stack_size % PAGE ||
	    !core->header.stack_size) {
		diag_error(NULL, NULL, "%s doesn't begin with the header of a core of this version",
			   path);
		return false;
	}
	hash_core(core);
	wrong = move(core, board->load_address);
	if (wrong)
		diag_error(NULL, NULL, "%s %s", path, wrong);
	return !wrong;
}

static uint64_t take(uint64_t *next, uint64_t size, uint64_t alignment)
{
	uint64_t at = ALIGN_UP(*next, alignment);

	*next = at + size;
	return at;
}

/* Declares a region of the core's memory, and maps it for EL2 if it has rights. */
static void region(struct core *core, uint32_t kind, uint32_t rights, uint64_t pa, uint64_t size)
{
	uint64_t attributes = kind == DECLARED_CORE_DEVICE ? EL2_DEVICE
			      : rights == RX		   ? EL2_RX
			      : rights == RO		   ? EL2_RO
							   : EL2_RW;

	size = ALIGN_UP(pa + size, PAGE) - (pa & ~(PAGE - 1));
	pa &= ~(PAGE - 1);
	if (!size)
		return;
	*LIST_ADD(&core->regions) = (struct declared_core_region){kind, rights, pa, size};
	if (rights && pa + size <= core->el2_end &&
	    !tables_map(&core->el2, core->el2.base, core->el2_level, pa, pa, size, attributes))
		diag_error("/", "board",
			   "0x%" PRIx64 "..0x%" PRIx64 " of the core overlaps another part of it",
			   pa, pa + size);
}

uint64_t core_stack_top(const struct core *core, uint32_t cpu)
{
	return core->first_stack + (cpu + 1) * (PAGE + (uint64_t)core->header.stack_size);
}

/* Places zeroed memory behind the manifest for the core's objects, whose sizes the core's header states. */
static uint64_t place_states(struct core *core, const struct core_needs *needs, uint64_t next)
{
	const struct bulkhead_core_header *h = &core->header;

	core->states = take(&next, 0, PAGE);
	core->cpu_states =
	    take(&next, (uint64_t)ALIGN_UP(h->cpu_size, STATE_ALIGN) * needs->cpus, STATE_ALIGN);
	core->vcpu_states = take(&next, (uint64_t)h->vcpu_size * needs->vcpus, STATE_ALIGN);
	core->vm_states = take(&next, (uint64_t)h->vm_size * needs->vms, STATE_ALIGN);
	core->virq_states = take(&next, (uint64_t)h->virq_size * needs->spis, STATE_ALIGN);
	core->activation_states =
	    take(&next, (uint64_t)h->activation_size * needs->activations, STATE_ALIGN);
	core->timer_heaps = take(&next, (uint64_t)TIMER_ENTRY * needs->timers, STATE_ALIGN);
	core->virq_times = take(&next, 8ull * needs->virqs, STATE_ALIGN);
	core->trace = take(
	    &next, (uint64_t)h->trace_entry_size * needs->trace_entries * needs->cpus, STATE_ALIGN);
	take(&next, 0, PAGE);
	core->states_size = next - core->states;
	return next;
}

/* Places the SMMU's table, aligned to its size, and its queues. */
static uint64_t place_streams(struct core *core, const struct core_needs *needs, uint64_t next)
{
	uint64_t size = (uint64_t)STE_SIZE << needs->stream_bits;

	if (!needs->stream_bits)
		return next;
	core->streams = take(&next, size, size);
	core->commands = take(&next, PAGE, PAGE);
	core->events = take(&next, PAGE, PAGE);
	core->stream_bytes.size = next - core->streams;
	core->stream_bytes.data = host_allocate(core->stream_bytes.size);
	return next;
}

static void map_devices(struct core *core, const struct board *board)
{
	const struct manifest_board *m = &board->manifest;

	if (m->gicd)
		region(core, DECLARED_CORE_DEVICE, RW, m->gicd, board->gicd_size);
	if (m->gic_version == 3)
		region(core, DECLARED_CORE_DEVICE, RW, board->gicr,
		       (uint64_t)GICR_STRIDE * board->cpu_count);
	else if (m->gicc) {
		region(core, DECLARED_CORE_DEVICE, RW, m->gicc, board->gicc_size);
		region(core, DECLARED_CORE_DEVICE, RW, m->gich, board->gich_size);
	}
	if (board->smmu.base)
		region(core, DECLARED_CORE_DEVICE, RW, board->smmu.base, SMMU_SIZE);
	if (board->uart)
		region(core, DECLARED_CORE_DEVICE, RW, board->uart & ~(PAGE - 1), PAGE);
}

/* The highest address that EL2 maps, which decides the size of its address space. */
static uint64_t highest(const struct board *board, uint64_t end)
{
	const uint64_t ends[] = {
	    end,
	    board->manifest.gicd + board->gicd_size,
	    board->gicr ? board->gicr + (uint64_t)GICR_STRIDE * board->cpu_count : 0,
	    board->manifest.gich + board->gich_size,
	    board->manifest.gicc + board->gicc_size,
	    board->smmu.base + SMMU_SIZE,
	    board->uart + PAGE};

	for (size_t i = 0; i < COUNT_OF(ends); i++)
		end = ends[i] > end ? ends[i] : end;
	if (board->gicd_size > ADDRESS_MAX || board->gicc_size > ADDRESS_MAX ||
	    board->gich_size > ADDRESS_MAX)
		end = UINT64_MAX;
	return end;
}

static void build_el2(struct core *core, const struct board *board, uint64_t tables)
{
	uint64_t end = highest(board, tables);
	unsigned bits = 25;

	while (bits < 39 && end > 1ull << bits)
		bits++;
	if (end > 1ull << bits)
		diag_error("/", "board", "the core or a device of it lies above 512 GiB");
	core->el2 = (struct tables){.base = tables};
	core->el2_level = bits <= 30 ? 2 : 1;
	core->el2_end = 1ull << bits;
	tables_add(&core->el2, 1);
	core->header.ttbr0_el2 = tables;
	core->header.tcr_el2 = TCR_EL2_T0SZ(bits) | TCR_EL2_IRGN0_WBWA | TCR_EL2_ORGN0_WBWA |
			       TCR_EL2_SH0_INNER | TCR_EL2_PS(PS_40_BITS) | TCR_EL2_RES1;
	core->header.mair_el2 = MAIR_EL2_VALUE;
	core->header.sctlr_el2 =
	    SCTLR_EL2_RES1 | SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA | SCTLR_WXN;
	core->header.uart = board->uart;
	core->header.uart_kind = board->uart_kind;
}

uint64_t core_place(struct core *core, const struct board *board, const struct core_needs *needs,
		    uint64_t stage2_size)
{
	uint64_t next = core->image.base + core->image.span, stack_size = core->header.stack_size;

	core->regions.count = 0;
	core->manifest_size = needs->manifest_size;
	core->manifest = take(&next, needs->manifest_size, PAGE);
	next = place_streams(core, needs, place_states(core, needs, next));
	core->first_stack = next;
	/* The last guard page is EL2's own root, which EL2 doesn't map. */
	next += needs->cpus * (PAGE + stack_size);
	build_el2(core, board, next);
	for (size_t i = 0; i < core->image.segments.count; i++) {
		const struct segment *s = &core->image.segments.items[i];
		uint32_t kind = s->rights & DECLARED_EXECUTE	   ? DECLARED_CORE_TEXT
				: s->rights & BULKHEAD_RIGHT_WRITE ? DECLARED_CORE_DATA
								   : DECLARED_CORE_RODATA;

		region(core, kind, s->rights, s->paddr, s->memory_size);
	}
	region(core, DECLARED_CORE_MANIFEST, RO, core->manifest, core->manifest_size);
	region(core, DECLARED_CORE_STATE, RW, core->states, core->states_size);
	region(core, DECLARED_CORE_STREAMS, RW, core->streams, core->stream_bytes.size);
	for (uint32_t i = 0; i < needs->cpus; i++)
		region(core, DECLARED_CORE_STACK, RW, core_stack_top(core, i) - stack_size,
		       stack_size);
	map_devices(core, board);
	region(core, DECLARED_CORE_TABLES, 0, core->el2.base, core->el2.bytes.count);
	next += core->el2.bytes.count;
	core->stage2 = (struct tables){.base = ALIGN_UP(next, PAGE)};
	if (stage2_size)
		region(core, DECLARED_CORE_TABLES, 0, core->stage2.base, stage2_size);
	next = core->stage2.base + ALIGN_UP(stage2_size, PAGE);
	core->header.load_address = core->image.base;
	core->header.manifest = core->manifest;
	core->header.end = next;
	return next;
}
