/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual distributor, of GICv3 (IHI 0069, 12.9: one security state, affinity routing) or GICv2 (IHI 0048, 4.3). */
#include "vgic/distributor.h"
#include "machine/speculation.h"
#include "vgic/hardware.h"
#include "vgic/redistributor.h"
#include "vgic/sgi.h"
#include "vgic/spill.h"

#define GICD_BANKED	 GICD_IGROUPR(0) /* registers by interrupt begin */
#define GICD_ICFGR_END	 GICD_ICFGR(64)
#define GICD_SGI_END	 GICD_SPENDSGIR(4)
#define GICD_IROUTER_END GICD_IROUTER(GIC_SPECIAL)

/* From the distributor: the second page of the CPU interface (docs/system-description.md). */
#define GUEST_GICC_DIR (GICD_SIZE + GICC_DIR)
#define GUEST_PAGE     0x1000u

#define CTLR_GROUPS (GICD_CTLR_GROUP0 | GICD_CTLR_GROUP1)

static vgic_notify write_ctlr(struct vcpu *v, uint32_t value)
{
	vgic_notify who = 0;

	spin_lock(&v->vm_state->vgic_lock);
	if (v->vm_state->vgic_enabled != (value & CTLR_GROUPS)) {
		v->vm_state->vgic_enabled = value & CTLR_GROUPS;
		who = vgic_changed_all(v);
	}
	return vgic_unlock(v, who);
}

static void access_control(struct vcpu *v, struct mmio_access *a, uint32_t offset)
{
	if (a->size != 4)
		return;
	if (a->write) {
		if (offset == GICD_CTLR)
			a->notify = write_ctlr(v, (uint32_t)a->value);
	} else if (offset == GICD_CTLR) {
		a->value =
		    v->vm_state->vgic_enabled | (vgic_is_v2() ? 0 : GICD_CTLR_ARE | GICD_CTLR_DS);
	} else if (offset == GICD_IIDR) {
		a->value = GICD_IIDR_ARM;
	}
}

static vgic_notify set_target(struct vcpu *v, struct vgic_bank *b, unsigned bank, unsigned i,
			      uint16_t target)
{
	uint32_t bit = 1u << i;

	if (b->target[i] == target)
		return 0;
	vgic_set_target(v->vm, b, bank, i, target);
	if (b->hardware & b->enabled & bit)
		vgic_hardware_enable(v, b, bit);
	return vgic_changed(v, b, bank, bit);
}

/*
 * GICv2: one byte for each interrupt, a mask of vCPUs; banked and read-only for the first 32 interrupts. With one vCPU
 * these registers read as zero (IHI 0048, 4.3.12).
 */
static void access_targets(struct vcpu *v, struct mmio_access *a, uint32_t first)
{
	unsigned bank = first / 32;
	struct vgic_bank *b = vgic_bank_at(v, bank);
	uint8_t all = (uint8_t)((1u << v->vm->vcpus.count) - 1);
	vgic_notify who = 0;

	if (!b || a->size > 4 || a->size == 2 || v->vm->vcpus.count == 1)
		return;
	spin_lock(&v->vm_state->vgic_lock);
	for (unsigned k = 0; k < a->size; k++) {
		unsigned i = (first + k) % 32;

		if (!a->write)
			a->value |= (bank ? (uint64_t)b->target[i] : 1u << v->config->index)
				    << 8 * k;
		else if (bank)
			who |= set_target(v, b, bank, i, (uint8_t)(a->value >> 8 * k) & all);
	}
	a->notify |= vgic_unlock(v, who);
}

static uint16_t find_affinity(const struct manifest_vm *vm, uint64_t affinity)
{
	for (uint32_t i = 0; i < vm->vcpus.count; i++)
		if (vgic_affinity(vgic_vcpu_at(vm, i)) == affinity)
			return (uint16_t)i;
	return VGIC_NO_VCPU;
}

