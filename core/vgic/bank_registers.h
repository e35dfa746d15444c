/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers by interrupt (IHI 0069, 12.9 and 12.11; IHI 0048, 4.3). */
#pragma once
#include "machine/address.h"
#include "vgic/vgic.h"

/* One emulated register access, as decoded from ESR_EL2. */
struct mmio_access {
	ipa_t ipa;
	/* the value written (bits beyond `size` are ignored), or read (0 beyond `size`) */
	uint64_t value;
	uint8_t size; /* bytes: 1, 2, 4, 8 */
	bool write;
	bool retry;	    /* out: not yet done; the guest must execute the instruction again */
	vgic_notify notify; /* out: the vCPUs whose cores must look */
};

/*
 * Access a register that distributor and redistributor (in its SGI frame) both have at `offset`, 0x080 to 0x7ff and
 * GICD_ICFGR, for banks `lowest` to `highest`.
 */
void vgic_bank_access(struct vcpu *v, struct mmio_access *a, uint32_t offset, unsigned lowest,
		      unsigned highest);
