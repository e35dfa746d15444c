/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The verifier's own reading of the Arm Architecture Reference Manual for A-profile (DDI 0487J.a).
 * Nothing here comes from abi/bulkhead/armv8.h, which the compiler and the core use: a bit that is
 * wrong there must be found here. Registers stand in D19.2 (general system control), D19.3 (debug)
 * and D19.12 (generic timer) under their names, descriptors in D8.3, memory attributes in D8.5.
 */
#pragma once
#include <stdint.h>

/* HCR_EL2, Hypervisor Configuration Register (D19.2). */
#define HCR_VM	      0x0000000000000001ull /* stage 2 translates */
#define HCR_SWIO      0x0000000000000002ull /* set/way invalidation also cleans */
#define HCR_PTW	      0x0000000000000004ull /* stage-1 walks may not hit devices */
#define HCR_FMO	      0x0000000000000008ull /* FIQs come to EL2 */
#define HCR_IMO	      0x0000000000000010ull /* IRQs come to EL2 */
#define HCR_AMO	      0x0000000000000020ull /* SErrors come to EL2 */
#define HCR_FB	      0x0000000000000200ull /* maintenance is broadcast */
#define HCR_BSU	      0x0000000000000c00ull /* barriers' least shareability */
#define HCR_BSU_INNER 0x0000000000000400ull
#define HCR_DC	      0x0000000000001000ull /* memory is cacheable with stage 1 off */
#define HCR_TWI	      0x0000000000002000ull /* traps WFI */
#define HCR_TWE	      0x0000000000004000ull /* traps WFE */
#define HCR_TID0      0x0000000000008000ull /* traps ID group 0 (AArch32) */
#define HCR_TID1      0x0000000000010000ull /* traps ID group 1 */
#define HCR_TID2      0x0000000000020000ull /* traps ID group 2 (cache) */
#define HCR_TID3      0x0000000000040000ull /* traps ID group 3 (features) */
#define HCR_TSC	      0x0000000000080000ull /* traps SMC */
#define HCR_TIDCP     0x0000000000100000ull /* traps implementation defined registers */
#define HCR_TACR      0x0000000000200000ull /* traps ACTLR_EL1 */
#define HCR_TSW	      0x0000000000400000ull /* traps set/way maintenance */
#define HCR_TPCP      0x0000000000800000ull /* traps maintenance to coherency */
#define HCR_TPU	      0x0000000001000000ull /* traps maintenance to unification */
#define HCR_TTLB      0x0000000002000000ull /* traps TLB maintenance */
#define HCR_TVM	      0x0000000004000000ull /* traps writes of translation controls */
#define HCR_TGE	      0x0000000008000000ull /* EL0's exceptions come to EL2 */
#define HCR_TDZ	      0x0000000010000000ull /* traps DC ZVA */
#define HCR_TRVM      0x0000000040000000ull /* traps reads of translation controls */
#define HCR_RW	      0x0000000080000000ull /* EL1 is AArch64 */
#define HCR_TLOR      0x0000000800000000ull /* traps LORegion registers */
#define HCR_TERR      0x0000001000000000ull /* traps error records */
#define HCR_APK	      0x0000010000000000ull /* lets pointer authentication keys through */
#define HCR_API	      0x0000020000000000ull /* lets pointer authentication through */
#define HCR_TID4      0x0002000000000000ull /* traps ID group 4 */
#define HCR_TICAB     0x0004000000000000ull /* traps IC IALLUIS */
#define HCR_TOCU      0x0010000000000000ull /* traps maintenance to unification */
#define HCR_TTLBIS    0x0040000000000000ull /* traps inner shareable TLB maintenance */
#define HCR_TTLBOS    0x0080000000000000ull /* traps outer shareable TLB maintenance */
#define HCR_TID5      0x0400000000000000ull /* traps ID group 5 */

/* VTCR_EL2, Virtualization Translation Control Register (D19.2). */
#define VTCR_T0SZ	0x0000003full
#define VTCR_SL0	0x000000c0ull
#define VTCR_IRGN0_WBWA 0x00000100ull /* 0b01 in bits 9:8 */
#define VTCR_ORGN0_WBWA 0x00000400ull /* 0b01 in bits 11:10 */
#define VTCR_SH0_INNER	0x00003000ull /* 0b11 in bits 13:12 */
#define VTCR_PS		0x00070000ull
#define VTCR_RES1	0x80000000ull
#define PS_40_BITS	2u /* the Cortex-A53's physical addresses: the least that is supported */

/* VTTBR_EL2, Virtualization Translation Table Base Register (D19.2): VMID from bit 48 on. */
#define VTTBR_CNP	 0x0000000000000001ull
#define VTTBR_BADDR_MASK 0x0000fffffffffffeull
#define VTTBR_VMID_SHIFT 48

