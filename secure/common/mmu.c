/* SPDX-License-Identifier: BSD-3-Clause */
#include "mmu.h"

#define TCR_IRGN0_WBWA (1ULL << 8)
#define TCR_ORGN0_WBWA (1ULL << 10)
#define TCR_SH0_INNER  (3ULL << 12)

void mmu_map_range(struct mmu_map *map, uint64_t base, uint64_t end, uint64_t attr)
{
	attr |= MMU_BLOCK | MMU_ACCESSED;
	if (base >= MMU_SIZE_1G) {
		for (uint64_t a = base; a < end && a >> MMU_VA_BITS == 0; a += MMU_SIZE_1G)
			map->level1[a / MMU_SIZE_1G] = a | attr;
		return;
	}
	map->level1[0] = (uint64_t)(uintptr_t)map->level2 | MMU_TABLE;
	for (uint64_t a = base; a < end; a += MMU_SIZE_2M)
		map->level2[a / MMU_SIZE_2M] = a | attr;
}

uint64_t mmu_tcr_common(void)
{
	return (64 - MMU_VA_BITS) | TCR_IRGN0_WBWA | TCR_ORGN0_WBWA | TCR_SH0_INNER;
}
