/* SPDX-License-Identifier: BSD-3-Clause */
/* The physical interrupt controller, GICv2 or GICv3: one const table of operations is chosen at boot. */
#pragma once
#include <stdint.h>
#include "vcpu.h"

#define GIC_SPURIOUS 1020 /* this INTID and higher: nothing to handle */
#define GIC_SGI_KICK 0	  /* SGI by which cores call each other */

struct gic_operations {
	void (*init_distributor)(void); /* once, on the boot core: all SPIs off, then owned ones set up */
	void (*init_cpu)(void);		/* on each core: PPIs, SGIs, CPU interface, EOImode = 1, ICH/GICH on */
	uint32_t (*acknowledge)(void);	/* INTID */
	void (*drop)(uint32_t intid);	/* priority drop */
	void (*deactivate)(uint32_t intid);
	void (*send_kick)(uint32_t cpu); /* SGI GIC_SGI_KICK to core `cpu` (CPU index of the manifest) */
	void (*enable)(uint32_t intid, uint32_t cpu); /* SPI: route to `cpu` and enable */
	void (*disable)(uint32_t intid);
	void (*save)(struct vgic_vcpu *g);	/* list registers and control to memory */
	void (*load)(const struct vgic_vcpu *g);
	uint64_t (*read_lr)(unsigned n);
	void (*write_lr)(unsigned n, uint64_t value);
};
extern const struct gic_operations gic_v2, gic_v3;
extern const struct gic_operations *gic;
