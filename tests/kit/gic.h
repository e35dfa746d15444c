/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interrupt controller as a bare guest uses it, GICv2 or GICv3 where QEMU's virt machine has it,
 * and the virtual timer. Interrupts stay masked in PSTATE: they end a WFI and are taken by polling.
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

/** The machine has a GICv3. */
int gic_v3(void);
/** Where the registers of this vCPU's private interrupts are. */
uint64_t gic_private_frame(void);
/** This vCPU's interface and its private interrupts, all of them off. */
void gic_init(void);
/** Let interrupt `intid` come to this vCPU. */
void gic_enable(uint32_t intid);
/** Acknowledge and end what is pending: its INTID, or GIC_NONE. */
uint32_t gic_take(void);
/** SGI `intid` to vCPU `cpu` (0 to 7). */
void gic_send(unsigned cpu, uint32_t intid);
/** Bits of the private interrupts that are enabled. */
uint32_t gic_private_enabled(void);

/** Prepare this vCPU for tick_wait(). */
void tick_init(void);
/** Wait by WFI until `deadline` (ticks of CNTVCT). */
void tick_wait(uint64_t deadline);
