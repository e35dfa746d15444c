/* SPDX-License-Identifier: BSD-3-Clause */
/* QEMU's edu device (docs/specs/edu.rst there), which copies between memory and a buffer of its own: of both guests. */
#pragma once
#include <kit/gic.h>
#include <kit/guest.h>
#include <pci/config.h>

#define ECAM	   0x4010000000ull
#define EDU	   0x3e000000ull /* registers of the driver's function */
#define NEIGHBOUR  0x3e100000ull /* … of the victim's */
#define EDU_ID	   0x00
#define EDU_SOURCE 0x80
#define EDU_TARGET 0x88
#define EDU_COUNT  0x90
#define EDU_RUN	   0x98
#define RUN	   1u
#define TO_MEMORY  2u
#define BUFFER	   0x40000ull
#define EDU_US	   100100 /* it waits for 100 ms before it copies */
#define EDU_IS	   0x010000edu

#define SIZE 64u /* bytes of a copy */

static inline volatile uint32_t *word(uint64_t address)
{
	return (volatile uint32_t *)address;
}

/* The function whose registers are at `registers` copies; `how`: TO_MEMORY, or 0. */
static inline void edu(uint64_t registers, uint64_t source, uint64_t target, uint32_t how)
{
	*(volatile uint64_t *)(registers + EDU_SOURCE) = source;
	*(volatile uint64_t *)(registers + EDU_TARGET) = target;
	*(volatile uint64_t *)(registers + EDU_COUNT) = SIZE;
	*(volatile uint64_t *)(registers + EDU_RUN) = how | RUN;
	tick_wait(now() + ticks(EDU_US));
	check_quietly("the device has finished", *word(registers + EDU_RUN) & RUN, 0);
}

/* The function's BAR can't be put over another's registers. */
static inline void spoof(uint64_t configuration, uint64_t registers, uint64_t other)
{
	*word(configuration + PCI_COMMAND) = 0;
	*word(configuration + PCI_BAR(0)) = (uint32_t)other;
	check("its BAR can't be put over another's", *word(configuration + PCI_BAR(0)), registers);
	*word(configuration + PCI_COMMAND) = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	check("its registers still answer", *word(registers + EDU_ID), EDU_IS);
}
