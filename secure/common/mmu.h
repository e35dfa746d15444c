/* SPDX-License-Identifier: BSD-3-Clause */
/* A flat (virtual = physical) stage-1 map in blocks, for EL3 and for S-EL1. */
#pragma once
#include <stdint.h>

/* Block attributes (DDI 0487 D8.3): index 0 of MAIR is device memory, index 1 write-back memory. */
#define MMU_BLOCK     0x1ULL
#define MMU_TABLE     0x3ULL
#define MMU_NORMAL    (1ULL << 2)
#define MMU_NS	      (1ULL << 5)
#define MMU_READ_ONLY (2ULL << 6)
#define MMU_INNER_SH  (3ULL << 8)
#define MMU_ACCESSED  (1ULL << 10)
#define MMU_NO_EXEC   (3ULL << 53)
#define MMU_MAIR      0xFF04ULL /* attribute 0: Device-nGnRE; 1: write-back, allocating */
#define MMU_VA_BITS   39
#define MMU_SIZE_2M   (1ULL << 21)
#define MMU_SIZE_1G   (1ULL << 30)

#define MMU_CODE   (MMU_NORMAL | MMU_READ_ONLY | MMU_INNER_SH)
#define MMU_RODATA (MMU_CODE | MMU_NO_EXEC)
#define MMU_DATA   (MMU_NORMAL | MMU_NO_EXEC | MMU_INNER_SH)
#define MMU_DEVICE (MMU_NO_EXEC)

struct mmu_map {
	uint64_t level1[512] __attribute__((aligned(4096))); /* 1 GiB an entry */
	uint64_t level2[512] __attribute__((aligned(4096))); /* the first GiB in 2 MiB blocks */
};

/* Map [base, end), multiples of 2 MiB below 1 GiB or of 1 GiB above it, with block attributes
 * @attr. */
void mmu_map_range(struct mmu_map *map, uint64_t base, uint64_t end, uint64_t attr);

/* TCR bits that both regimes share: T0SZ, cacheable inner-shareable walks, 4 KiB granule. */
uint64_t mmu_tcr_common(void);
