/* SPDX-License-Identifier: BSD-3-Clause */
/* GICv3 with system registers (Arm IHI 0069G). */
#include <arm/gic.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include "mmio.h"

#define PRIORITY 0x80u

static uintptr_t redistributor;

/* The redistributor whose TYPER has this processor's affinity (IHI 0069G, 12.11.41). */
static uintptr_t find_redistributor(void)
{
	uintptr_t r = machine.gicr;
	uint64_t mpidr;
	uint32_t affinity;

	__asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
	affinity = (uint32_t)MPIDR_AFFINITY32(mpidr);
	while (mmio_read32(r + GICR_TYPER + 4) != affinity &&
	       !(mmio_read32(r + GICR_TYPER) & GICR_TYPER_LAST))
		r += GICR_STRIDE;
	return r;
}

static void init(void)
{
	uint32_t waker;

	redistributor = find_redistributor();
	waker = mmio_read32(redistributor + GICR_WAKER);
	if (waker & GICR_WAKER_CHILDREN_ASLEEP) {
		mmio_write32(redistributor + GICR_WAKER, waker & ~GICR_WAKER_PROCESSOR_SLEEP);
		while (mmio_read32(redistributor + GICR_WAKER) & GICR_WAKER_CHILDREN_ASLEEP)
			;
	}
	mmio_write32(machine.gicd + GICD_CTLR, GICD_CTLR_ARE | GICD_CTLR_GROUP1);
	while (mmio_read32(machine.gicd + GICD_CTLR) & GICD_CTLR_RWP)
		;
	__asm__ volatile("msr icc_sre_el1, %0\n\tisb" : : "r"(1ull * ICC_SRE_SRE));
	__asm__ volatile("msr icc_pmr_el1, %0" : : "r"(1ull * GIC_PRIORITY_MIN));
	__asm__ volatile("msr icc_igrpen1_el1, %0\n\tisb" : : "r"(1ull * ICC_IGRPEN_ENABLE));
}

static uintptr_t frame(unsigned int number)
{
	return number < GIC_SPI_FIRST ? redistributor + GICR_SGI : machine.gicd;
}

static void enable(unsigned int number)
{
	uintptr_t f = frame(number);
	uint32_t bit = 1u << number % 32, groups = mmio_read32(f + GICD_IGROUPR(number / 32));

	mmio_write32(f + GICD_IGROUPR(number / 32), groups | bit);
	mmio_write8(f + GICD_IPRIORITYR(0) + number, PRIORITY);
	if (number >= GIC_SPI_FIRST) {
		uint64_t mpidr;

		__asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
		*(volatile uint64_t *)(machine.gicd + GICD_IROUTER(number)) =
		    mpidr & MPIDR_AFFINITY_MASK;
	}
	mmio_write32(f + GICD_ISENABLER(number / 32), bit);
}

static void disable(unsigned int number)
{
	mmio_write32(frame(number) + GICD_ICENABLER(number / 32), 1u << number % 32);
}

static unsigned int acknowledge(void)
{
	uint64_t number;

	__asm__ volatile("mrs %0, icc_iar1_el1" : "=r"(number) : : "memory");
	return (unsigned int)number;
}

static void end(unsigned int number)
{
	__asm__ volatile("msr icc_eoir1_el1, %0" : : "r"((uint64_t)number));
}

const struct irq_controller gicv3 = {init, enable, disable, acknowledge, end};
