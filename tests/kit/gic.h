/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interrupt controller as a bare guest uses it, a GICv2 or GICv3 at the addresses of QEMU's virt machine, and the virtual
 * timer. Interrupts stay masked in PSTATE: they end a WFI and are taken by polling.
 */
#pragma once
#include <stdint.h>
#include <arm/gic.h>

#define GICD_BASE  0x08000000ull
#define GICC_BASE  0x08010000ull
#define GICR_BASE  0x080a0000ull
#define GIC_VTIMER 27
#define GIC_PTIMER 30
#define GIC_NONE   GIC_SPURIOUS_ID

static inline volatile uint32_t *reg(uint64_t address)
{
	return (volatile uint32_t *)address;
}

/** Does the machine have a GICv3? */
int gic_v3(void);
/** The address of the registers of this vCPU's private interrupts. */
uint64_t gic_private_frame(void);
/** Set up this vCPU's interface, with all of its private interrupts off. */
void gic_init(void);
/** Enable interrupt `intid` and direct it to this vCPU. */
void gic_enable(uint32_t intid);
/** Acknowledge and end a pending interrupt. @return its INTID, or GIC_NONE */
uint32_t gic_take(void);
/** Send SGI `intid` to vCPU `cpu` (0 to 7). */
void gic_send(unsigned cpu, uint32_t intid);
/** @return the bits of the private interrupts that are enabled */
uint32_t gic_private_enabled(void);

/** Prepare this vCPU for tick_wait(). */
void tick_init(void);
/** Wait by WFI until `deadline` (ticks of CNTVCT). */
void tick_wait(uint64_t deadline);
