/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Power State Coordination Interface 1.1 (Arm DEN0022): function ids (5.1), return codes (5.2.2),
 * and the values of arguments and results. Usable from C and assembly.
 */
#pragma once

/* The range of function ids: bits 7:0 are the function, PSCI_64 tells the 64-bit convention. */
#define PSCI_FIRST	  0x84000000u
#define PSCI_LAST	  0x8400001fu
#define PSCI_64		  (1u << 30)
#define PSCI_FUNCTION(id) ((id)&0x1f)

#define PSCI_VERSION		   0x84000000u
#define PSCI_CPU_SUSPEND32	   0x84000001u
#define PSCI_CPU_SUSPEND64	   0xc4000001u
#define PSCI_CPU_OFF		   0x84000002u
#define PSCI_CPU_ON32		   0x84000003u
#define PSCI_CPU_ON64		   0xc4000003u
#define PSCI_AFFINITY_INFO32	   0x84000004u
#define PSCI_AFFINITY_INFO64	   0xc4000004u
#define PSCI_MIGRATE32		   0x84000005u
#define PSCI_MIGRATE64		   0xc4000005u
#define PSCI_MIGRATE_INFO_TYPE	   0x84000006u
#define PSCI_MIGRATE_INFO_UP_CPU32 0x84000007u
#define PSCI_MIGRATE_INFO_UP_CPU64 0xc4000007u
#define PSCI_SYSTEM_OFF		   0x84000008u
#define PSCI_SYSTEM_RESET	   0x84000009u
#define PSCI_FEATURES		   0x8400000au
#define PSCI_CPU_FREEZE		   0x8400000bu
#define PSCI_CPU_DEFAULT_SUSPEND32 0x8400000cu
#define PSCI_CPU_DEFAULT_SUSPEND64 0xc400000cu
#define PSCI_NODE_HW_STATE32	   0x8400000du
#define PSCI_NODE_HW_STATE64	   0xc400000du
#define PSCI_SYSTEM_SUSPEND32	   0x8400000eu
#define PSCI_SYSTEM_SUSPEND64	   0xc400000eu
#define PSCI_SET_SUSPEND_MODE	   0x8400000fu
#define PSCI_STAT_RESIDENCY32	   0x84000010u
#define PSCI_STAT_RESIDENCY64	   0xc4000010u
#define PSCI_STAT_COUNT32	   0x84000011u
#define PSCI_STAT_COUNT64	   0xc4000011u
#define PSCI_SYSTEM_RESET2_32	   0x84000012u
#define PSCI_SYSTEM_RESET2_64	   0xc4000012u
#define PSCI_MEM_PROTECT	   0x84000013u
#define PSCI_MEM_PROTECT_CHECK32   0x84000014u
#define PSCI_MEM_PROTECT_CHECK64   0xc4000014u

/* Return codes, signed. */
#define PSCI_SUCCESS		(0)
#define PSCI_NOT_SUPPORTED	(-1)
#define PSCI_INVALID_PARAMETERS (-2)
#define PSCI_DENIED		(-3)
#define PSCI_ALREADY_ON		(-4)
#define PSCI_ON_PENDING		(-5)
#define PSCI_INTERNAL_FAILURE	(-6)
#define PSCI_NOT_PRESENT	(-7)
#define PSCI_DISABLED		(-8)
#define PSCI_INVALID_ADDRESS	(-9)

/* PSCI_VERSION: major in bits 31:16, minor in bits 15:0 (5.3). */
#define PSCI_1_0 0x10000
#define PSCI_1_1 0x10001

/* AFFINITY_INFO (5.8). */
#define PSCI_AFFINITY_ON	 0
#define PSCI_AFFINITY_OFF	 1
#define PSCI_AFFINITY_ON_PENDING 2

/* MIGRATE_INFO_TYPE (5.10): no trusted OS, or one that need not migrate. */
#define PSCI_MIGRATE_NOT_NEEDED 2

/* SYSTEM_RESET2 (5.13): reset_type, whose bit 31 means a vendor's own; 0 is a warm reset. */
#define PSCI_RESET_VENDOR (1u << 31)
#define PSCI_RESET_WARM	  0
