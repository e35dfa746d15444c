/* SPDX-License-Identifier: BSD-3-Clause */
/* The interrupt controller as a bare guest uses it, GICv2 or GICv3 where QEMU's virt machine has it. */
#pragma once
#include <stdint.h>

#define GICD	      0x08000000ull
#define GICC	      0x08010000ull
#define GICR	      0x080a0000ull
#define GICR_STRIDE   0x20000
#define GICR_SGI      0x10000
#define GIC_ISENABLER 0x100
#define GIC_ICENABLER 0x180
#define GIC_VTIMER    27
#define GIC_PTIMER    30
#define GIC_NONE      1023

int gic_v3(void);
/* This vCPU's interface and its private interrupts, all of them off. */
void gic_init(void);
/* Let interrupt `intid` come to this vCPU. */
void gic_enable(uint32_t intid);
/* Acknowledge and end what is pending: its INTID, or GIC_NONE. */
uint32_t gic_take(void);
/* SGI `intid` to vCPU `cpu` (0 to 7). */
void gic_send(unsigned cpu, uint32_t intid);
/* Bits of the private interrupts that are enabled. */
uint32_t gic_private_enabled(void);
