/* SPDX-License-Identifier: BSD-3-Clause */
#include "streams.h"
#include <arm/smmu.h>
#include <bulkhead/armv8.h>
#include <inttypes.h>
#include <string.h>
#include "diagnostics.h"
#include "stage2.h"

#define PS_40_BITS 2
#define SPACE_BITS \
	39 /* most address bits of a device: some SMMUs walk concatenated roots wrongly */
#define WINDOWS	    0x4000000000ull /* the address of the first window for devices */
#define WINDOW_UNIT MIB(2)	    /* bytes that a block maps */

uint32_t streams_bits(const struct system *system)
{
	uint32_t bits = STREAM_BITS_MIN;

	if (!system->board.smmu.base)
		return 0;
	for (size_t v = 0; v < system->vms.count; v++)
		for (size_t i = 0; i < system->vms.items[v].owned.count; i++) {
			const struct board_device *d = &system->vms.items[v].owned.items[i];

			for (size_t s = 0; s < d->streams.count; s++)
				while (bits < STREAM_BITS_MAX && d->streams.items[s] >> bits)
					bits++;
		}
	return bits;
}

static uint32_t streams_of(const struct vm *vm)
{
	uint32_t count = 0;

	for (size_t i = 0; i < vm->owned.count; i++)
		count += (uint32_t)vm->owned.items[i].streams.count;
	return count;
}

uint32_t streams_count(const struct system *system)
{
	uint32_t count = 0;

	for (size_t v = 0; v < system->vms.count; v++)
		count += streams_of(&system->vms.items[v]);
	return count;
}

/* A VM before `vm` that has the stream by another device. A device with two owners is reported elsewhere. */
static const struct vm *other_owner(const struct system *system, const struct vm *vm,
				    const struct board_device *device, uint32_t stream)
{
	for (uint32_t v = 0; v < vm->id; v++) {
		const struct vm *other = &system->vms.items[v];

		for (size_t i = 0; i < other->owned.count; i++) {
			const struct board_device *d = &other->owned.items[i];

			for (size_t s = 0; strcmp(d->path, device->path) && s < d->streams.count;
			     s++)
				if (d->streams.items[s] == stream)
					return other;
		}
	}
	return NULL;
}

void streams_check(const struct system *system)
{
	uint32_t roots = 0;

	for (size_t v = 0; v < system->vms.count; v++) {
		const struct vm *vm = &system->vms.items[v];

		roots += streams_of(vm) != 0;
		for (size_t i = 0; streams_of(vm) && i < vm->windows.count; i++)
			if (vm->windows.items[i].rights & BULKHEAD_RIGHT_DMA &&
			    vm->windows.items[i].area)
				diag_error(
				    vm->windows.items[i].path, "area",
				    "devices behind the SMMU don't reach what a VM shares with "
				    "the secure world");
		for (size_t i = 0; i < vm->owned.count; i++) {
			const struct board_device *d = &vm->owned.items[i];

			if (streams_of(vm) && d->dma)
				diag_error(vm->path, "devices",
					   "%s is a bus master that isn't behind the SMMU, others "
					   "of the VM are: the two kinds need different addresses",
					   d->path);
			for (size_t s = 0; s < d->streams.count; s++) {
				const struct vm *other =
				    other_owner(system, vm, d, d->streams.items[s]);

				if (d->streams.items[s] >> STREAM_BITS_MAX)
					diag_error(vm->path, "devices",
						   "%s has StreamID 0x%x, at most %u bits are "
						   "expected",
						   d->path, d->streams.items[s], STREAM_BITS_MAX);
				if (other)
					diag_error(vm->path, "devices",
						   "%s has StreamID 0x%x, as a device of %s: both "
						   "need one owner",
						   d->path, d->streams.items[s], other->name);
			}
		}
	}
	if (roots > STREAM_ROOTS)
		diag_error("/vms", NULL, "%u VMs have devices behind the SMMU, at most %u can",
			   roots, STREAM_ROOTS);
}

/* --- Steps ------------------------------------------------------------------------------------- */

struct steps {
	struct manifest_smmu_step *list;
	uint32_t count;
};

static void step(struct steps *steps, struct manifest_smmu_step step)
{
	steps->list[steps->count++] = step;
}

static void expect(struct steps *steps, uint32_t answer, uint64_t mask, uint64_t expected)
{
	step(steps, (struct manifest_smmu_step){
			.answer = answer, .mask = (uint32_t)mask, .expected = (uint32_t)expected});
}

static void write32(struct steps *steps, uint32_t offset, uint64_t value)
{
	step(steps, (struct manifest_smmu_step){.offset = offset, .value = value});
}

