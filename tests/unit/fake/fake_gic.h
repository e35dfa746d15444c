/* SPDX-License-Identifier: BSD-3-Clause */
/* A machine of the tests: two cores with a fake interrupt controller, one VM with a vCPU on each. */
#pragma once
#include "vgic/distributor.h"
#include "vgic/inject.h"
#include "vgic/reset.h"
#include "vgic/sgi.h"
#include "vgic/spill.h"

#define FAKE_CPUS	   2
#define FAKE_SPIS	   64
#define FAKE_GICD	   0x8000000u
#define FAKE_GICR	   0x80a0000u
#define FAKE_GICR_SGI	   (FAKE_GICR + 0x10000) /* the frame of SGIs and PPIs */
#define FAKE_NONE	   1023			 /* acknowledged: nothing pending */
#define FAKE_HW_INTID	   70 /* physical SPI that the VM owns as FAKE_HW_VIRQ, level-sensitive */
#define FAKE_HW_VIRQ	   40
#define FAKE_HW_EDGE_INTID 71
#define FAKE_HW_EDGE_VIRQ  41
#define FAKE_INTIDS	   96

struct fake_core {
	uint64_t lr[GIC_LR_MAX];
	uint32_t hcr, vmcr;
	uint32_t ppi_active;
	unsigned lr_writes;
};
extern struct fake_core fake_cores[FAKE_CPUS];
/* Of physical interrupts; `low`: the line of a level-sensitive one, that was high when it became active, isn't any more. */
extern uint8_t fake_active[FAKE_INTIDS], fake_enabled[FAKE_INTIDS], fake_low[FAKE_INTIDS];
extern uint32_t fake_route[FAKE_INTIDS];
extern unsigned fake_kicks[FAKE_CPUS]; /* by vCPU */
extern struct cpu *fake_cpu;	       /* the core that acts */

/* Power on: GIC version 2 or 3, `lrs` list registers a core, both vCPUs loaded and current on their cores. */
void fake_start(unsigned version, unsigned lrs);
struct vcpu *fake_vcpu(unsigned index);
/* What follows happens on this core. */
void fake_on(unsigned cpu);
/* The vCPUs `who` must look: that of this core does. */
void fake_tell(vgic_notify who);
/* The core serves kicks that its vCPU got. */
void fake_serve(unsigned cpu);

/* The guest on this core acknowledges: INTID, or 1023. Its active interrupts don't mask others. */
uint32_t fake_acknowledge(void);
/* The guest ends an interrupt that it acknowledged. False: no list register has it active. */
bool fake_end(uint32_t intid);
/* State of an interrupt in the list registers of this core: 0 none, 1 pending, 2 active, 3 both. */
unsigned fake_state(uint32_t intid);
bool fake_maintenance(void);

uint64_t fake_read(uint64_t ipa, uint8_t size);
void fake_write(uint64_t ipa, uint8_t size, uint64_t value);
/* Set up as an operating system does: groups enabled, all interrupts group 1 and enabled. */
void fake_guest_init(void);
/* GICv3 with `lrs` list registers a core, set up as an operating system does. */
void fake_start_guest(unsigned lrs);
/* The guest makes the interrupt edge-triggered. */
void fake_set_edge(uint32_t intid);
