/* SPDX-License-Identifier: BSD-3-Clause */
/* Function identifiers and results: SMC Calling Convention (Arm DEN 0028) and PSCI (DEN 0022). */
#pragma once

#define SMC_FAST        0x80000000U
#define SMC_64          0x40000000U
#define SMC_OWNER(fid)  (((fid) >> 24) & 0x3F)
#define OWNER_ARCH      0
#define OWNER_STANDARD  4
#define OWNER_TOS_FIRST 50
#define OWNER_TOS_LAST  63

#define SMC_UNKNOWN (-1)

#define SMCCC_VERSION           0x80000000U
#define SMCCC_1_2               0x10002
#define SMCCC_ARCH_FEATURES     0x80000001U
#define SMCCC_ARCH_WORKAROUND_1 0x80008000U

#define PSCI_VERSION           0x84000000U
#define PSCI_CPU_SUSPEND       0x84000001U
#define PSCI_CPU_OFF           0x84000002U
#define PSCI_CPU_ON            0x84000003U
#define PSCI_AFFINITY_INFO     0x84000004U
#define PSCI_MIGRATE_INFO_TYPE 0x84000006U
#define PSCI_SYSTEM_OFF        0x84000008U
#define PSCI_SYSTEM_RESET      0x84000009U
#define PSCI_FEATURES          0x8400000AU

#define PSCI_SUCCESS             0
#define PSCI_NOT_SUPPORTED       (-1)
#define PSCI_INVALID_PARAMETERS  (-2)
#define PSCI_ALREADY_ON          (-4)
#define PSCI_ON_PENDING          (-5)
#define PSCI_INVALID_ADDRESS     (-9)
#define PSCI_AFFINITY_ON         0
#define PSCI_AFFINITY_OFF        1
#define PSCI_AFFINITY_ON_PENDING 2
#define PSCI_NO_MIGRATION        2
