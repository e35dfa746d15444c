/* SPDX-License-Identifier: BSD-3-Clause */
#include "builder_elf.h"
#include "description.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bulkhead/armv8.h>
#include <bulkhead/declarations.h>
#include <bulkhead/manifest.h>
#include <bulkhead/trace.h>

/* AND-masks of the ID registers, by (CRm - 1) * 8 + op2. */
static const uint64_t id_masks[MANIFEST_ID_REGISTERS] = {
    [0] = 0xf0fffffull,
    [1] = 0xf00f0f0full,
    [2] = 0xf0full,
    [4] = 0xffffffffull,
    [5] = 0xffffffffull,
    [6] = 0xffffffffull,
    [7] = 0xffffffffull,
    [8] = 0xffffffffull,
    [9] = 0xffffffffull,
    [10] = 0xffffffffull,
    [11] = 0xffffffffull,
    [12] = 0xffffffffull,
    [13] = 0xffffffffull,
    [14] = 0xfffffff0ull,
    [15] = 0xff0ffffull,
    [16] = 0xffffffffull,
    [17] = 0xffffffffull,
    [18] = 0xffffffffull,
    [20] = 0xffull,
    [24] = 0xf10f00000fff00ffull,
    [25] = 0xffull,
    [32] = 0xf0f0f0f00full,
    [40] = 0xfffffffff0fffff0ull,
    [41] = 0xffffff00fff00full,
    [42] = 0xfff000f0ull,
    [48] = 0xffffffffull,
    [49] = 0xf00000f00ff0f00full,
    [50] = 0xf0ff000ff0ffffffull,
};

static void *memory_at(struct build *b, uint64_t pa)
{
	return b->memory + (pa - RAM_BASE);
}

static uint64_t take(struct build *b, uint64_t size, uint64_t align)
{
	uint64_t at = (b->size + align - 1) & ~(align - 1);

	b->size = at + ((size + PAGE - 1) & ~(PAGE - 1));
	while (b->size > b->capacity) {
		uint64_t more = b->capacity ? 2 * b->capacity : 1 << 20;

		b->memory = realloc(b->memory, more);
		if (!b->memory)
			exit(1);
		memset(b->memory + b->capacity, 0, more - b->capacity);
		b->capacity = more;
	}
	return RAM_BASE + at;
}

static void map(struct build *b, uint64_t root, unsigned start, uint64_t address, uint64_t pa,
		uint64_t size, uint64_t attributes)
{
	for (uint64_t done = 0; done < size; done += PAGE) {
		uint64_t table = root;

		for (unsigned level = start; level <= 3; level++) {
			uint64_t index =
			    (address + done) >> (39 - 9 * level) & (level == start ? ~0ull : 511);
			uint64_t *entry = (uint64_t *)memory_at(b, table) + index;

			if (level == 3) {
				*entry = (pa + done) | attributes | S2_TABLE | S2_VALID;
			} else if (!*entry) {
				uint64_t next = take(b, PAGE, PAGE);

				entry = (uint64_t *)memory_at(b, table) + index;
				*entry = next | S2_TABLE | S2_VALID;
			}
			table = *entry & DESC_ADDRESS_MASK;
		}
	}
}

static uint64_t s2_attributes(unsigned rights, int device)
{
	return (rights & BULKHEAD_RIGHT_READ ? S2_AP_READ : 0) |
	       (rights & BULKHEAD_RIGHT_WRITE ? S2_AP_WRITE : 0) |
	       (rights & DECLARED_EXECUTE ? 0 : S2_XN) | S2_AF | S2_SH_INNER |
	       S2_MEMATTR(device ? S2_MEMATTR_DEVICE_nGnRE : S2_MEMATTR_NORMAL_WB);
}

static void region(struct build *b, uint64_t root, struct declared_region r, const char *name)
{
	snprintf(r.name, sizeof(r.name), "%s", name);
	map(b, root, 2, r.ipa, r.pa, r.size, s2_attributes(r.rights, r.kind == DECLARED_DEVICE));
	b->regions[b->region_count++] = r;
}