/* GICv3: 64 bits for each interrupt, which may be accessed by halves. An affinity without a vCPU reads as zero. */
static void access_route(struct vcpu *v, struct mmio_access *a, uint32_t offset)
{
	unsigned intid = (offset - GICD_IROUTER(0)) / 8, bank = intid / 32, i = intid % 32;
	struct vgic_bank *b = bank ? vgic_bank_at(v, bank) : NULL;
	uint64_t route, mask = a->size == 8 ? ~0ull : 0xffffffffull << 8 * (offset & 4);

	if (!b || a->size < 4)
		return;
	route = b->target[i] < v->vm->vcpus.count ? vgic_affinity(vgic_vcpu_at(v->vm, b->target[i]))
						  : 0;
	if (!a->write) {
		a->value = a->size == 8 ? route : (uint32_t)(route >> 8 * (offset & 4));
		return;
	}
	route = (route & ~mask) | (a->value << 8 * (offset & 4) & mask);
	spin_lock(&v->vm_state->vgic_lock);
	a->notify |= vgic_unlock(
	    v, set_target(v, b, bank, i, find_affinity(v->vm, route & MPIDR_AFFINITY_MASK)));
}

/* Inlined, it costs each access 4 instructions. */
static void __attribute__((noinline))
access_distributor(struct vcpu *v, struct mmio_access *a, uint32_t offset)
{
	bool v2 = vgic_is_v2();

	if (offset < GICD_BANKED)
		access_control(v, a, offset);
	else if (offset < GICD_ITARGETSR(0) || (offset >= GICD_ICFGR(0) && offset < GICD_ICFGR_END))
		/* GICv3: private interrupts are the redistributor's. */
		vgic_bank_access(v, a, offset, v2 ? 0 : 1, v->vm->spi_count / VGIC_BANK_INTERRUPTS);
	else if (offset < GICD_ICFGR(0) && v2)
		access_targets(v, a, offset - GICD_ITARGETSR(0));
	else if (offset >= GICD_IROUTER(0) && offset < GICD_IROUTER_END)
		access_route(v, a, offset);
	else if (offset == GICD_SGIR && v2 && a->write && a->size == 4)
		a->notify = vgic_sgir(v, (uint32_t)a->value);
	else if (offset >= GICD_CPENDSGIR(0) && offset < GICD_SGI_END && v2)
		vgic_sgi_pending_access(v, a, offset - GICD_CPENDSGIR(0));
	else if (offset == (v2 ? GICD_V2_PIDR2 : GICD_PIDR2) && a->size == 4 && !a->write)
		a->value = v2 ? GICD_PIDR2_GICV2 : GICD_PIDR2_GICV3;
}

vgic_notify vgic_dir(struct vcpu *v, uint32_t intid)
{
	uint32_t bit = 1u << intid % 32, banks = v->vm->spi_count / VGIC_BANK_INTERRUPTS + 1;
	struct vgic_bank *b;

	if (intid / 32 >= banks || !(gic->read_vmcr() & ICH_VMCR_EOIM))
		return 0;
	b = vgic_bank_at(v, (unsigned)index_nospec(intid / 32, banks));
	spin_lock(&v->vm_state->vgic_lock);
	b->deactivate |= bit & b->listed;
	vgic_deactivate(b, bit & ~b->listed);
	return vgic_unlock(v, vgic_changed(v, b, intid / 32, bit));
}

/* The page of GICC_DIR, which isn't mapped: write-only. */
static void access_dir(struct vcpu *v, struct mmio_access *a, uint64_t offset)
{
	if (a->write && a->size == 4 && offset == GUEST_GICC_DIR)
		a->notify = vgic_dir(v, GICC_IAR_INTID(a->value));
}

bool vgic_mmio(struct vcpu *v, struct mmio_access *a)
{
	uint64_t offset = a->ipa.value - v->vm->gicd_ipa, redistributor = v->vm->gicr_ipa;

	if (!a->write)
		a->value = 0;
	if (offset < (redistributor ? GICD_SIZE : GICD_V2_SIZE)) {
		if (!(offset & (a->size - 1u)))
			access_distributor(v, a, (uint32_t)offset);
		return true;
	}
	if (!redistributor && offset - GUEST_GICC_DIR < GUEST_PAGE) {
		access_dir(v, a, offset);
		return true;
	}
	offset = a->ipa.value - redistributor;
	if (!redistributor || offset >> 17 >= v->vm->vcpus.count)
		return false;
	offset = index_nospec(offset, (uint64_t)v->vm->vcpus.count << GICR_STRIDE_SHIFT);
	if (!(offset & (a->size - 1u)))
		vgic_redist_access(v, a, offset);
	return true;
}
