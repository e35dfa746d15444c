/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Numbers of address spaces. As in OP-TEE (core/arch/arm/mm/core_mmu.c) there is one set for the
 * whole machine, each partition and each application in use has one, and an application's comes
 * back when the application ends: not with its partition.
 */
#pragma once

#define ASIDS 64

/* A number from 1 to ASIDS, or 0: all are in use. */
unsigned int asid_alloc(void);

/* Give one back; nothing for 0. */
void asid_free(unsigned int asid);