static void core_region(struct build *b, uint64_t root, unsigned kind, unsigned rights, uint64_t pa,
			uint64_t size)
{
	uint64_t attributes = S1_AF | S1_SH_INNER | S1_AP_RES1 |
			      S1_ATTR(kind == DECLARED_CORE_DEVICE ? MAIR_DEVICE : MAIR_NORMAL) |
			      (rights & BULKHEAD_RIGHT_WRITE ? 0 : S1_AP_RO) |
			      (rights & DECLARED_EXECUTE ? 0 : S1_XN);

	size = (size + PAGE - 1) & ~(PAGE - 1);
	if (root)
		map(b, root, 1, pa, pa, size, attributes);
	b->core_regions[b->core_region_count++] =
	    (struct declared_core_region){kind, rights, pa, size};
}

/* The arrays of the manifest follow each other. */
struct arrays {
	struct bulkhead_manifest *m;
	uint64_t pa;
	uint64_t next;
};

static uint64_t array(struct arrays *a, uint64_t size)
{
	a->next += (size + 7) & ~7ull;
	return a->next - ((size + 7) & ~7ull);
}

static uint64_t manifest_bytes(unsigned pairs, unsigned cpus)
{
	return sizeof(struct bulkhead_manifest) + cpus * sizeof(struct manifest_cpu) +
	       2ull * pairs * sizeof(struct manifest_vm) +
	       pairs * (sizeof(struct manifest_vcpu) + sizeof(struct manifest_activation) +
			2 * sizeof(struct manifest_route) + sizeof(struct manifest_virq) + 64) +
	       IRQS * sizeof(struct manifest_irq) + 4096;
}

static void fill_guest(struct manifest_vm *vm, unsigned i)
{
	vm->kind = MANIFEST_VM_GUEST;
	vm->flags = MANIFEST_VM_AUTOSTART | MANIFEST_VM_LOADER;
	vm->vcpus = (struct manifest_slice){i, 1};
	vm->hcr_el2 = HCR_VM | HCR_SWIO | HCR_FMO | HCR_IMO | HCR_AMO | HCR_TID3 | HCR_TSC |
		      HCR_TIDCP | HCR_TACR | HCR_RW | HCR_TLOR | HCR_TERR | HCR_PTW | HCR_FB |
		      HCR_BSU_INNER | HCR_TWI;
	vm->cptr_el2 = CPTR_RES1 | CPTR_TZ | CPTR_TSM | CPTR_TTA | CPTR_TAM;
	vm->on_reset = MANIFEST_POLICY_RESTART;
	vm->cnthctl_el2 = CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN;
	vm->entry = LOADER_IPA;
	vm->entry_argument = LOADER_IPA + PAGE;
	vm->gicd_ipa = GICD;
	vm->gicr_ipa = GICR;
	vm->spi_count = SPIS;
	vm->virq_first = SPIS * i;
	vm->routes[MANIFEST_CLASS_SMC] = (struct manifest_slice){2 * i, 1};
	vm->routes[MANIFEST_CLASS_MMIO] = (struct manifest_slice){2 * i + 1, 1};
}

static void fill_extension(struct manifest_vm *vm, unsigned i)
{
	vm->kind = MANIFEST_VM_EXTENSION;
	vm->cnthctl_el2 = CNTHCTL_EL1PCTEN;
	vm->on_reset = MANIFEST_POLICY_RESTART;
	vm->passive_entry = BULKHEAD_IMAGE_IPA;
	vm->passive_hcr_el2 = HCR_VM | HCR_TGE | HCR_DC | HCR_TIDCP | HCR_RW | HCR_TWI | HCR_TWE;
	vm->cptr_el2 = CPTR_RES1 | CPTR_TZ | CPTR_TSM | CPTR_TTA | CPTR_TAM | CPTR_TFP;
	vm->activations = (struct manifest_slice){i, 1};
	vm->clients = (struct manifest_slice){i, 1};
}

