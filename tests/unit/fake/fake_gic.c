/* SPDX-License-Identifier: BSD-3-Clause */
#include "fake_gic.h"
#include <string.h>

struct fake_core fake_cores[FAKE_CPUS];
uint32_t gic_lr_mask;
bool gic_dir_trapped = true;
uint8_t fake_active[FAKE_INTIDS], fake_enabled[FAKE_INTIDS], fake_low[FAKE_INTIDS];
uint32_t fake_route[FAKE_INTIDS];
unsigned fake_kicks[FAKE_CPUS];

static struct cpu cpus[FAKE_CPUS];
struct cpu *fake_cpu;
static struct vcpu vcpus[FAKE_CPUS];
static struct vm vm;
static struct vgic_bank banks[FAKE_SPIS / VGIC_BANK_INTERRUPTS];
static struct manifest_vm vm_config;
static struct manifest_vcpu vcpu_config[FAKE_CPUS];
static struct manifest_irq irqs[FAKE_INTIDS];
static const uint32_t irq_refs[] = {FAKE_HW_INTID, FAKE_HW_EDGE_INTID};
static struct bulkhead_manifest system_manifest;
const struct bulkhead_manifest *manifest = &system_manifest;
const struct gic_operations *gic;

static struct fake_core *core(void)
{
	return &fake_cores[fake_cpu->index];
}

static void set_enabled(uint32_t intid, uint32_t cpu)
{
	fake_enabled[intid] = 1;
	fake_route[intid] = cpu;
}

void gic_disable(uint32_t intid)
{
	fake_enabled[intid] = 0;
}

static void set_active(uint32_t intid, bool active)
{
	uint32_t bit = 1u << intid % 32;

	if (intid < 32)
		core()->ppi_active = active ? core()->ppi_active | bit : core()->ppi_active & ~bit;
	else
		fake_active[intid] = active;
}

static void deactivate(uint32_t intid)
{
	set_active(intid, false);
}

void gic_clear_pending(uint32_t intid)
{
	(void)intid;
}

bool gic_is_pending(uint32_t intid)
{
	uint32_t active = intid < 32 ? core()->ppi_active >> intid & 1 : fake_active[intid];

	return active && !fake_low[intid];
}

static uint32_t read_hcr(void)
{
	return core()->hcr;
}

static uint32_t read_vmcr(void)
{
	return core()->vmcr;
}

static uint64_t read_lr(unsigned n)
{
	return core()->lr[n];
}

static void write_lr(unsigned n, uint64_t value)
{
	core()->lr[n] = value;
	core()->lr_writes++;
}

static uint32_t finished(void)
{
	uint32_t mask = 0;

	for (unsigned n = 0; n < GIC_LR_MAX; n++)
		if (!(core()->lr[n] & ICH_LR_STATE))
			mask |= 1u << n;
	return mask;
}

static void set_hcr(uint32_t hcr)
{
	core()->hcr = hcr;
}

static uint64_t save(struct gic_virtual *g)
{
	uint64_t bits = 0;

	for (unsigned n = 0; n < GIC_LR_MAX; n++) {
		if (!(g->used >> n & 1))
			continue;
		bits |= gic_lr_keep(&g->lr[n], core()->lr[n]);
		core()->lr[n] = 0;
	}
	core()->hcr = 0;
	return bits;
}

static void load(const struct gic_virtual *g)
{
	core()->hcr = g->hcr;
}

static const struct gic_operations operations = {
    .enable = set_enabled,
    .deactivate = deactivate,
    .set_active = set_active,
    .read_hcr = read_hcr,
    .read_vmcr = read_vmcr,
    .save = save,
    .load = load,
    .read_lr = read_lr,
    .write_lr = write_lr,
    .finished = finished,
    .set_hcr = set_hcr,
};

