/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fields of the registers and descriptors that the compiler writes, the core uses and the verifier
 * checks. Source: Arm Architecture Reference Manual for A-profile (DDI 0487), chapters D8
 * (translation) and D19 (registers). Plain integer constants, usable from C and assembly.
 */
#pragma once

#ifdef __ASSEMBLER__
#define BIT(n)	   (1 << (n))
#define BITS(v, n) ((v) << (n))
#else
#define BIT(n)	   (1ull << (n))
#define BITS(v, n) ((unsigned long long)(v) << (n))
#endif

/* HCR_EL2 */
#define HCR_VM	      BIT(0)
#define HCR_SWIO      BIT(1)
#define HCR_PTW	      BIT(2)
#define HCR_FMO	      BIT(3)
#define HCR_IMO	      BIT(4)
#define HCR_AMO	      BIT(5)
#define HCR_VF	      BIT(6)
#define HCR_VI	      BIT(7)
#define HCR_VSE	      BIT(8)
#define HCR_FB	      BIT(9)
#define HCR_BSU_INNER BITS(1, 10)
#define HCR_DC	      BIT(12)
#define HCR_TWI	      BIT(13)
#define HCR_TWE	      BIT(14)
#define HCR_TID0      BIT(15)
#define HCR_TID1      BIT(16)
#define HCR_TID2      BIT(17)
#define HCR_TID3      BIT(18)
#define HCR_TSC	      BIT(19)
#define HCR_TIDCP     BIT(20)
#define HCR_TACR      BIT(21)
#define HCR_TSW	      BIT(22)
#define HCR_TVM	      BIT(26)
#define HCR_TGE	      BIT(27)
#define HCR_TDZ	      BIT(28)
#define HCR_RW	      BIT(31)
#define HCR_E2H	      BIT(34)
#define HCR_TLOR      BIT(35)
#define HCR_TERR      BIT(36)
#define HCR_APK	      BIT(40)
#define HCR_API	      BIT(41)
#define HCR_TOCU      BIT(52)
#define HCR_EnSCXT    BIT(53)
#define HCR_ATA	      BIT(56)
#define HCR_DCT	      BIT(57)

/* VTCR_EL2, 4 KiB granule */
#define VTCR_T0SZ(bits) BITS(64 - (bits), 0)
#define VTCR_SL0(level) BITS(2 - (level), 6) /* start level 2, 1, 0 -> 0, 1, 2 */
#define VTCR_IRGN0_WBWA BITS(1, 8)
#define VTCR_ORGN0_WBWA BITS(1, 10)
#define VTCR_SH0_INNER	BITS(3, 12)
#define VTCR_TG0_4K	BITS(0, 14)
#define VTCR_PS(code)	BITS(code, 16) /* 0: 32, 1: 36, 2: 40, 3: 42, 4: 44, 5: 48 bits */
#define VTCR_RES1	BIT(31)

#define VTTBR_VMID(id)	 BITS(id, 48)
#define VTTBR_BADDR_MASK 0x0000fffffffffffeull

/* TCR_EL2 (E2H = 0) */
#define TCR_EL2_T0SZ(bits) BITS(64 - (bits), 0)
#define TCR_EL2_IRGN0_WBWA BITS(1, 8)
#define TCR_EL2_ORGN0_WBWA BITS(1, 10)
#define TCR_EL2_SH0_INNER  BITS(3, 12)
#define TCR_EL2_PS(code)   BITS(code, 16)
#define TCR_EL2_RES1	   (BIT(31) | BIT(23))

/* MAIR_EL2 as the compiler sets it: attribute 0 device-nGnRE, 1 normal write-back */
#define MAIR_DEVICE    0
#define MAIR_NORMAL    1
#define MAIR_EL2_VALUE 0xff04ull

/* SCTLR_EL2 */
#define SCTLR_M	       BIT(0)
#define SCTLR_A	       BIT(1)
#define SCTLR_C	       BIT(2)
#define SCTLR_SA       BIT(3)
#define SCTLR_I	       BIT(12)
#define SCTLR_WXN      BIT(19)
#define SCTLR_EL2_RES1 0x30c50830ull
#define SCTLR_EL1_RES1 0x30d00800ull /* MMU off: value at reset of a guest */