static void fill_common(struct manifest_vm *vm, uint64_t root, unsigned vmid, int shared)
{
	vm->vttbr_el2 = root | VTTBR_VMID((uint64_t)vmid);
	vm->vtcr_el2 = VTCR_RES1 | VTCR_T0SZ((uint64_t)IPA_BITS) | VTCR_SL0(2) | VTCR_IRGN0_WBWA |
		       VTCR_ORGN0_WBWA | VTCR_SH0_INNER | VTCR_PS(2);
	vm->mdcr_el2 =
	    MDCR_TPM | MDCR_TPMCR | MDCR_TDA | MDCR_TDOSA | MDCR_TDRA | MDCR_TPMS | MDCR_TTRF;
	vm->max_restarts = 3;
	vm->restart_window_us = 10000000;
	vm->flags |= MANIFEST_VM_AUTOSTART;
	vm->flags |= shared ? MANIFEST_VM_VMID_SHARED : 0;
}

void channel_name(char name[24], unsigned i)
{
	snprintf(name, 24, "channel%u", i);
}

static void build_guest(struct build *b, unsigned i, uint64_t root)
{
	uint64_t ram = b->rams + i * b->pages * PAGE, partner = i ^ 1;
	uint64_t shared = b->rams + (b->pairs * b->pages + i / 2) * PAGE;
	char channel[24];

	region(b, root,
	       (struct declared_region){i, BULKHEAD_NONE, DECLARED_TEXT, 5, LOADER_IPA, b->stub,
					PAGE, ""},
	       "stub");
	region(b, root,
	       (struct declared_region){i, i, DECLARED_PRIVATE, 7, GUEST_IPA, ram, b->pages * PAGE,
					""},
	       "ram");
	channel_name(channel, i / 2);
	if (partner < b->pairs)
		region(b, root,
		       (struct declared_region){i, BULKHEAD_NONE, DECLARED_CHANNEL, 3, CHANNEL_IPA,
						shared, PAGE, ""},
		       channel);
}

static void build_extension(struct build *b, unsigned i, uint64_t root)
{
	uint32_t id = b->pairs + i;
	uint64_t boot = b->data + 3 * PAGE * i, data = boot + PAGE;
	struct bulkhead_client client = {.vm = i, .vcpus = 1};
	char guest[24] = "";

	*(struct bulkhead_bootinfo *)memory_at(b, boot) = (struct bulkhead_bootinfo){
	    .magic = BULKHEAD_BOOTINFO_MAGIC,
	    .version = BULKHEAD_BOOTINFO_VERSION,
	    .vm = id,
	    .size = sizeof(struct bulkhead_bootinfo) + sizeof(struct bulkhead_window) +
		    sizeof(struct bulkhead_client),
	    .stack_size = PAGE,
	    .ram_ipa = BULKHEAD_RAM_IPA,
	    .ram_pa = data,
	    .ram_size = PAGE,
	    .windows = sizeof(struct bulkhead_bootinfo),
	    .window_count = 1,
	    .clients = sizeof(struct bulkhead_bootinfo) + sizeof(struct bulkhead_window),
	    .client_count = 1};
	guest_name(guest, i, b->pairs, b->cpus);
	memcpy(client.name, guest, sizeof(guest));
	snprintf(((struct bulkhead_bootinfo *)memory_at(b, boot))->name, BULKHEAD_NAME_SIZE,
		 "ext-%.19s", guest);
	*(struct bulkhead_window *)memory_at(b, boot + sizeof(struct bulkhead_bootinfo)) =
	    (struct bulkhead_window){WINDOW_IPA, GUEST_IPA, b->rams + i * b->pages * PAGE,
				     PAGE,	 i,	    3};
	*(struct bulkhead_client *)memory_at(b, boot + sizeof(struct bulkhead_bootinfo) +
						    sizeof(struct bulkhead_window)) = client;
	region(b, root,
	       (struct declared_region){id, id, DECLARED_BOOTINFO, 1, BULKHEAD_BOOTINFO_IPA, boot,
					PAGE, ""},
	       "boot");
	region(b, root,
	       (struct declared_region){id, BULKHEAD_NONE, DECLARED_TEXT, 5, BULKHEAD_IMAGE_IPA,
					b->text, PAGE, ""},
	       "ext");
	region(
	    b, root,
	    (struct declared_region){id, id, DECLARED_PRIVATE, 3, BULKHEAD_RAM_IPA, data, PAGE, ""},
	    "ram");
	region(b, root,
	       (struct declared_region){id, id, DECLARED_PRIVATE, 3, ACTIVATION_STACK_IPA - PAGE,
					data + PAGE, PAGE, ""},
	       "stack");
	region(b, root,
	       (struct declared_region){id, i, DECLARED_WINDOW, 3, WINDOW_IPA,
					b->rams + i * b->pages * PAGE, PAGE, ""},
	       "window");
}

