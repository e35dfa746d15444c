/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Numbers of address spaces. As in OP-TEE (core/arch/arm/mm/core_mmu.c), the whole machine has one set of numbers. Each
 * partition and each application in use has a number; an application's is freed when the application ends, not with its
 * partition.
 */
#pragma once

#define ASIDS 64

/* A number from 1 to ASIDS, or 0: all are in use. */
unsigned int asid_alloc(void);

/* Free a number; does nothing for 0. */
void asid_free(unsigned int asid);
