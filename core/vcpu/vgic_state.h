/* SPDX-License-Identifier: BSD-3-Clause */
/* State of the virtual interrupt controllers: 32 interrupts each (struct vgic_bank), and a vCPU's part. */
#pragma once
#include <stdint.h>
#include "machine/gic.h"

#define VGIC_BANK_INTERRUPTS 32
#define VGIC_NO_VCPU	     0xffff

/*
 * 32 interrupts, one bit each. A bank of a vCPU holds its SGIs and PPIs (INTID 0..31), the banks of a VM
 * its SPIs. The state of an interrupt that is `listed` lies in a list register of vCPU `holder`; what changes
 * about it meanwhile is noted here and applied when that vCPU's core looks (vgic_flush).
 */
struct vgic_bank {
	uint32_t enabled, group, edge;
	uint32_t pending; /* latched: an edge, a write to ISPENDR, or a physical interrupt */
	uint32_t line;	  /* software level-sensitive line is high */
	uint32_t active;  /* active, but not listed (yet) */
	uint32_t listed;
	uint32_t held;	     /* physical interrupt is active and waits for a list register */
	uint32_t unpend;     /* listed: ICPENDR was written */
	uint32_t deactivate; /* listed: ICACTIVER was written */
	uint32_t hardware;   /* SPI: the VM owns physical interrupt intid[] */
	uint32_t reserved[5];
	union {
		uint8_t priority[VGIC_BANK_INTERRUPTS];
		uint32_t priority_word[VGIC_BANK_INTERRUPTS / 4];
	};
	/* SPI, GICv3: index of the vCPU in its VM or VGIC_NO_VCPU. GICv2: mask of vCPUs as in ITARGETSR. */
	uint16_t target[VGIC_BANK_INTERRUPTS];
	uint16_t intid[VGIC_BANK_INTERRUPTS];
	uint16_t holder[VGIC_BANK_INTERRUPTS]; /* private interrupt: its list register */
};

/* Bytes that the compiler reserves for each SPI of a VM (bulkhead_core_header.virq_size). */
struct vgic_spi {
	uint8_t share_of_bank[9];
};
_Static_assert(sizeof(struct vgic_bank) == VGIC_BANK_INTERRUPTS * sizeof(struct vgic_spi),
	       "bank size");

struct vgic_vcpu {
	struct gic_virtual interface;
	uint32_t spi_banks;	 /* banks of SPIs where something may be pending for this vCPU */
	uint8_t loaded;		 /* its interface is in its core's hardware */
	uint8_t recheck;	 /* something changed about a listed interrupt */
	uint8_t asleep;		 /* GICR_WAKER.ProcessorSleep */
	uint8_t sgi_sources[16]; /* GICv2: mask of vCPUs that sent each pending SGI */
	struct vgic_bank private;
};