static void build_vms(struct build *b, struct arrays *a)
{
	unsigned vms = 2 * b->pairs;
	uint64_t offset = a->pa;
	uint64_t *roots = calloc(vms, sizeof(*roots));
	for (unsigned i = 0; i < vms; i++) {
		roots[i] = take(b, 2 * PAGE, 2 * PAGE);
		(i < b->pairs ? build_guest(b, i, roots[i])
			      : build_extension(b, i - b->pairs, roots[i]));
	}
	a->m = memory_at(b, offset);
	for (unsigned i = 0; i < vms; i++) {
		struct manifest_vm *vm = (struct manifest_vm *)memory_at(b, a->m->vms) + i;
		int shared = vms > 255;
		char guest[24] = "";

		if (i < b->pairs)
			fill_guest(vm, i);
		else
			fill_extension(vm, i - b->pairs);
		fill_common(vm, roots[i], 1 + i % 255, shared);
		guest_name(guest, i % b->pairs, b->pairs, b->cpus);
		snprintf(vm->name, sizeof(vm->name), "%s%.19s", i < b->pairs ? "" : "ext-", guest);
		if (i < b->pairs && (i ^ 1) < b->pairs)
			vm->channels = (struct manifest_slice){i, 1};
	}
	free(roots);
}

static void fill_arrays(struct build *b, struct arrays *a)
{
	struct bulkhead_manifest *m = a->m;
	unsigned n = b->pairs, per_cpu = (n + b->cpus - 1) / b->cpus;
	uint32_t *refs = memory_at(b, m->vcpu_refs), *clients = memory_at(b, m->client_refs);

	for (unsigned i = 0; i < n; i++) {
		struct manifest_route *route =
		    (struct manifest_route *)memory_at(b, m->routes) + 2 * i;

		((struct manifest_vcpu *)memory_at(b, m->vcpus))[i] =
		    (struct manifest_vcpu){.vm = i,
					   .cpu = i / per_cpu,
					   .priority = 10,
					   .budget_us = 10,
					   .period_us = 100 * per_cpu,
					   .vmpidr_el2 = 0x80000000,
					   .deepest = 1};
		((struct manifest_activation *)memory_at(b, m->activations))[i] =
		    (struct manifest_activation){.extension = n + i,
						 .vcpu = i,
						 .stack_top = ACTIVATION_STACK_IPA,
						 .budget_us = 100};
		route[0] = (struct manifest_route){.first = 0x32000000,
						   .last = 0x3200ffff,
						   .extension = n + i,
						   .results = 4,
						   .activation = i,
						   .budget_us = 100};
		route[1] = route[0];
		route[1].first = 0x0a000000;
		route[1].last = 0x0a000fff;
		/* The last guest of an odd number has no partner: its channel is in no list, but well-formed. */
		((struct manifest_virq *)memory_at(b, m->virqs))[i] =
		    (struct manifest_virq){(i ^ 1) < n ? i ^ 1 : i, 48, (i ^ 1) < n ? i ^ 1 : i, 0};
		refs[i] = clients[i] = i;
	}
	for (unsigned i = 0; i < IRQS; i++)
		((struct manifest_irq *)memory_at(b, m->irqs))[i].vcpu = BULKHEAD_NONE;
	((struct manifest_irq *)memory_at(b, m->irqs))[40] = (struct manifest_irq){0, 40, 1, 0};
	*(uint32_t *)memory_at(b, m->irq_refs) = 40;
	((struct manifest_vm *)memory_at(b, m->vms))[0].hw_irqs = (struct manifest_slice){0, 1};
	memcpy(memory_at(b, m->id_masks), id_masks, sizeof(id_masks));
	*(struct bulkhead_range *)memory_at(b, m->banks) =
	    (struct bulkhead_range){RAM_BASE, RAM_SIZE};
}

