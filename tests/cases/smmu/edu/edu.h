/* SPDX-License-Identifier: BSD-3-Clause */
/* The edu devices of both guests. */
#pragma once
#include <edu/edu.h>
#include <kit/gic.h>
#include <kit/guest.h>
#include <pci/config.h>

#define ECAM	  0x4010000000ull
#define EDU	  0x3e000000ull /* registers of the driver's function */
#define NEIGHBOUR 0x3e100000ull /* … of the victim's */
#define SIZE	  64u		/* bytes of a copy */

static inline volatile uint32_t *word(uint64_t address)
{
	return (volatile uint32_t *)address;
}

/* Makes the function with these registers copy. `how`: EDU_RUN_TO_MEMORY, or 0. */
static inline void edu(uint64_t registers, uint64_t source, uint64_t target, uint32_t how)
{
	*(volatile uint64_t *)(registers + EDU_SOURCE) = source;
	*(volatile uint64_t *)(registers + EDU_TARGET) = target;
	*(volatile uint64_t *)(registers + EDU_COUNT) = SIZE;
	*(volatile uint64_t *)(registers + EDU_RUN) = how | EDU_RUN_START;
	tick_wait(now() + ticks(EDU_US + 100));
	check_quietly("the device has finished", *word(registers + EDU_RUN) & EDU_RUN_START, 0);
}

/* Checks that the function's BAR can't be moved onto another's registers. */
static inline void spoof(uint64_t configuration, uint64_t registers, uint64_t other)
{
	*word(configuration + PCI_COMMAND) = 0;
	*word(configuration + PCI_BAR(0)) = (uint32_t)other;
	check("its BAR can't be put over another's", *word(configuration + PCI_BAR(0)), registers);
	*word(configuration + PCI_COMMAND) = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	check("its registers still answer", *word(registers + EDU_ID), EDU_IS);
}