void fake_tell(vgic_notify who)
{
	for (unsigned i = 0; i < FAKE_CPUS; i++) {
		if (!(who >> i & 1))
			continue;
		vcpus[i].requests |= VCPU_REQUEST_INTERRUPT;
		fake_kicks[i]++;
		if (vcpus[i].cpu == fake_cpu)
			fake_serve(i);
	}
}

void fake_on(unsigned cpu)
{
	fake_cpu = &cpus[cpu];
}

void fake_serve(unsigned cpu)
{
	struct cpu *here = fake_cpu;
	struct vcpu *v = &vcpus[cpu];

	fake_cpu = v->cpu;
	if (v->requests && fake_cpu->loaded == v)
		fake_tell(vgic_flush(v));
	v->requests = 0;
	fake_cpu = here;
}

struct vcpu *fake_vcpu(unsigned index)
{
	return &vcpus[index];
}

void fake_start(unsigned version, unsigned lrs)
{
	memset(fake_cores, 0, sizeof(fake_cores));
	memset(fake_active, 0, sizeof(fake_active));
	memset(fake_enabled, 0, sizeof(fake_enabled));
	memset(fake_low, 0, sizeof(fake_low));
	memset(fake_kicks, 0, sizeof(fake_kicks));
	memset(vcpus, 0, sizeof(vcpus));
	memset(&vm, 0, sizeof(vm));
	gic = &operations;
	gic_lr_mask = (1u << lrs) - 1;
	vm_config = (struct manifest_vm){.vcpus = {0, FAKE_CPUS},
					 .gicd_ipa = FAKE_GICD,
					 .gicr_ipa = version == 3 ? FAKE_GICR : 0,
					 .spi_count = FAKE_SPIS,
					 .hw_irqs = {0, 2}};
	for (unsigned i = 0; i < FAKE_INTIDS; i++)
		irqs[i] = (struct manifest_irq){.vcpu = BULKHEAD_NONE};
	irqs[FAKE_HW_INTID] =
	    (struct manifest_irq){.virq = FAKE_HW_VIRQ, .flags = MANIFEST_IRQ_LEVEL};
	irqs[FAKE_HW_EDGE_INTID] = (struct manifest_irq){.virq = FAKE_HW_EDGE_VIRQ};
	system_manifest = (struct bulkhead_manifest){.board = {.gic_version = version,
							       .irq_count = FAKE_INTIDS,
							       .vtimer_ppi = 27,
							       .ptimer_ppi = 30},
						     .vcpu_count = FAKE_CPUS,
						     .vms = &vm_config,
						     .vcpus = vcpu_config,
						     .irqs = irqs,
						     .irq_refs = irq_refs,
						     .vcpu_states = (uint64_t)vcpus,
						     .virq_states = (uint64_t)banks};
	while (vgic_vm_reset_step(&vm_config, &vm))
		;
	for (unsigned i = 0; i < FAKE_CPUS; i++) {
		vcpu_config[i] =
		    (struct manifest_vcpu){.index = i, .cpu = i, .vmpidr_el2 = 0x80000000 | i};
		vcpus[i].config = &vcpu_config[i];
		vcpus[i].vm = &vm_config;
		vcpus[i].vm_state = &vm;
		vcpus[i].cpu = &cpus[i];
		cpus[i] = (struct cpu){.index = i, .current = &vcpus[i], .loaded = &vcpus[i]};
		fake_on(i);
		vgic_vcpu_reset(&vcpus[i]);
		fake_tell(vgic_load(&vcpus[i]));
	}
	fake_on(0);
}

uint32_t fake_acknowledge(void)
{
	uint64_t *best = NULL;

	for (unsigned n = 0; n < GIC_LR_MAX; n++) {
		uint64_t *lr = &core()->lr[n];

		if ((*lr & ICH_LR_PENDING) && !(*lr & ICH_LR_ACTIVE) &&
		    (!best || ICH_LR_PRIORITY(*lr) < ICH_LR_PRIORITY(*best)))
			best = lr;
	}
	if (!best)
		return 1023;
	*best = (*best & ~ICH_LR_PENDING) | ICH_LR_ACTIVE;
	return ICH_LR_VINTID(*best);
}