static void place_arrays(struct build *b, struct arrays *a)
{
	struct bulkhead_manifest *m = a->m;
	unsigned n = b->pairs;

	*m = (struct bulkhead_manifest){.magic = BULKHEAD_MANIFEST_MAGIC,
					.version = BULKHEAD_MANIFEST_VERSION,
					.board = {.gic_version = 3,
						  .irq_count = IRQS,
						  .gicd = GICD,
						  .timer_ppi = 26,
						  .vtimer_ppi = 27,
						  .ptimer_ppi = 30,
						  .maintenance_ppi = 25},
					.cpu_count = b->cpus,
					.vm_count = 2 * n,
					.vcpu_count = n,
					.activation_count = n,
					.bank_count = 1,
					.trace_entries = 16,
					.trace_events = 0x1fe};
	a->next = a->pa + sizeof(*m);
	m->cpus = array(a, b->cpus * sizeof(struct manifest_cpu));
	m->vms = array(a, 2ull * n * sizeof(struct manifest_vm));
	m->vcpus = array(a, n * sizeof(struct manifest_vcpu));
	m->vcpu_refs = array(a, n * 4);
	m->activations = array(a, n * sizeof(struct manifest_activation));
	m->routes = array(a, 2ull * n * sizeof(struct manifest_route));
	m->irqs = array(a, IRQS * sizeof(struct manifest_irq));
	m->irq_refs = array(a, 4);
	m->virqs = array(a, n * sizeof(struct manifest_virq));
	m->client_refs = array(a, n * 4);
	m->banks = array(a, sizeof(struct bulkhead_range));
	m->id_masks = array(a, MANIFEST_ID_REGISTERS * 8);
	m->size = a->next - a->pa;
}

/* Adds the core's zeroed run-time memory. Returns its size. */
static uint64_t place_states(struct build *b, struct arrays *a, uint64_t states)
{
	struct bulkhead_manifest *m = a->m;
	struct manifest_cpu *cpus = memory_at(b, m->cpus);
	unsigned n = b->pairs, per_cpu = (n + b->cpus - 1) / b->cpus;
	uint64_t next = states;

	for (unsigned i = 0; i < b->cpus; i++) {
		unsigned first = i * per_cpu < n ? i * per_cpu : n;
		unsigned last = first + per_cpu < n ? first + per_cpu : n;

		cpus[i] = (struct manifest_cpu){.mpidr = i,
						.state = next,
						.gicr = GICR + i * 0x20000,
						.first_vcpu_ref = first,
						.vcpu_ref_count = last - first};
		next += STATE_BYTES;
		cpus[i].timer_heap = next;
		next += (last - first) * 32 + 48;
		next = (next + 63) & ~63ull;
	}
	m->vcpu_states = next;
	m->vm_states = next += n * STATE_BYTES;
	m->virq_states = next += 2ull * n * STATE_BYTES;
	m->activation_states = next += n * SPIS * 8ull;
	m->virq_times = next += n * STATE_BYTES;
	m->trace = next += n * STATE_BYTES;
	return next + 16ull * sizeof(struct bulkhead_trace_entry) * b->cpus - states;
}

