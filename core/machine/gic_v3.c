/* SPDX-License-Identifier: BSD-3-Clause */
/* GICv3 and later, with system registers (IHI 0069). */
#include "machine/cpu.h"
#include "machine/gic.h"
#include "machine/gic_setup.h"

static unsigned preemption_registers; /* ICH_AP<g>R<n>_EL2 that exist */

#define dist(offset) pa_of(manifest->board.gicd, offset)

static pa_t redist(uint32_t offset)
{
	return pa_of(cpu_current()->config->gicr, GICR_SGI + offset);
}

static void wait_distributor(void)
{
	while (mmio_read32(dist(GICD_CTLR)) & GICD_CTLR_RWP)
		;
}

static void enable(uint32_t intid, uint32_t cpu)
{
	mmio_write64(dist(GICD_IROUTER(intid)), manifest->cpus[cpu].mpidr & MPIDR_AFFINITY_MASK);
	mmio_write32(dist(GICD_ISENABLER(intid / 32)), 1u << intid % 32);
}

static __attribute__((cold)) void init_distributor(void)
{
	mmio_write32(dist(GICD_CTLR), GICD_CTLR_ARE);
	wait_distributor();
	gic_reset_spis(&manifest->board, ~0u);
	wait_distributor();
	mmio_write32(dist(GICD_CTLR), GICD_CTLR_ARE | GICD_CTLR_GROUP1);
}

static void init_redistributor(void)
{
	uint64_t base = cpu_current()->config->gicr;

	mmio_write32(pa_of(base, GICR_WAKER),
		     mmio_read32(pa_of(base, GICR_WAKER)) & ~GICR_WAKER_PROCESSOR_SLEEP);
	while (mmio_read32(pa_of(base, GICR_WAKER)) & GICR_WAKER_CHILDREN_ASLEEP)
		;
	gic_reset_bank(base + GICR_SGI, 0, ~0u);
	while (mmio_read32(pa_of(base, GICR_CTLR)) & GICR_CTLR_RWP)
		;
	gic_enable_own(&manifest->board, base + GICR_SGI, cpu_current()->index);
}

static __attribute__((cold)) void init_cpu(void)
{
	uint64_t vtr;
	unsigned bits, count;

	sysreg_write(icc_sre_el2, (ICC_SRE_SRE | ICC_SRE_DFB | ICC_SRE_DIB));
	isb();
	sysreg_write(icc_sre_el1, (ICC_SRE_SRE | ICC_SRE_DFB | ICC_SRE_DIB));
	isb();
	init_redistributor();
	vtr = sysreg_read(ich_vtr_el2);
	bits = ICH_VTR_PREEMPTION_BITS(vtr);
	preemption_registers = bits <= 5 ? 1 : 1u << (bits - 5);
	count = ICH_VTR_LIST_REGISTERS(vtr);
	gic_lr_mask = (1u << (count < GIC_LR_MAX ? count : GIC_LR_MAX)) - 1;
	gic_dir_trapped = (vtr & ICH_VTR_TDS) != 0;
	sysreg_write(ich_hcr_el2, 0);
	for (unsigned n = 0; gic_lr_mask >> n; n++)
		gic_v3.write_lr(n, 0);
	sysreg_write(icc_pmr_el1, GIC_PRIORITY_MIN);
	sysreg_write(icc_bpr1_el1, 0);
	sysreg_write(icc_ctlr_el1, ICC_CTLR_EOIMODE);
	sysreg_write(icc_igrpen1_el1, 1);
	isb();
}

static uint32_t acknowledge(void)
{
	uint64_t intid = sysreg_read(icc_iar1_el1);

	dsb(sy);
	if (intid < GIC_SPECIAL)
		sysreg_write(icc_eoir1_el1, intid);
	isb();
	return (uint32_t)intid;
}

static void deactivate(uint32_t intid)
{
	sysreg_write(icc_dir_el1, intid);
	isb();
}