bool fake_end(uint32_t intid)
{
	for (unsigned n = 0; n < GIC_LR_MAX; n++) {
		uint64_t *lr = &core()->lr[n];

		if (!(*lr & ICH_LR_ACTIVE) || ICH_LR_VINTID(*lr) != intid)
			continue;
		*lr &= ~ICH_LR_ACTIVE;
		if (*lr & ICH_LR_HW)
			set_active(ICH_LR_PINTID(*lr), false);
		return true;
	}
	/* Counts ends of interrupts that no list register has. */
	core()->hcr += 1u << 27;
	return false;
}

unsigned fake_state(uint32_t intid)
{
	for (unsigned n = 0; n < GIC_LR_MAX; n++)
		if ((core()->lr[n] & ICH_LR_STATE) && ICH_LR_VINTID(core()->lr[n]) == intid)
			return (unsigned)(core()->lr[n] >> 62);
	return 0;
}

bool fake_maintenance(void)
{
	uint32_t hcr = core()->hcr;
	bool pending = false;

	for (unsigned n = 0; n < GIC_LR_MAX; n++) {
		uint64_t lr = core()->lr[n];

		pending |= (lr & ICH_LR_STATE) == ICH_LR_PENDING;
		if (!(lr & ICH_LR_STATE) && (lr & ICH_LR_EOI) && !(lr & ICH_LR_HW))
			return true;
	}
	return (hcr & (ICH_HCR_VGRP1EIE | ICH_HCR_VGRP1DIE)) ||
	       ((hcr & ICH_HCR_NPIE) && !pending) ||
	       ((hcr & ICH_HCR_LRENPIE) && ICH_HCR_EOICOUNT(hcr));
}

uint64_t fake_read(uint64_t ipa, uint8_t size)
{
	struct mmio_access a = {.ipa = {ipa}, .size = size, .value = 0xaaaaaaaaaaaaaaaa};

	bool known;

	do {
		a.retry = false;
		a.notify = 0;
		known = vgic_mmio(fake_cpu->current, &a);
		fake_tell(a.notify);
		for (unsigned i = 0; a.retry && i < FAKE_CPUS; i++)
			fake_serve(i);
	} while (a.retry);
	return known ? a.value : ~0ull;
}

void fake_write(uint64_t ipa, uint8_t size, uint64_t value)
{
	struct mmio_access a = {.ipa = {ipa}, .size = size, .value = value, .write = true};

	vgic_mmio(fake_cpu->current, &a);
	fake_tell(a.notify);
}

void fake_guest_init(void)
{
	bool v2 = vgic_is_v2();
	unsigned here = fake_cpu->index;

	for (unsigned n = 1; n <= FAKE_SPIS / 32; n++) {
		fake_write(FAKE_GICD + 0x80 + 4 * n, 4, ~0u);
		fake_write(FAKE_GICD + 0x100 + 4 * n, 4, ~0u);
	}
	for (unsigned i = 0; i < FAKE_CPUS; i++) {
		uint64_t frame = v2 ? FAKE_GICD : FAKE_GICR + i * 0x20000ull + 0x10000;

		fake_on(i);
		fake_write(frame + 0x80, 4, ~0u);
		fake_write(frame + 0x100, 4, ~0u);
	}
	fake_on(here);
	fake_write(FAKE_GICD, 4, 3);
	for (unsigned i = 0; i < FAKE_CPUS; i++)
		fake_serve(i);
}

void fake_start_guest(unsigned lrs)
{
	fake_start(3, lrs);
	fake_guest_init();
}

void fake_set_edge(uint32_t intid)
{
	uint64_t ipa = FAKE_GICD + 0xc00 + intid / 16 * 4;

	fake_write(ipa, 4, fake_read(ipa, 4) | 2ull << intid % 16 * 2);
}