struct built built_image(unsigned pairs, unsigned cpus, unsigned pages)
{
	struct build b = {.pairs = pairs, .cpus = cpus, .pages = pages};
	struct bulkhead_core_header core = {.magic = BULKHEAD_CORE_MAGIC,
					    .version = BULKHEAD_MANIFEST_VERSION,
					    .header_size = sizeof(core),
					    .load_address = RAM_BASE,
					    .uart = UART,
					    .mair_el2 = MAIR_EL2_VALUE,
					    .cpu_size = STATE_BYTES,
					    .stack_size = STACK,
					    .vcpu_size = STATE_BYTES,
					    .vm_size = STATE_BYTES,
					    .virq_size = 8,
					    .activation_size = STATE_BYTES,
					    .trace_entry_size =
						sizeof(struct bulkhead_trace_entry)};
	uint64_t text = take(&b, PAGE, PAGE), bytes = manifest_bytes(pairs, cpus), states, size;
	uint64_t stacks, table, tables;
	struct arrays a = {.pa = take(&b, bytes, PAGE)};
	struct built out;
	b.regions = calloc(8ull * pairs, sizeof(*b.regions));
	stacks = take(&b, cpus * (STACK + PAGE) + PAGE, PAGE) + PAGE;
	states = take(&b, 2ull * PAGE * cpus + pairs * (6ull * STATE_BYTES + SPIS * 8), PAGE);
	b.text = take(&b, PAGE, PAGE);
	b.stub = take(&b, PAGE, PAGE);
	b.data = take(&b, 3 * PAGE * pairs, PAGE);
	b.rams = RAM_BASE + (32ull << 30);
	a.m = memory_at(&b, a.pa);
	place_arrays(&b, &a);
	size = place_states(&b, &a, states);
	for (unsigned i = 0; i < cpus; i++)
		((struct manifest_cpu *)memory_at(&b, a.m->cpus))[i].stack_top =
		    stacks + i * (STACK + PAGE) + STACK;
	/* From here on only tables are allocated, so that they make one region. */
	table = take(&b, PAGE, PAGE);
	tables = table;
	core_region(&b, table, DECLARED_CORE_TEXT, 5, text, PAGE);
	core_region(&b, table, DECLARED_CORE_MANIFEST, 1, a.pa, bytes);
	for (unsigned i = 0; i < cpus; i++)
		core_region(&b, table, DECLARED_CORE_STACK, 3, stacks + i * (STACK + PAGE), STACK);
	core_region(&b, table, DECLARED_CORE_STATE, 3, states, size);
	core_region(&b, table, DECLARED_CORE_DEVICE, 3, UART, PAGE);
	core_region(&b, table, DECLARED_CORE_DEVICE, 3, GICD, 0x10000);
	core_region(&b, table, DECLARED_CORE_DEVICE, 3, GICR, cpus * 0x20000);
	build_vms(&b, &a);
	a.m = memory_at(&b, a.pa);
	fill_arrays(&b, &a);
	core_region(&b, 0, DECLARED_CORE_TABLES, 0, tables, RAM_BASE + b.size - tables);
	core.manifest = a.pa;
	core.ttbr0_el2 = table;
	core.tcr_el2 = TCR_EL2_RES1 | TCR_EL2_IRGN0_WBWA | TCR_EL2_ORGN0_WBWA | TCR_EL2_SH0_INNER |
		       TCR_EL2_T0SZ(39ull) | TCR_EL2_PS(2);
	core.sctlr_el2 = SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA | SCTLR_WXN | SCTLR_EL2_RES1;
	core.end = RAM_BASE + b.size;
	memcpy(memory_at(&b, text), &core, sizeof(core));
	a.m->checksum = manifest_checksum(a.m, a.m->size);
	builder_write_elf(&b, &out);
	out.manifest = PAGE + (a.pa - RAM_BASE);
	out.tables = PAGE + (tables - RAM_BASE);
	out.tables_size = RAM_BASE + b.size - tables;
	free(b.memory);
	free(b.regions);
	return out;
}
