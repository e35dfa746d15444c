/* SPDX-License-Identifier: BSD-3-Clause */
/* GICv2 with the virtualization extensions (IHI 0048): all registers are in memory. */
#include "machine/cpu.h"
#include "machine/gic.h"
#include "machine/gic_setup.h"

#define GICV2_CPUS 8

#define GICH_LR_ID_MASK	    0x3ffu
#define GICH_LR_STATE_SHIFT 28 /* the state is as in ICH_LR, where it begins with bit 62 */
#define ICH_LR_STATE_SHIFT  62

static uint8_t interface[GICV2_CPUS]; /* mask of a core's CPU interface, as in ITARGETSR */

#define dist(offset) pa_of(manifest->board.gicd, offset)
#define gicc(offset) pa_of(manifest->board.gicc, offset)
#define gich(offset) pa_of(manifest->board.gich, offset)

static void enable(uint32_t intid, uint32_t cpu)
{
	mmio_write8(dist(GICD_ITARGETSR(0) + intid), interface[cpu % GICV2_CPUS]);
	mmio_write32(dist(GICD_ISENABLER(intid / 32)), 1u << intid % 32);
}

/* One security state: group 0, which CPU interfaces signal as IRQ. With firmware at EL3, our interrupts are in group 1. */
#define GROUPS 0

static __attribute__((cold)) void init_distributor(void)
{
	mmio_write32(dist(GICD_CTLR), 0);
	gic_reset_spis(&manifest->board, GROUPS);
	mmio_write32(dist(GICD_CTLR), GICD_CTLR_ENABLE);
}

static void write_lr(unsigned n, uint64_t value);

static __attribute__((cold)) void init_cpu(void)
{
	unsigned count = ICH_VTR_LIST_REGISTERS(mmio_read32(gich(GICH_VTR)));
	uint32_t cpu = cpu_current()->index;

	/* A core knows its interface from the banked targets of its private interrupts. One core: no such register. */
	interface[cpu % GICV2_CPUS] = (uint8_t)mmio_read32(dist(GICD_ITARGETSR(0))) ?: 1;
	gic_lr_mask = (1u << (count < GIC_LR_MAX ? count : GIC_LR_MAX)) - 1;
	gic_dir_trapped = true; /* its page isn't mapped */
	gic_reset_bank(manifest->board.gicd, 0, GROUPS);
	gic_enable_own(&manifest->board, manifest->board.gicd, cpu);
	mmio_write32(gich(GICH_HCR), 0);
	for (unsigned n = 0; gic_lr_mask >> n; n++)
		write_lr(n, 0);
	mmio_write32(gicc(GICC_PMR), GIC_PRIORITY_MIN);
	mmio_write32(gicc(GICC_BPR), 0);
	mmio_write32(gicc(GICC_CTLR), GICC_CTLR_ENABLE | GICC_CTLR_EOIMODE);
}

static uint32_t acknowledge(void)
{
	uint32_t iar = mmio_read32(gicc(GICC_IAR)), intid = GICC_IAR_INTID(iar);

	if (intid < GIC_SPECIAL)
		mmio_write32(gicc(GICC_EOIR), iar);
	/* The end of an SGI must name its source, which only this driver knows. */
	if (intid < 16)
		mmio_write32(gicc(GICC_DIR), iar);
	return intid;
}

static void deactivate(uint32_t intid)
{
	if (intid >= 16)
		mmio_write32(gicc(GICC_DIR), intid);
}

static void send_kick(uint32_t cpu)
{
	dsb(ishst);
	mmio_write32(dist(GICD_SGIR), (uint32_t)interface[cpu % GICV2_CPUS] << 16 | GIC_SGI_KICK);
}

static void set_active(uint32_t intid, bool active)
{
	mmio_write32(dist(active ? GICD_ISACTIVER(intid / 32) : GICD_ICACTIVER(intid / 32)),
		     1u << intid % 32);
	dsb(sy); /* the interrupt is active before its source, a timer, is enabled again */
}

/*
 * QEMU's GICv2 doesn't look at the physical interrupts again when a guest ends a linked one. A timer whose line rose
 * again in the meantime would be lost until another event. So the hardware doesn't link timers: their end raises a
 * maintenance interrupt, and end_timers() deactivates them. The other files see them as linked. This mask says which list
 * registers of a core hold a timer, because an interrupt that isn't linked may have a maintenance interrupt, too.
 */
static uint8_t timer_lrs[GICV2_CPUS];
_Static_assert(GIC_LR_MAX <= 8, "a bit for each list register");

static uint8_t *timers(void)
{
	return &timer_lrs[cpu_current()->index % GICV2_CPUS];
}

