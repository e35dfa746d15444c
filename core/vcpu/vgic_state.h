/* SPDX-License-Identifier: BSD-3-Clause */
/* State of the virtual interrupt controllers: banks of 32 interrupts (struct vgic_bank), and each vCPU's part (struct vgic_vcpu). */
#pragma once
#include <stdint.h>
#include "machine/gic.h"

#define VGIC_BANK_INTERRUPTS 32
#define VGIC_BANKS	     32 /* of 1,020 interrupts */
#define VGIC_LEVELS	     32 /* priorities that differ */
#define VGIC_SGIS	     16
#define VGIC_NO_VCPU	     0xffff

/*
 * 32 interrupts, one bit each. A bank of a vCPU holds its SGIs and PPIs (INTID 0..31), the banks of a VM
 * its SPIs. The state of an interrupt that is `listed` lies in a list register of vCPU `holder`. Changes of
 * such an interrupt are noted here, and applied when the holder's core calls vgic_flush().
 */
struct vgic_bank {
	uint32_t enabled, group, edge;
	uint32_t pending; /* latched: an edge, or a write to ISPENDR */
	uint32_t line;	  /* software level-sensitive line is high */
	uint32_t active;
	uint32_t listed;
	/* The physical interrupt is active, and no list register is linked to it. The virtual one is pending (`held`) or active (`linked`). */
	uint32_t held, linked;
	uint32_t latched;    /* listed: `pending` was set, not `line` alone */
	uint32_t unpend;     /* listed: ICPENDR was written */
	uint32_t deactivate; /* listed: ICACTIVER was written */
	uint32_t hardware;   /* SPI: the VM owns physical interrupt intid[] */
	uint32_t reserved[3];
	union {
		uint8_t priority[VGIC_BANK_INTERRUPTS];
		uint32_t priority_word[VGIC_BANK_INTERRUPTS / 4];
		uint64_t priority_doubleword[VGIC_BANK_INTERRUPTS / 8];
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

/* Work for a vCPU's core at its next vgic_flush() (vgic_vcpu.work). */
#define VGIC_WORK_LISTED 1u /* a listed interrupt has changed */
#define VGIC_WORK_RESCAN 2u /* `waiting` has to be built anew */
#define VGIC_WORK_SEND	 4u /* SGIs are on their way (`unsent`) */
#define VGIC_WORK_TELL	 8u /* other vCPUs have to look (`untold`) */

struct vgic_vcpu {
	struct gic_virtual interface;
	/*
	 * Interrupts that may wait for a list register: their priorities, the most urgent in bit 0, and the banks for each.
	 * No waiting interrupt is missing here; a stale entry is removed when its turn comes.
	 */
	uint32_t levels;
	uint32_t waiting[VGIC_LEVELS];
	uint32_t work;
	/* Private interrupts that may be listed without a search: they are enabled, and no interrupt waits. */
	uint32_t direct;
	uint8_t loaded; /* the vCPU's interface is in its core's hardware */
	uint8_t kept;	/* list registers held pending or active interrupts when it was saved */
	uint8_t asked;	/* the vCPU waits for the state in another core's list registers */
	uint8_t asleep; /* GICR_WAKER.ProcessorSleep */
	/*
	 * INTIDs of acknowledged interrupts that aren't in list registers (any more), by priority, for an end that
	 * doesn't say which interrupt has ended (EOImode 0).
	 */
	uint32_t spilled_levels;
	uint16_t spilled[VGIC_LEVELS];
	uint8_t sgi_sources[VGIC_SGIS]; /* GICv2: mask of vCPUs that sent each pending SGI */
	uint32_t sending;		/* SGIs of this vCPU that haven't reached all targets */
	uint64_t unsent[VGIC_SGIS];	/* mask of the targets that each still has to reach */
	uint64_t untold;
	struct vgic_bank private;
	/* SPIs that target this vCPU. A reset of the vCPU keeps this. */
	uint32_t targeted[VGIC_BANKS];
};
