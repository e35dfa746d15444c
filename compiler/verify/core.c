/* SPDX-License-Identifier: BSD-3-Clause */
/* The core's own translation: identity, W^X, nothing but its own memory, guard pages, objects. */
#include <inttypes.h>
#include <stdlib.h>
#include <bulkhead/trace.h>
#include "architecture.h"
#include "checks.h"
#include "lookup.h"
#include "smmu.h"

#define GICR_SIZE	 0x20000ull /* IHI 0069, 12.10: two frames of 64 KiB */
#define TIMER_HEAP_ENTRY 32	    /* manifest.h: two deadlines of 16 bytes for each vCPU */

static const struct declared_core_region *core_region_at(const struct system *system, uint64_t pa)
{
	for (uint32_t i = 0; i < system->declared->core_region_count; i++)
		if (pa - system->core_regions[i].pa < system->core_regions[i].size)
			return &system->core_regions[i];
	return NULL;
}

/* Checks a mapping of the core, cut at the borders of the declared core regions. */
static void check_core_mapping(struct system *system, struct mapping rest)
{
	if (rest.address != rest.pa)
		finding_add(system->findings, VERIFY_CORE_IDENTITY,
			    "0x%" PRIx64 " is at 0x%" PRIx64, rest.pa, rest.address);
	if (rest.rights & BULKHEAD_RIGHT_WRITE && rest.rights & DECLARED_EXECUTE)
		finding_add(system->findings, VERIFY_CORE_WX, "0x%" PRIx64 ", 0x%" PRIx64 " bytes",
			    rest.address, rest.size);
	while (rest.size) {
		const struct declared_core_region *region = core_region_at(system, rest.pa);
		uint64_t size = rest.size;
		bool device;

		if (!region) {
			finding_add(system->findings, VERIFY_CORE_MAPPING,
				    "0x%" PRIx64 " (mapping of 0x%" PRIx64 " bytes) isn't declared",
				    rest.pa, rest.size);
			return;
		}
		if (size > region->pa + region->size - rest.pa)
			size = region->pa + region->size - rest.pa;
		device = region->kind == DECLARED_CORE_DEVICE;
		if (rest.rights != region->rights)
			finding_add(system->findings, VERIFY_CORE_MAPPING,
				    "0x%" PRIx64 " has rights %u, declared %u", rest.pa,
				    rest.rights, region->rights);
		if ((region->kind == DECLARED_CORE_RODATA ||
		     region->kind == DECLARED_CORE_MANIFEST) &&
		    rest.rights & BULKHEAD_RIGHT_WRITE)
			finding_add(system->findings, VERIFY_CORE_WX,
				    "0x%" PRIx64 " is writable, and should be constant", rest.pa);
		if ((region->kind == DECLARED_CORE_TEXT) != !!(rest.rights & DECLARED_EXECUTE))
			finding_add(system->findings, VERIFY_CORE_WX,
				    "0x%" PRIx64 " is%s executable", rest.pa,
				    rest.rights & DECLARED_EXECUTE ? "" : "n't");
		if (rest.memory != (device ? MEMORY_DEVICE : MEMORY_NORMAL))
			finding_add(system->findings, VERIFY_ATTRIBUTE,
				    "the core maps 0x%" PRIx64 " as %s memory", rest.pa,
				    device ? "normal" : "device");
		rest.pa += size;
		rest.address += size;
		rest.size -= size;
	}
}

