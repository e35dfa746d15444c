/* SPDX-License-Identifier: BSD-3-Clause */
/* The physical interrupt controller, GICv2 or GICv3: one const table of operations is chosen at boot. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <arm/gic.h>

#define GIC_SGI_KICK 0 /* SGI by which cores call each other */
/* As Arm's cores have; of more, only these are used, so that scans are bounded. */
#define GIC_LR_MAX 4

/* GICv2, software SGI: 3 bits name the vCPU that sent it, in the place of a linked interrupt's pINTID. */
#define LR_SOURCE_SHIFT ICH_LR_PINTID_SHIFT

/* A vCPU's state in its core's virtual interface (IHI 0069, chapter 6). */
struct gic_virtual {
	uint64_t lr[GIC_LR_MAX]; /* as last known, in the format of ICH_LR<n>_EL2 on both GICs */
	uint32_t used;		 /* list registers that hold an interrupt */
	uint32_t hcr;		 /* ICH_HCR_EL2, GICH_HCR */
	uint32_t vmcr, ap0r[4], ap1r[4];
};

/* Bits that only a list register has that is pending, active, raises a maintenance interrupt, or holds an SPI. */
#define GIC_LR_ATTENTION (ICH_LR_STATE | ICH_LR_EOI | 0x3e0u)

/*
 * Keep the state of the interrupt that was listed as `*known`, from its list register `lr`: the hardware changes nothing else. The
 * list register of an interrupt that had ended isn't loaded, so `lr` may be that of another one that has ended. @return `lr`
 */
static inline uint64_t gic_lr_keep(uint64_t *known, uint64_t lr)
{
	*known = (*known & ~ICH_LR_STATE) | (lr & ICH_LR_STATE);
	return lr;
}

/* Private interrupts, list registers and the CPU interface are those of the calling core. */
struct gic_operations {
	/* Once, on the boot core: all SPIs off, then owned ones set up. */
	void (*init_distributor)(void);
	/* On each core: PPIs, SGIs, CPU interface, EOImode = 1. */
	void (*init_cpu)(void);
	uint32_t (*acknowledge)(void);	    /* INTID; its priority is dropped at once */
	void (*deactivate)(uint32_t intid); /* one that this core acknowledged */
	/* SGI GIC_SGI_KICK to core `cpu` (CPU index of the manifest). */
	void (*send_kick)(uint32_t cpu);
	void (*enable)(uint32_t intid, uint32_t cpu); /* SPI: route to `cpu` and enable */
	/* Set or clear the active state; SPI, or PPI of this core. */
	void (*set_active)(uint32_t intid, bool active);
	/*
	 * save() stores a vCPU's CPU interface and the states of its used list registers, and empties and disables them; it returns the
	 * bits that any of these registers had (GIC_LR_ATTENTION). load() loads all but the list registers again.
	 */
	uint64_t (*save)(struct gic_virtual *g);
	void (*load)(const struct gic_virtual *g);
	uint64_t (*read_lr)(unsigned n);
	void (*write_lr)(unsigned n, uint64_t value);
	/* Mask of the list registers whose interrupt has ended (ELRSR, EISR). */
	uint32_t (*finished)(void);
	/* A maintenance interrupt was acknowledged. True: it was about timers that ended, and nothing else is to do. */
	bool (*maintain)(void);
	void (*set_hcr)(uint32_t hcr);
	uint32_t (*read_hcr)(void); /* with EOIcount */
	uint32_t (*read_vmcr)(void);
};
extern const struct gic_operations gic_v2, gic_v3;
extern const struct gic_operations *gic;
extern uint32_t gic_lr_mask; /* the list registers that are used */
extern bool gic_dir_trapped; /* a guest's write to ICC_DIR_EL1 or GICC_DIR traps to EL2 */

/* The same for both controllers: SPIs, and private interrupts of the calling core. */
void gic_disable(uint32_t intid);
void gic_clear_pending(uint32_t intid);
/* Is the interrupt latched, or its level-sensitive line high? */
bool gic_is_pending(uint32_t intid);
