/* SPDX-License-Identifier: BSD-3-Clause */
/* The tests' machine: two cores with a fake interrupt controller, and one VM with a vCPU on each core. */
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
/* State of physical interrupts. `low`: the line of a level-sensitive interrupt was high when it became active, and has fallen
 * since. */
extern uint8_t fake_active[FAKE_INTIDS], fake_enabled[FAKE_INTIDS], fake_low[FAKE_INTIDS];
extern uint32_t fake_route[FAKE_INTIDS];
extern unsigned fake_kicks[FAKE_CPUS]; /* indexed by vCPU */
extern struct cpu *fake_cpu;	       /* the core that the tests act on */

/* Power on: GIC version 2 or 3, `lrs` list registers a core, both vCPUs loaded and current on their cores. */
void fake_start(unsigned version, unsigned lrs);
struct vcpu *fake_vcpu(unsigned index);
/* The following actions happen on this core. */
void fake_on(unsigned cpu);
/* The vCPUs `who` must look for requests: the vCPU of this core does. */
void fake_tell(vgic_notify who);
/* The core handles the kicks that its vCPU got. */
void fake_serve(unsigned cpu);

/* The guest on this core acknowledges an interrupt. Returns its INTID, or 1023. Active interrupts don't mask others. */
uint32_t fake_acknowledge(void);
/* The guest ends an interrupt that it acknowledged. Returns false if no list register has it active. */
bool fake_end(uint32_t intid);
/* Returns the state of an interrupt in this core's list registers: 0 none, 1 pending, 2 active, 3 both. */
unsigned fake_state(uint32_t intid);
bool fake_maintenance(void);

uint64_t fake_read(uint64_t ipa, uint8_t size);
void fake_write(uint64_t ipa, uint8_t size, uint64_t value);
/* Sets the controller up as an operating system does: groups enabled, all interrupts in group 1 and enabled. */
void fake_guest_init(void);
/* Powers on a GICv3 with `lrs` list registers a core, and sets it up as an operating system does. */
void fake_start_guest(unsigned lrs);
/* The guest makes the interrupt edge-triggered. */
void fake_set_edge(uint32_t intid);
