/* SPDX-License-Identifier: BSD-3-Clause */
/* GICv3 with system registers (Arm IHI 0069G). */
#include <skiff/irq.h>
#include <skiff/plat.h>
#include "mmio.h"

#define GICD_CTLR	     0x0000
#define GICD_CTLR_ENABLE_G1A (1u << 1)
#define GICD_CTLR_ARE	     (1u << 4)
#define GICD_CTLR_RWP	     (1u << 31)
#define GICD_IROUTER	     0x6000
#define GICR_WAKER	     0x0014
#define GICR_WAKER_SLEEP     (1u << 1)
#define GICR_WAKER_ASLEEP    (1u << 2)
#define GICR_TYPER	     0x0008
#define GICR_TYPER_LAST	     (1u << 4)
#define GICR_STRIDE	     0x20000u
#define GICR_SGI	     0x10000u
/* Same offsets in the distributor and in a redistributor's SGI frame. */
#define GIC_IGROUPR    0x0080
#define GIC_ISENABLER  0x0100
#define GIC_ICENABLER  0x0180
#define GIC_IPRIORITYR 0x0400
#define PRIORITY       0x80u
#define SPI_FIRST      32u

static uintptr_t redistributor;

/* The redistributor whose TYPER has this processor's affinity (IHI 0069G, 12.11.41). */
static uintptr_t find_redistributor(void)
{
	uintptr_t r = machine.gicr;
	uint64_t mpidr;
	uint32_t affinity;

	__asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
	affinity = (uint32_t)((mpidr & 0xffffff) | (mpidr >> 8 & 0xff000000));
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
	if (waker & GICR_WAKER_ASLEEP) {
		mmio_write32(redistributor + GICR_WAKER, waker & ~GICR_WAKER_SLEEP);
		while (mmio_read32(redistributor + GICR_WAKER) & GICR_WAKER_ASLEEP)
			;
	}
	mmio_write32(machine.gicd + GICD_CTLR, GICD_CTLR_ARE | GICD_CTLR_ENABLE_G1A);
	while (mmio_read32(machine.gicd + GICD_CTLR) & GICD_CTLR_RWP)
		;
	/* ICC_SRE_EL1, ICC_PMR_EL1, ICC_IGRPEN1_EL1 */
	__asm__ volatile("msr S3_0_C12_C12_5, %0\n\tisb" : : "r"(1ull));
	__asm__ volatile("msr S3_0_C4_C6_0, %0" : : "r"(0xffull));
	__asm__ volatile("msr S3_0_C12_C12_7, %0\n\tisb" : : "r"(1ull));
}

static uintptr_t frame(unsigned int number)
{
	return number < SPI_FIRST ? redistributor + GICR_SGI : machine.gicd;
}

static void enable(unsigned int number)
{
	uintptr_t f = frame(number);
	uint32_t bit = 1u << number % 32, groups = mmio_read32(f + GIC_IGROUPR + number / 32 * 4);

	mmio_write32(f + GIC_IGROUPR + number / 32 * 4, groups | bit);
	mmio_write8(f + GIC_IPRIORITYR + number, PRIORITY);
	if (number >= SPI_FIRST) {
		uint64_t mpidr;

		__asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
		*(volatile uint64_t *)(machine.gicd + GICD_IROUTER + 8ul * number) =
		    mpidr & 0xff00ffffffull;
	}
	mmio_write32(f + GIC_ISENABLER + number / 32 * 4, bit);
}

static void disable(unsigned int number)
{
	mmio_write32(frame(number) + GIC_ICENABLER + number / 32 * 4, 1u << number % 32);
}

static unsigned int acknowledge(void)
{
	uint64_t number;

	__asm__ volatile("mrs %0, S3_0_C12_C12_0" : "=r"(number) : : "memory"); /* ICC_IAR1_EL1 */
	return (unsigned int)number;
}

static void end(unsigned int number)
{
	__asm__ volatile("msr S3_0_C12_C12_1, %0" : : "r"((uint64_t)number)); /* ICC_EOIR1_EL1 */
}

const struct irq_controller gicv3 = {init, enable, disable, acknowledge, end};
