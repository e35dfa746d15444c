/* SPDX-License-Identifier: BSD-3-Clause */
/* The physical interrupt controller, GICv2 or GICv3: one const table of operations is chosen at boot. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "vcpu/vcpu.h"

#define GIC_SPURIOUS 1020 /* this INTID and higher: nothing to handle */
#define GIC_SGI_KICK 0	  /* SGI by which cores call each other */

/* List registers, in the format of ICH_LR<n>_EL2 (IHI 0069, 12.4) also on GICv2, whose fields fit in. */
#define LR_INTID(lr)	  ((uint32_t)(lr))
#define LR_PINTID_SHIFT	  32
#define LR_PINTID_MASK	  (0x3ffull << LR_PINTID_SHIFT)
#define LR_PINTID(lr)	  ((uint32_t)((lr) >> LR_PINTID_SHIFT & 0x3ff))
#define LR_SOURCE_SHIFT	  32	       /* GICv2, software SGI: vCPU that sent it, 3 bits */
#define LR_EOI		  (1ull << 41) /* software interrupt: maintenance interrupt at its end */
#define LR_PRIORITY(lr)	  ((uint8_t)((lr) >> 48))
#define LR_PRIORITY_SHIFT 48
#define LR_GROUP1	  (1ull << 60)
#define LR_HW		  (1ull << 61)
#define LR_PENDING	  (1ull << 62)
#define LR_ACTIVE	  (1ull << 63)
#define LR_STATE	  (LR_PENDING | LR_ACTIVE)

/* ICH_HCR_EL2 and GICH_HCR. */
#define GIC_CONTROL_ENABLE 1u
/* UIE: maintenance interrupt while at most one list register is used */
#define GIC_CONTROL_UNDERFLOW 2u

/* Interrupt masks are for the core that calls. */
struct gic_operations {
	void (*init_distributor)(
	    void);		/* once, on the boot core: all SPIs off, then owned ones set up */
	void (*init_cpu)(void); /* on each core: PPIs, SGIs, CPU interface, EOImode = 1 */
	uint32_t (*acknowledge)(void);	    /* INTID; its priority is dropped at once */
	void (*deactivate)(uint32_t intid); /* one that this core acknowledged */
	void (*send_kick)(
	    uint32_t cpu); /* SGI GIC_SGI_KICK to core `cpu` (CPU index of the manifest) */
	void (*enable)(uint32_t intid, uint32_t cpu); /* SPI: route to `cpu` and enable */
	void (*disable)(uint32_t intid);
	/* Set or clear the active state; SPI, or PPI of this core. */
	void (*set_active)(uint32_t intid, bool active);
	void (*clear_pending)(uint32_t intid);
	/* CPU interface and used list registers of a vCPU to memory, list registers empty and off; and back. */
	void (*save)(struct vgic_vcpu *g);
	void (*load)(const struct vgic_vcpu *g);
	uint64_t (*read_lr)(unsigned n);
	void (*write_lr)(unsigned n, uint64_t value);
	uint32_t (*finished)(
	    void); /* mask of list registers whose interrupt has ended (ELRSR, EISR) */
	void (*set_control)(uint32_t control);
};
extern const struct gic_operations gic_v2, gic_v3;
extern const struct gic_operations *gic;
extern uint32_t gic_lr_mask; /* the list registers that the hardware has */