static void write64(struct steps *steps, uint32_t offset, uint64_t value)
{
	step(steps, (struct manifest_smmu_step){.offset = offset, .value = value, .wide = 1});
}

/* A control register has taken effect when the one beside it reads the same. */
static void control(struct steps *steps, uint32_t offset, uint32_t answer, uint64_t value,
		    uint64_t mask)
{
	step(steps, (struct manifest_smmu_step){.offset = offset,
						.value = value,
						.answer = answer,
						.mask = (uint32_t)mask,
						.expected = (uint32_t)(value & mask)});
}

#define ALL 0xffffffffull

uint32_t streams_steps(const struct system *system, const struct core *core,
		       struct manifest_smmu_step list[STREAM_STEPS])
{
	struct steps s = {list, 0};
	/* Without ATS, the SMMU's CR0ACK has no ATSCHK. */
	const uint64_t cr0 = CR0_CMDQEN | CR0_ATSCHK, acknowledged = ALL & ~CR0_ATSCHK;

	if (!system->board.smmu.base)
		return 0;
	memset(list, 0, STREAM_STEPS * sizeof(*list));
	/* Until the SMMU is enabled, accesses of devices are refused (6.3.14): after a reset they may pass. */
	expect(&s, SMMU_GBPA, GBPA_UPDATE, 0);
	write32(&s, SMMU_GBPA, GBPA_UPDATE | GBPA_ABORT);
	expect(&s, SMMU_GBPA, GBPA_UPDATE | GBPA_ABORT, GBPA_ABORT);
	control(&s, SMMU_CR0, SMMU_CR0ACK, 0, ALL);
	control(&s, SMMU_IRQ_CTRL, SMMU_IRQ_CTRLACK, 0, ALL);
	expect(&s, SMMU_IDR0, IDR0_S2P | IDR0_TTF_AARCH64 | IDR0_COHACC,
	       IDR0_S2P | IDR0_TTF_AARCH64 | IDR0_COHACC);
	expect(&s, SMMU_IDR1, IDR1_TABLES_PRESET | IDR1_QUEUES_PRESET, 0);
	expect(&s, SMMU_IDR5, IDR5_GRAN4K, IDR5_GRAN4K);
	write32(&s, SMMU_CR1, CR1_TABLE_QUEUE_WB);
	write32(&s, SMMU_CR2, CR2_RECINVSID | CR2_PTM);
	write64(&s, SMMU_STRTAB_BASE, core->streams | SMMU_BASE_ALLOCATE);
	write32(&s, SMMU_STRTAB_BASE_CFG, streams_bits(system)); /* linear */
	write64(&s, SMMU_CMDQ_BASE, core->commands | SMMU_BASE_ALLOCATE | CMDQ_BITS);
	write32(&s, SMMU_CMDQ_PROD, 0);
	write32(&s, SMMU_CMDQ_CONS, 0);
	write64(&s, SMMU_EVENTQ_BASE, core->events | SMMU_BASE_ALLOCATE | EVENTQ_BITS);
	write32(&s, SMMU_EVENTQ_PROD, 0);
	write32(&s, SMMU_EVENTQ_CONS, 0);
	write64(&s, SMMU_EVENTQ_IRQ_CFG0,
		0); /* no message: the event queue's wired interrupt is used */
	/* Enable the queues first, then drop what is cached of former tables, then enable translation (6.3.9). */
	control(&s, SMMU_CR0, SMMU_CR0ACK, cr0, acknowledged);
	control(&s, SMMU_CMDQ_PROD, SMMU_CMDQ_CONS, SMMU_FIRST_COMMANDS, ALL);
	control(&s, SMMU_CR0, SMMU_CR0ACK, cr0 | CR0_EVENTQEN, acknowledged);
	control(&s, SMMU_IRQ_CTRL, SMMU_IRQ_CTRLACK, IRQ_CTRL_EVENTQ, ALL);
	control(&s, SMMU_CR0, SMMU_CR0ACK, cr0 | CR0_EVENTQEN | CR0_SMMUEN, acknowledged);
	return s.count;
}

/* --- Tables ------------------------------------------------------------------------------------ */

/* May the VM's devices reach this mapping? Memory shared with the secure world isn't included. */
static bool is_own_memory(const struct vm *vm, const struct mapping *m)
{
	return m->kind == DECLARED_PRIVATE && m->owner == vm->id && m->ipa != GUEST_TEE_SHM;
}

/*
 * Places the windows of other VMs' memory one behind the other, with gaps, so that an access behind a window's end is refused.
 * Only the lower bits of their addresses are those of the physical addresses, so that blocks fit.
 * @return the end of the last window; 0: there is none
 */