static void check_core_regions(struct system *system)
{
	for (uint32_t i = 0; i < system->declared->core_region_count; i++) {
		const struct declared_core_region *region = &system->core_regions[i];
		bool table = region->kind == DECLARED_CORE_TABLES;

		if (table ? region->rights != 0
			  : !system_maps(system, BULKHEAD_NONE, region->pa, region->size,
					 region->rights))
			finding_add(system->findings, VERIFY_CORE_OBJECT,
				    "core region 0x%" PRIx64 ", 0x%" PRIx64
				    " bytes, isn't mapped as declared",
				    region->pa, region->size);
	}
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Every table page that the walks entered belongs to the core and is mapped by no VM. */
static void check_tables_owned(struct system *system)
{
	uint64_t *pages = zalloc(system->tables.count, sizeof(*pages));
	size_t count = 0;

	for (size_t i = 0; i < system->tables.capacity; i++)
		if (system->tables.keys[i] != UINT64_MAX)
			pages[count++] = system->tables.keys[i];
	qsort(pages, count, sizeof(*pages), by_value);
	for (size_t i = 0; i < count; i++) {
		const struct declared_core_region *region = core_region_at(system, pages[i]);

		if (!region || region->kind != DECLARED_CORE_TABLES)
			finding_add(system->findings, VERIFY_TABLE_OWNER, "0x%" PRIx64, pages[i]);
		if (system_translate(system, BULKHEAD_NONE, pages[i]))
			finding_add(system->findings, VERIFY_CORE_MAPPING,
				    "the core maps the table 0x%" PRIx64, pages[i]);
	}
	free(pages);
}

struct object {
	uint64_t pa, size;
	const char *what;
	bool stack;
};

struct objects {
	struct object *list;
	size_t count;
};

/* Adds an object. An empty one isn't added: it would hide an overlap of its neighbours. */
static void add_object(struct objects *objects, struct object object)
{
	if (object.size)
		objects->list[objects->count++] = object;
}

static int by_pa(const void *a, const void *b)
{
	const struct object *x = a, *y = b;

	return x->pa < y->pa ? -1 : x->pa > y->pa;
}

/* Does the object lie in the core's memory for objects, outside of the core's own data? */
static bool is_placed(const struct system *system, const struct object *object)
{
	const struct declared_core_region *region = core_region_at(system, object->pa);

	return region &&
	       region->kind == (object->stack ? DECLARED_CORE_STACK : DECLARED_CORE_STATE) &&
	       object->size <= region->size - (object->pa - region->pa);
}

/* Objects are writable, cleared, and overlap nothing. */
static void check_objects(struct system *system, struct object *objects, size_t count)
{
	qsort(objects, count, sizeof(*objects), by_pa);
	for (size_t i = 0; i < count; i++) {
		const struct object *object = &objects[i];

		if (object->pa % 8 || object->pa + object->size < object->pa ||
		    !system_maps(system, BULKHEAD_NONE, object->pa, object->size,
				 BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE) ||
		    !is_placed(system, object) ||
		    !image_is_zero(&system->image, object->pa, object->size))
			finding_add(system->findings, VERIFY_CORE_OBJECT,
				    "%s (0x%" PRIx64 ", 0x%" PRIx64
				    " bytes) isn't cleared memory of the core for such objects",
				    object->what, object->pa, object->size);
		if (i && objects[i - 1].pa + objects[i - 1].size > object->pa)
			finding_add(system->findings, VERIFY_CORE_OBJECT,
				    "%s (0x%" PRIx64 ") and %s (0x%" PRIx64 ") overlap",
				    objects[i - 1].what, objects[i - 1].pa, object->what,
				    object->pa);
	}
}

static void check_run_time_memory(struct system *system)
{
	const struct bulkhead_manifest *m = system->manifest;
	const struct bulkhead_core_header *core = &system->core;
	struct objects objects = {zalloc(3ull * m->cpu_count + 6, sizeof(*objects.list)), 0};
	uint64_t virqs = 0;

	for (uint32_t i = 0; i < m->vm_count; i++)
		virqs += system->vms[i].spi_count;
	for (uint32_t i = 0; i < m->cpu_count; i++) {
		const struct manifest_cpu *cpu = &system->cpus[i];
		uint64_t bottom = cpu->stack_top - core->stack_size;
		uint64_t timers = (uint64_t)cpu->vcpu_ref_count * TIMER_HEAP_ENTRY;

		add_object(&objects,
			   (struct object){bottom, core->stack_size, "a CPU's stack", true});
		add_object(&objects,
			   (struct object){cpu->state, core->cpu_size, "a CPU's state", false});
		add_object(&objects,
			   (struct object){cpu->timer_heap, timers, "a CPU's timer queue", false});
		if (cpu->stack_top % PAGE_SIZE ||
		    system_translate(system, BULKHEAD_NONE, cpu->stack_top) ||
		    system_translate(system, BULKHEAD_NONE, bottom - PAGE_SIZE))
			finding_add(system->findings, VERIFY_CORE_GUARD,
				    "CPU %u: stack 0x%" PRIx64 " .. 0x%" PRIx64, i, bottom,
				    cpu->stack_top);
		if (cpu->state % 64)
			finding_add(system->findings, VERIFY_CORE_OBJECT,
				    "CPU %u: its state 0x%" PRIx64 " isn't 64-byte aligned", i,
				    cpu->state);
	}
	add_object(&objects,
		   (struct object){m->vcpu_states, (uint64_t)m->vcpu_count * core->vcpu_size,
				   "the vCPUs' states", false});
	add_object(&objects, (struct object){m->vm_states, (uint64_t)m->vm_count * core->vm_size,
					     "the VMs' states", false});
	add_object(&objects, (struct object){m->virq_states, virqs * core->virq_size,
					     "the virtual interrupts' states", false});
	add_object(&objects, (struct object){m->activation_states,
					     (uint64_t)m->activation_count * core->activation_size,
					     "the activations' states", false});
	add_object(&objects, (struct object){m->virq_times, 8ull * system->virq_count,
					     "the times of virtual interrupts", false});
	add_object(&objects,
		   (struct object){
		       m->trace, (uint64_t)m->trace_entries * core->trace_entry_size * m->cpu_count,
		       "the trace rings", false});
	check_objects(system, objects.list, objects.count);
	free(objects.list);
	if (core->trace_entry_size != sizeof(struct bulkhead_trace_entry))
		finding_add(system->findings, VERIFY_CORE_HEADER, "trace entries of %u bytes",
			    core->trace_entry_size);
}

static void check_core_registers(struct system *system)
{
	const struct bulkhead_core_header *core = &system->core;
	const uint64_t tcr_fixed =
	    TCR_EL2_RES1 | TCR_EL2_IRGN0_WBWA | TCR_EL2_ORGN0_WBWA | TCR_EL2_SH0_INNER;
	const uint64_t sctlr_set =
	    SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA | SCTLR_WXN | SCTLR_EL2_RES1;

	/* T0SZ and the table's levels: see walk_core(). */
	if ((core->tcr_el2 & ~(TCR_EL2_T0SZ | TCR_EL2_PS)) != tcr_fixed ||
	    (core->tcr_el2 & TCR_EL2_PS) >> TCR_EL2_PS_SHIFT != PS_40_BITS)
		finding_add(system->findings, VERIFY_CORE_REGISTER, "TCR_EL2 0x%" PRIx64,
			    core->tcr_el2);
	if (core->mair_el2 != MAIR_EL2_VALUE)
		finding_add(system->findings, VERIFY_CORE_REGISTER, "MAIR_EL2 0x%" PRIx64,
			    core->mair_el2);
	if (core->sctlr_el2 != sctlr_set)
		finding_add(system->findings, VERIFY_CORE_REGISTER,
			    "SCTLR_EL2 0x%" PRIx64 ", expected 0x%" PRIx64, core->sctlr_el2,
			    sctlr_set);
	if (core->uart_kind >= BULKHEAD_UART_COUNT)
		finding_add(system->findings, VERIFY_CORE_HEADER,
			    "the core knows no UART of kind %" PRIu64, core->uart_kind);
	if (core->uart && !system_maps(system, BULKHEAD_NONE, core->uart,
				       0x1000 - (core->uart & 0xfff), BULKHEAD_RIGHT_WRITE))
		finding_add(system->findings, VERIFY_CORE_OBJECT,
			    "the panic console 0x%" PRIx64 " isn't mapped", core->uart);
	if (!system_maps(system, BULKHEAD_NONE, core->load_address, sizeof(*core),
			 DECLARED_EXECUTE) ||
	    !system_maps(system, BULKHEAD_NONE, system->manifest_pa, system->manifest->size,
			 BULKHEAD_RIGHT_READ))
		finding_add(system->findings, VERIFY_CORE_OBJECT,
			    "the core's entry or the manifest isn't mapped");
	for (uint64_t at = system->manifest_pa & ~PAGE_MASK;
	     at < system->manifest_pa + system->manifest->size; at += PAGE_SIZE) {
		const struct mapping *mapping = system_translate(system, BULKHEAD_NONE, at);

		if (mapping && mapping->rights != BULKHEAD_RIGHT_READ) {
			finding_add(system->findings, VERIFY_CORE_WX,
				    "the manifest at 0x%" PRIx64 " isn't read-only", at);
			break;
		}
	}
}

/* Do all of pa .. pa + size belong to devices of the core, other than the panic console, which a VM may own? */
static bool is_core_device(const struct system *system, uint64_t pa, uint64_t size)
{
	uint64_t console = system->core.uart;

	if (console && console - pa < size)
		return false;
	for (uint64_t done = 0; done < size;) {
		const struct declared_core_region *region = core_region_at(system, pa + done);

		if (!region || region->kind != DECLARED_CORE_DEVICE)
			return false;
		done = region->pa + region->size - pa;
	}
	return true;
}

/* Only the core may have the SMMU's registers. */
static void check_smmu(struct system *system)
{
	uint64_t base = system->manifest->smmu.base;

	if (base && !is_core_device(system, base, SMMU_REGISTERS))
		finding_add(system->findings, VERIFY_SMMU,
			    "its registers at 0x%" PRIx64 " aren't wholly a device of the core",
			    base);
}

/* All registers of the interrupt controller must be where the manifest says, and belong to the core alone. */
static void check_gic(struct system *system)
{
	const struct manifest_board *board = &system->manifest->board;
	bool v2 = board->gic_version == 2;
	/* IHI 0048, 4.1.2, 4.1.3 and 5.1; IHI 0069, 12.8. */
	const struct object parts[] = {{board->gicd, v2 ? 0x1000 : 0x10000, "distributor", false},
				       {board->gicc, 0x2000, "CPU interface", false},
				       {board->gich, 0x1000, "virtual interface control", false}};

	if (!v2 && board->gic_version != 3) {
		finding_add(system->findings, VERIFY_GIC_EXPOSED, "GIC version %u",
			    board->gic_version);
		return;
	}
	for (unsigned i = 0; i < (v2 ? 3 : 1); i++)
		if (!is_core_device(system, parts[i].pa, parts[i].size))
			finding_add(system->findings, VERIFY_GIC_EXPOSED,
				    "the %s at 0x%" PRIx64 " isn't wholly a device of the core",
				    parts[i].what, parts[i].pa);
	for (uint32_t i = 0; !v2 && i < system->manifest->cpu_count; i++)
		if (!is_core_device(system, system->cpus[i].gicr, GICR_SIZE))
			finding_add(system->findings, VERIFY_GIC_EXPOSED,
				    "CPU %u: its redistributor 0x%" PRIx64
				    " isn't wholly a device of the core",
				    i, system->cpus[i].gicr);
}

void check_core(struct system *system)
{
	for (size_t i = 0; i < system->el2.count; i++)
		check_core_mapping(system, system->el2.list[i]);
	check_core_regions(system);
	check_tables_owned(system);
	check_run_time_memory(system);
	check_core_registers(system);
	check_gic(system);
	check_smmu(system);
}
