/* SPDX-License-Identifier: BSD-3-Clause */
/* Cold start of the monitor: memory map, GIC, the TEE, then the normal world at EL2. */
#include <stddef.h>
#include "console.h"
#include "core.h"
#include "mmu.h"
#include "sysreg.h"
#include "tee_image.h"

struct core cores[MAX_CORES];

static struct mmu_map map;

#define TCR_EL3_RES1  (BIT(31) | BIT(23))
#define TCR_EL3_PS_40 (2UL << 16)

static void map_memory(void)
{
	mmu_map_range(&map, FLASH_BASE, FLASH_BASE + MMU_SIZE_2M, MMU_RODATA);
	mmu_map_range(&map, DEVICE_BASE, DEVICE_END, MMU_DEVICE);
	mmu_map_range(&map, MONITOR_TEXT_BASE, MONITOR_DATA_BASE, MMU_CODE);
	mmu_map_range(&map, MONITOR_DATA_BASE, SECRAM_END, MMU_DATA);
}

static void enable_mmu(void)
{
	write_sysreg(mair_el3, MMU_MAIR);
	write_sysreg(tcr_el3, mmu_tcr_common() | TCR_EL3_RES1 | TCR_EL3_PS_40);
	write_sysreg(ttbr0_el3, (uint64_t)map.level1);
	__asm__ volatile("tlbi alle3\n\tdsb sy\n\tisb" : : : "memory");
	write_sysreg(sctlr_el3,
		     SCTLR_EL3_RES1 | SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA | SCTLR_WXN);
	isb();
}

static void copy(uint64_t to, uint64_t from, uint64_t size)
{
	for (uint64_t i = 0; i < size; i += 8)
		*(volatile uint64_t *)(to + i) = *(volatile uint64_t *)(from + i);
}

/* Load the TEE from flash into its own half of secure RAM; its header says what goes where. */
static void load_tee(void)
{
	const struct tee_image *image = (const struct tee_image *)(FLASH_BASE + FLASH_TEE_OFFSET);

	if (image->magic != TEE_IMAGE_MAGIC || TEE_TEXT_BASE + image->text_size > TEE_DATA_BASE ||
	    TEE_DATA_BASE + image->data_size + image->bss_size > SECRAM_END) {
		console_print("monitor: no TEE in flash", NULL);
		psci_power(false);
	}
	copy(TEE_TEXT_BASE, (uint64_t)image, image->text_size);
	copy(TEE_DATA_BASE, (uint64_t)image + image->text_size, image->data_size);
	for (uint64_t i = 0; i < image->bss_size; i += 8)
		*(volatile uint64_t *)(TEE_DATA_BASE + image->data_size + i) = 0;
	__asm__ volatile("dsb sy\n\tic iallu\n\tdsb sy\n\tisb" : : : "memory");
}

static struct frame *start_primary(struct core *core)
{
	unsigned int count;

	gic_init();
	gic_init_core();
	load_tee();
	gic_release_secondaries();
	count = gic_core_count();
	for (unsigned int i = 1; i < count && i < MAX_CORES; i++)
		while (__atomic_load_n(&cores[i].state, __ATOMIC_ACQUIRE) != CORE_OFF)
			__asm__ volatile("yield");
	core->state = CORE_ON;
	world_init();
	cpu_prepare_ns(core, NS_ENTRY, NS_DTB);
	/* The TEE's cold start ends like a call: with the normal world's first instruction. */
	return world_enter_tee(core, TEE_ENTRY_INIT);
}

struct frame *monitor_main(struct core *core, uint64_t index)
{
	core->index = index;
	if (index == 0)
		map_memory();
	enable_mmu();
	cpu_init(core);
	if (index == 0)
		return start_primary(core);
	gic_init_core();
	return psci_wait_for_power_on(core);
}
