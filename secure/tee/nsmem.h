/* SPDX-License-Identifier: BSD-3-Clause */
/* Which non-secure memory the TEE may touch, and access to it. Every normal-world address passes
 * here. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NSMEM_VMS    16 /* ids that may have declared ranges */
#define NSMEM_RANGES 16 /* ranges of each */

/* Boot: [@base, @base + @size) is non-secure RAM. More than a few ranges are ignored. */
void nsmem_add_ram(uint64_t base, uint64_t size);

/* The highest end of non-secure RAM. */
uint64_t nsmem_ram_end(void);

/*
 * SECURE_WORLD_MEM_ALLOW's checks and effect; its result codes except ENOTAVAIL for an existing VM.
 */
uint32_t nsmem_allow(uint16_t vm, uint64_t base, uint64_t size);
void nsmem_seal(void);

/* May the TEE touch [@pa, @pa + @size) on behalf of @vm? False as well when the sum wraps. */
bool nsmem_check(uint16_t vm, uint64_t pa, uint64_t size);

/* The TEE's pointer to a checked physical address. */
void *nsmem_pointer(uint64_t pa);
