/* SPDX-License-Identifier: BSD-3-Clause */
/* Cold start of the TEE, on the primary core. */
#include <arm/gic.h>
#include <stddef.h>
#include "console.h"
#include "devicetree.h"
#include "layout.h"
#include "mmu.h"
#include "mode.h"
#include "notif.h"
#include "nsmem.h"
#include "panic.h"
#include "sysreg.h"
#include "thread.h"

#define TCR_EPD1   BIT(23) /* no walks through TTBR1 */
#define TCR_IPS_40 (2UL << 32)

#define NOTIF_INTID 219 /* SPI 187, as OP-TEE on this machine */

struct tee_core tee_cores[MAX_CORES];

static struct mmu_map map;

void boot_mmu(void)
{
	/* Enough of RAM for the device tree; the rest follows when the tree has said how much there
	 * is. */
	mmu_map_range(&map, NS_DRAM_BASE, NS_DRAM_BASE + MMU_SIZE_1G, MMU_DATA | MMU_NS);
	mmu_map_range(&map, DEVICE_BASE, DEVICE_END, MMU_DEVICE);
	mmu_map_range(&map, TEE_TEXT_BASE, TEE_DATA_BASE, MMU_CODE);
	mmu_map_range(&map, TEE_DATA_BASE, SECRAM_END, MMU_DATA);
	write_sysreg(mair_el1, MMU_MAIR);
	write_sysreg(tcr_el1, mmu_tcr_common() | TCR_EPD1 | TCR_IPS_40);
	write_sysreg(ttbr0_el1, (uint64_t)map.level1);
	__asm__ volatile("tlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
	write_sysreg(sctlr_el1,
		     SCTLR_EL1_RES1 | SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA | SCTLR_WXN);
	isb();
}

void boot_main(uint64_t device_tree)
{
	const char *problem = devicetree_prepare((void *)device_tree);

	if (problem)
		console_print("tee: device tree:", NULL);
	if (problem)
		panic(problem, device_tree, 0);
	mmu_map_range(&map, NS_DRAM_BASE, nsmem_ram_end(), MMU_DATA | MMU_NS);
	dsb();
	mode_init();
	console_print("tee: ready", "vms", (uint64_t)mode_has_vms, "ram_end", nsmem_ram_end(),
		      NULL);
}

void *nsmem_pointer(uint64_t pa)
{
	return (void *)pa;
}

void notif_raise(void)
{
	mmio_write32(GICD_BASE + GICD_ISPENDR(NOTIF_INTID / 32), BIT(NOTIF_INTID % 32));
}

void panic(const char *what, uint64_t a, uint64_t b)
{
	extern void tee_panic(void) __attribute__((noreturn));

	console_print("tee: panic:", NULL);
	console_print(what, "a", a, "b", b, "far", read_sysreg(far_el1), NULL);
	tee_panic();
}

void vector_panic(uint64_t esr, uint64_t elr)
{
	panic("exception in the TEE", esr, elr);
}