static void send_kick(uint32_t cpu)
{
	uint64_t mpidr = manifest->cpus[cpu].mpidr;

	sysreg_write(icc_sgi1r_el1, ICC_SGIR_CLUSTER(mpidr) |
					(uint64_t)GIC_SGI_KICK << ICC_SGIR_INTID_SHIFT |
					1u << (mpidr & 15));
	isb();
}

static void set_active(uint32_t intid, bool active)
{
	uint32_t bit = 1u << intid % 32;

	if (intid >= 32) {
		mmio_write32(dist(active ? GICD_ISACTIVER(intid / 32) : GICD_ICACTIVER(intid / 32)),
			     bit);
	} else if (active) {
		mmio_write32(redist(GICD_ISACTIVER(0)), bit);
		dsb(sy); /* the interrupt is active before its source, a timer, is enabled again */
	} else {
		deactivate(intid);
	}
}

/* System registers can't be indexed; a switch becomes a tree of comparisons. */
static uint64_t read_lr(unsigned n)
{
	if (n & 2)
		return n & 1 ? sysreg_read(ich_lr3_el2) : sysreg_read(ich_lr2_el2);
	return n & 1 ? sysreg_read(ich_lr1_el2) : sysreg_read(ich_lr0_el2);
}

static void write_lr(unsigned n, uint64_t value)
{
	if (n == 0)
		sysreg_write(ich_lr0_el2, value);
	else if (n == 1)
		sysreg_write(ich_lr1_el2, value);
	else if (n == 2)
		sysreg_write(ich_lr2_el2, value);
	else
		sysreg_write(ich_lr3_el2, value);
}

static uint32_t finished(void)
{
	return (uint32_t)(sysreg_read(ich_elrsr_el2) | sysreg_read(ich_eisr_el2));
}

static bool maintain(void)
{
	return false;
}

static void set_hcr(uint32_t hcr)
{
	sysreg_write(ich_hcr_el2, hcr);
}

static uint32_t read_hcr(void)
{
	return (uint32_t)sysreg_read(ich_hcr_el2);
}

static uint32_t read_vmcr(void)
{
	return (uint32_t)sysreg_read(ich_vmcr_el2);
}

#define EACH_HIGH_AP(f) f(1) f(2) f(3)

static uint64_t save(struct gic_virtual *g)
{
	uint64_t bits = 0;

	sysreg_write(ich_hcr_el2, 0);
	g->vmcr = (uint32_t)sysreg_read(ich_vmcr_el2);
	g->ap0r[0] = (uint32_t)sysreg_read(ich_ap0r0_el2);
	g->ap1r[0] = (uint32_t)sysreg_read(ich_ap1r0_el2);
#define SAVE(i)                                                        \
	if (preemption_registers > i) {                                \
		g->ap0r[i] = (uint32_t)sysreg_read(ich_ap0r##i##_el2); \
		g->ap1r[i] = (uint32_t)sysreg_read(ich_ap1r##i##_el2); \
	}
	if (preemption_registers > 1) { /* one test for all: a test costs 2 instructions */
		EACH_HIGH_AP(SAVE)
	}
	for (uint32_t m = g->used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);

		bits |= gic_lr_keep(&g->lr[n], read_lr(n));
		write_lr(n, 0);
	}
	return bits;
}

static void load(const struct gic_virtual *g)
{
	sysreg_write(ich_vmcr_el2, g->vmcr);
	sysreg_write(ich_ap0r0_el2, g->ap0r[0]);
	sysreg_write(ich_ap1r0_el2, g->ap1r[0]);
#define LOAD(i)                                              \
	if (preemption_registers > i) {                      \
		sysreg_write(ich_ap0r##i##_el2, g->ap0r[i]); \
		sysreg_write(ich_ap1r##i##_el2, g->ap1r[i]); \
	}
	if (preemption_registers > 1) {
		EACH_HIGH_AP(LOAD)
	}
	sysreg_write(ich_hcr_el2, g->hcr);
}

const struct gic_operations gic_v3 = GIC_OPERATIONS;