static uint64_t read_lr(unsigned n)
{
	uint32_t v2 = mmio_read32(gich(GICH_LR(n)));
	uint64_t lr = v2 & GICH_LR_ID_MASK;

	if (*timers() >> n & 1)
		v2 = (v2 & ~GICH_LR_EOI) | GICH_LR_HW |
		     (v2 & GICH_LR_ID_MASK) << GICH_LR_PINTID_SHIFT;
	lr |= (uint64_t)(v2 >> GICH_LR_PINTID_SHIFT & GICH_LR_ID_MASK) << ICH_LR_PINTID_SHIFT;
	lr |= (uint64_t)(v2 >> GICH_LR_PRIORITY_SHIFT & 31) << (ICH_LR_PRIORITY_SHIFT + 3);
	lr |= (uint64_t)(v2 >> GICH_LR_STATE_SHIFT & 3) << ICH_LR_STATE_SHIFT;
	return lr | (v2 & GICH_LR_GROUP1 ? ICH_LR_GROUP1 : 0) | (v2 & GICH_LR_HW ? ICH_LR_HW : 0);
}

/* A private interrupt that is linked is a timer's. */
static void write_lr(unsigned n, uint64_t lr)
{
	uint32_t v2 = (uint32_t)(lr & GICH_LR_ID_MASK);

	*timers() &= (uint8_t) ~(1u << n);
	if ((lr & ICH_LR_HW) && v2 < GIC_SPI_FIRST) {
		*timers() |= (uint8_t)(1u << n);
		lr &= ~ICH_LR_HW;
		v2 |= GICH_LR_EOI;
	} else {
		v2 |= ICH_LR_PINTID(lr) << GICH_LR_PINTID_SHIFT;
	}
	/* The two bits of each field lie side by side in both formats. */
	v2 |= lr >> (ICH_LR_PRIORITY_SHIFT + 3 - GICH_LR_PRIORITY_SHIFT) &
	      31u << GICH_LR_PRIORITY_SHIFT;
	v2 |= lr >> (ICH_LR_STATE_SHIFT - GICH_LR_STATE_SHIFT) & 3u << GICH_LR_STATE_SHIFT;
	v2 |= lr >> 30 & (GICH_LR_GROUP1 | GICH_LR_HW);
	mmio_write32(gich(GICH_LR(n)), v2);
}

/* Deactivate the timers that have ended, and end their maintenance interrupts. @return the list registers that had one */
static uint32_t end_timers(void)
{
	uint8_t *mine = timers();
	uint32_t ended = mmio_read32(gich(GICH_EISR)), m = ended & *mine;

	*mine &= (uint8_t)~m;
	for (; m; m &= m - 1) {
		pa_t lr = gich(GICH_LR((unsigned)__builtin_ctz(m)));
		uint32_t intid = mmio_read32(lr) & GICH_LR_ID_MASK;

		mmio_write32(lr, intid);
		mmio_write32(gicc(GICC_DIR), intid);
	}
	return ended;
}

static uint32_t finished(void)
{
	uint32_t ended = end_timers();

	return mmio_read32(gich(GICH_ELRSR)) | ended;
}

static bool maintain(void)
{
	end_timers();
	return !mmio_read32(gich(GICH_MISR));
}

static void set_hcr(uint32_t hcr)
{
	mmio_write32(gich(GICH_HCR), hcr & ~ICH_HCR_TDIR);
}

static uint32_t read_hcr(void)
{
	return mmio_read32(gich(GICH_HCR));
}

static uint32_t read_vmcr(void)
{
	return mmio_read32(gich(GICH_VMCR));
}

/* A timer that has ended has a maintenance interrupt, too. */
static uint64_t save(struct gic_virtual *g)
{
	mmio_write32(gich(GICH_HCR), 0);
	g->vmcr = mmio_read32(gich(GICH_VMCR));
	g->ap0r[0] = mmio_read32(gich(GICH_APR));
	for (uint32_t m = g->used; m; m &= m - 1) {
		unsigned n = (unsigned)__builtin_ctz(m);

		g->lr[n] = read_lr(n);
		if ((g->lr[n] & ICH_LR_HW) && !(g->lr[n] & ICH_LR_STATE) &&
		    ICH_LR_PINTID(g->lr[n]) < 32)
			set_active(ICH_LR_PINTID(g->lr[n]), false); /* a timer that just ended */
		write_lr(n, 0);
	}
	return g->used ? GIC_LR_ATTENTION : 0;
}

static void load(const struct gic_virtual *g)
{
	mmio_write32(gich(GICH_VMCR), g->vmcr);
	mmio_write32(gich(GICH_APR), g->ap0r[0]);
	set_hcr(g->hcr);
}

const struct gic_operations gic_v2 = GIC_OPERATIONS;