static uint64_t place_windows(struct vm *vm)
{
	uint64_t end = 0, next = WINDOWS;

	for (size_t i = 0; i < vm->windows.count; i++) {
		struct window *w = &vm->windows.items[i];

		if (!(w->rights & BULKHEAD_RIGHT_DMA))
			continue;
		w->bus = next + w->pa % WINDOW_UNIT;
		end = w->bus + w->size;
		next = ALIGN_UP(end, WINDOW_UNIT) + WINDOW_UNIT;
	}
	return end;
}

static void map_windows(const struct vm *vm, struct tables *tables)
{
	for (size_t i = 0; i < vm->windows.count; i++) {
		const struct window *w = &vm->windows.items[i];
		const struct mapping m = {.rights =
					      w->rights & BULKHEAD_RIGHT_READ
						  ? BULKHEAD_RIGHT_READ
						  : BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE};

		if (w->rights & BULKHEAD_RIGHT_DMA &&
		    !tables_map(tables, vm->stream_root, stage2_level(vm->stream_bits), w->bus,
				w->pa, w->size, stage2_attributes(&m)))
			diag_error(w->path, NULL,
				   "the VM's own memory lies where its devices "
				   "would find the window");
	}
}

static void build_root(struct vm *vm, struct tables *tables)
{
	uint64_t end = place_windows(vm);

	for (size_t i = 0; i < vm->mappings.count; i++) {
		const struct mapping *m = &vm->mappings.items[i];

		if (is_own_memory(vm, m) && m->ipa + m->size > end)
			end = m->ipa + m->size;
	}
	vm->stream_bits = stage2_bits(end > GIB(1) ? end : GIB(1));
	if (!vm->stream_bits || vm->stream_bits > SPACE_BITS) {
		diag_error(vm->path, "devices",
			   "its memory and windows end at 0x%" PRIx64 ", more than the %u bits of "
			   "its devices' addresses",
			   end, SPACE_BITS);
		return;
	}
	vm->stream_root = tables_add(tables, 1);
	for (size_t i = 0; i < vm->mappings.count; i++) {
		struct mapping m = vm->mappings.items[i];

		if (!is_own_memory(vm, &m))
			continue;
		m.rights &= ~DECLARED_EXECUTE;
		tables_map(tables, vm->stream_root, stage2_level(vm->stream_bits), m.ipa, m.pa,
			   m.size, stage2_attributes(&m));
	}
	map_windows(vm, tables);
}

static void put_entry(struct core *core, uint32_t stream, uint64_t config, uint32_t vmid,
		      uint64_t root, uint32_t bits)
{
	const uint64_t entry[STE_WORDS] = {
	    STE_0_V | config,
	    STE_1_SHCFG_INCOMING, /* EATS is 0: translated requests are refused */
	    STE_2_VMID(vmid) | STE_2_T0SZ(bits) | STE_2_SL0(stage2_level(bits)) | STE_2_IR0_WBWA |
		STE_2_OR0_WBWA | STE_2_SH0_INNER | STE_2_TG_4K | STE_2_PS(PS_40_BITS) | STE_2_AA64 |
		STE_2_R,
	    root,
	};

	memcpy(core->stream_bytes.data + (size_t)stream * STE_SIZE, entry, sizeof(entry));
}

static void put_commands(struct core *core)
{
	const uint64_t commands[SMMU_FIRST_COMMANDS][2] = {
	    {CMD_CFGI_STE_RANGE, CMD_CFGI_RANGE_ALL}, {CMD_TLBI_NSNH_ALL, 0}, {CMD_SYNC, 0}};

	memcpy(core->stream_bytes.data + (core->commands - core->streams), commands,
	       sizeof(commands));
}

void streams_build(struct system *system, struct core *core)
{
	uint32_t bits = streams_bits(system), vmid = 0;
	uint64_t nothing;

	if (!bits)
		return;
	/* Streams without an owner get an empty root, so that each access causes an event. */
	nothing = tables_add(&core->stage2, 1);
	for (uint32_t i = 0; i < 1u << bits; i++)
		put_entry(core, i, STE_0_CONFIG_STAGE2, 0, nothing, SPACE_BITS);
	for (size_t v = 0; v < system->vms.count; v++) {
		struct vm *vm = &system->vms.items[v];

		if (!streams_of(vm))
			continue;
		build_root(vm, &core->stage2);
		vmid++;
		for (size_t i = 0; i < vm->owned.count; i++)
			for (size_t s = 0; s < vm->owned.items[i].streams.count; s++)
				put_entry(core, vm->owned.items[i].streams.items[s],
					  STE_0_CONFIG_ABORT, vmid, vm->stream_root,
					  vm->stream_bits ? vm->stream_bits : SPACE_BITS);
	}
	put_commands(core);
}