/* CPTR_EL2 with E2H = 0, Architectural Feature Trap Register (D19.2). */
#define CPTR_RES1  0x000022ffull /* bits 13, 9 and 7:0 */
#define CPTR_TZ	   0x00000100ull /* SVE */
#define CPTR_TFP   0x00000400ull /* FP and Advanced SIMD */
#define CPTR_TSM   0x00001000ull /* SME */
#define CPTR_TTA   0x00100000ull /* trace */
#define CPTR_TAM   0x40000000ull /* activity monitors */
#define CPTR_TCPAC 0x80000000ull /* CPACR_EL1 */

/* MDCR_EL2, Monitor Debug Configuration Register (D19.3). */
#define MDCR_TPMCR 0x00000020ull /* PMCR_EL0 */
#define MDCR_TPM   0x00000040ull /* performance monitors */
#define MDCR_TDE   0x00000100ull /* debug exceptions come to EL2 */
#define MDCR_TDA   0x00000200ull /* debug registers */
#define MDCR_TDOSA 0x00000400ull /* OS lock and power-down */
#define MDCR_TDRA  0x00000800ull /* debug ROM address */
#define MDCR_TPMS  0x00004000ull /* statistical profiling */
#define MDCR_HPMD  0x00020000ull /* no event counting at EL2 */
#define MDCR_TTRF  0x00080000ull /* trace filter */
#define MDCR_HCCD  0x00800000ull /* no cycle counting at EL2 */

/* CNTHCTL_EL2 with E2H = 0, Counter-timer Hypervisor Control Register (D19.12). */
#define CNTHCTL_EL1PCTEN 0x1ull /* the physical counter doesn't trap */
#define CNTHCTL_EL1PCEN	 0x2ull /* the physical timer doesn't trap */

/* HSTR_EL2, Hypervisor System Trap Register (D19.2): T0 .. T15. */
#define HSTR_TRAPS 0xffffull

/* TCR_EL2 with E2H = 0, Translation Control Register (D19.2). */
#define TCR_EL2_T0SZ	   0x0000003full
#define TCR_EL2_IRGN0_WBWA 0x00000100ull
#define TCR_EL2_ORGN0_WBWA 0x00000400ull
#define TCR_EL2_SH0_INNER  0x00003000ull
#define TCR_EL2_PS	   0x00070000ull
#define TCR_EL2_PS_SHIFT   16
#define TCR_EL2_RES1	   0x80800000ull

/* MAIR_EL2, Memory Attribute Indirection Register (D19.2): attribute 0 is device-nGnRE (0x04),
 * attribute 1 normal memory, write-back, allocating on reads and writes (0xff). */
#define MAIR_EL2_VALUE 0xff04ull
#define MAIR_DEVICE    0u
#define MAIR_NORMAL    1u

/* SCTLR_EL2 with E2H = 0, System Control Register (D19.2). */
#define SCTLR_M	       0x00000001ull /* MMU */
#define SCTLR_A	       0x00000002ull /* alignment checks */
#define SCTLR_C	       0x00000004ull /* data cacheable */
#define SCTLR_SA       0x00000008ull /* stack alignment checks */
#define SCTLR_I	       0x00001000ull /* instructions cacheable */
#define SCTLR_WXN      0x00080000ull /* what is writable isn't executable */
#define SCTLR_EL2_RES1 0x30c50830ull /* bits 29, 28, 23, 22, 18, 16, 11, 5 and 4 */

/* Translation table descriptors, 4 KiB granule (D8.3): common to both stages. */
#define DESC_VALID	  0x0000000000000001ull
#define DESC_TABLE	  0x0000000000000002ull /* level 3: a page */
#define DESC_SH		  0x0000000000000300ull /* 0b11: inner shareable */
#define DESC_SH_OUTER	  0x0000000000000200ull
#define DESC_AF		  0x0000000000000400ull
#define DESC_ADDRESS_MASK 0x0000fffffffff000ull
#define DESC_CONTIGUOUS	  0x0010000000000000ull

/* Stage 2 (D8.3.2, D8.5.5). */
#define S2_MEMATTR	    0x000000000000003cull
#define S2_MEMATTR_SHIFT    2
#define S2_MEMATTR_DEVICE   0x1u /* device-nGnRE */
#define S2_MEMATTR_UNCACHED 0x5u /* Normal, Non-cacheable, inner and outer */
#define S2_MEMATTR_NORMAL   0xfu /* write-back, inner and outer */
#define S2_AP_READ	    0x0000000000000040ull
#define S2_AP_WRITE	    0x0000000000000080ull
#define S2_XN		    0x0040000000000000ull /* XN[1]: nobody executes */

/* Stage 1 of EL2 (D8.3.1). */
#define S1_ATTR	      0x000000000000001cull
#define S1_ATTR_SHIFT 2
#define S1_AP_RES1    0x0000000000000040ull /* AP[1] */
#define S1_AP_RO      0x0000000000000080ull /* AP[2] */
#define S1_XN	      0x0040000000000000ull
