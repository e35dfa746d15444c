/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers by interrupt (IHI 0069, 12.9 and 12.11; IHI 0048, 4.3). */
#pragma once
#include "machine/address.h"
#include "vgic/vgic.h"

/* One emulated register access, as decoded from ESR_EL2. */
struct mmio_access {
	ipa_t ipa;
	/* written (bits beyond its size are ignored), or read (none beyond its size) */
	uint64_t value;
	uint8_t size; /* bytes: 1, 2, 4, 8 */
	bool write;
	bool retry;	    /* out: not yet done; the instruction has to be executed again */
	vgic_notify notify; /* out: who must be told */
};

/*
 * Registers that distributor (`offset` in it) and redistributor (in its SGI frame) have alike, 0x080 to 0x7ff and
 * GICD_ICFGR: of banks `lowest` to `highest`.
 */
void vgic_bank_access(struct vcpu *v, struct mmio_access *a, uint32_t offset, unsigned lowest,
		      unsigned highest);