/* CPTR_EL2 (E2H = 0) */
#define CPTR_TFP   BIT(10)
#define CPTR_TZ	   BIT(8)
#define CPTR_TSM   BIT(12)
#define CPTR_TTA   BIT(20)
#define CPTR_TAM   BIT(30)
#define CPTR_TCPAC BIT(31)
#define CPTR_RES1  0x22ffull /* bits 13, 9, 7:0; TZ (8) and TSM (12) are RES1 where absent: set */

/* MDCR_EL2 */
#define MDCR_HPMN(n) BITS(n, 0)
#define MDCR_TPMCR   BIT(5)
#define MDCR_TPM     BIT(6)
#define MDCR_HPME    BIT(7)
#define MDCR_TDE     BIT(8)
#define MDCR_TDA     BIT(9)
#define MDCR_TDOSA   BIT(10)
#define MDCR_TDRA    BIT(11)
#define MDCR_TPMS    BIT(14)
#define MDCR_HPMD    BIT(17)
#define MDCR_TTRF    BIT(19)
#define MDCR_HCCD    BIT(23)

/* MDSCR_EL1, what a guest may set: software step, break- and watchpoints, EL0's use of the communications channel */
#define MDSCR_SS    BIT(0)
#define MDSCR_TDCC  BIT(12)
#define MDSCR_KDE   BIT(13)
#define MDSCR_MDE   BIT(15)
#define MDSCR_GUEST (MDSCR_SS | MDSCR_TDCC | MDSCR_KDE | MDSCR_MDE)

/* DBGBCR<n>_EL1: E, PMC, BAS, LBN, BT[2:0]; DBGWCR<n>_EL1: E, PAC, LSC, BAS, LBN, WT, MASK */
#define DBGBCR_GUEST (BIT(0) | BITS(3, 1) | BITS(15, 5) | BITS(15, 16) | BITS(7, 20))
#define DBGWCR_GUEST \
	(BIT(0) | BITS(3, 1) | BITS(3, 3) | BITS(0xff, 5) | BITS(15, 16) | BIT(20) | BITS(31, 24))

/* OSLAR_EL1, OSLSR_EL1, OSDLR_EL1 */
#define OSLAR_OSLK	       BIT(0)
#define OSLSR_OSLK	       BIT(1)
#define OSLSR_OSLM_IMPLEMENTED BIT(3)
#define OSDLR_DLK	       BIT(0)

/* CNTHCTL_EL2 (E2H = 0): EL1 access to the physical counter and timer */
#define CNTHCTL_EL1PCTEN BIT(0)
#define CNTHCTL_EL1PCEN	 BIT(1)

/* Stage-2 descriptors */
#define S2_VALID		BIT(0)
#define S2_TABLE		BIT(1) /* levels 0..2: table; level 3: page */
#define S2_MEMATTR(a)		BITS(a, 2)
#define S2_MEMATTR_DEVICE_nGnRE 1
#define S2_MEMATTR_NORMAL_NC	5
#define S2_MEMATTR_NORMAL_WB	15
#define S2_AP_READ		BIT(6)
#define S2_AP_WRITE		BIT(7)
#define S2_SH_OUTER		BITS(2, 8)
#define S2_SH_INNER		BITS(3, 8)
#define S2_AF			BIT(10)
#define S2_CONTIGUOUS		BIT(52)
#define S2_XN			BITS(2, 53) /* execute never at EL1 and EL0 */
#define S2_DBM			BIT(51)
#define DESC_ADDRESS_MASK	0x0000fffffffff000ull

/* EL2 stage-1 descriptors */
#define S1_ATTR(index) BITS(index, 2)
#define S1_AP_RES1     BIT(6) /* AP[1] is RES1 in the EL2 regime */
#define S1_AP_RO       BIT(7)
#define S1_SH_INNER    BITS(3, 8)
#define S1_AF	       BIT(10)
#define S1_XN	       BIT(54)
