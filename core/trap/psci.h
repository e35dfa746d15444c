/* SPDX-License-Identifier: BSD-3-Clause */
/* Power State Coordination Interface 1.1 (Arm DEN0022) for guests, and calls to the machine's own. */
#pragma once
#include "machine/cpu.h"

/* PSCI's function numbers among the fast calls of the standard secure services (owner 4). */
#define PSCI_FIRST	0x84000000u
#define PSCI_NUMBERS	0x20u
#define PSCI_FID_64	(1u << 30)
#define PSCI_CPU_ON64	0xC4000003u
#define PSCI_SYSTEM_OFF 0x84000008u

#define PSCI_SUCCESS		0
#define PSCI_NOT_SUPPORTED	(-1)
#define PSCI_INVALID_PARAMETERS (-2)
#define PSCI_DENIED		(-3)
#define PSCI_ALREADY_ON		(-4)
#define PSCI_ON_PENDING		(-5)
#define PSCI_INVALID_ADDRESS	(-9)

struct frame *psci_call(struct frame *f, uint32_t fid);
/* Call the machine's PSCI over its conduit. */
int64_t psci_machine(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3);
