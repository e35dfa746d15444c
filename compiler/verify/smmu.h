/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The verifier's own reading of the Arm SMMU Architecture Specification, version 3 (IHI 0070F.b). Nothing here comes from
 * abi/arm/smmu.h, which the compiler and the core use.
 */
#pragma once
#include <stdint.h>

#define SMMU_PAGE      0x10000ull /* 6.1: registers are in pages 0 and 1 of 64 KiB */
#define SMMU_REGISTERS 0x20000ull

/* Stream table entry (5.2): eight doublewords. */
#define STE_BYTES     64u
#define STE_WORDS_ALL 8u
/* Doubleword 0: V [0]; Config [3:1], 0b000 abort, 0b110 stage 2 alone; all of stage 1's fields 0. */
#define STE_ABORT  0x0000000000000001ull
#define STE_STAGE2 0x000000000000000dull
/* Doubleword 1: SHCFG [45:44] = 0b01, as the device says; EATS [29:28], S1STALLD, STRW, MTCFG and the rest 0. */
#define STE_ATTRIBUTES 0x0000100000000000ull
/* Doubleword 2: S2VMID [15:0]; S2T0SZ [37:32]; S2SL0 [39:38]. */
#define STE_VMID    0x000000000000ffffull
#define STE_T0SZ    0x0000003f00000000ull
#define STE_T0SZ_AT 32
#define STE_SL0	    0x000000c000000000ull
#define STE_SL0_AT  38
/*
 * The rest of doubleword 2: S2IR0 [41:40] = S2OR0 [43:42] = 0b01, write-back; S2SH0 [45:44] = 0b11, inner; S2TG [47:46] =
 * 0b00, 4 KiB; S2PS [50:48] = 0b010, 40 bits; S2AA64 [51]; S2ENDI [52], S2AFFD [53], S2PTW [54], S2HD [55], S2HA [56] and S2S
 * [57] 0, so that an entry without the access flag faults and nothing is stalled; S2R [58], faults are events.
 */
#define STE_FIXED 0x040a350000000000ull
/* Doubleword 3: S2TTB [51:4]; S2SL0_2 and S2DS elsewhere are 0. */
#define STE_PA_BITS 40u

/* Registers (6.3). */
#define REG_IDR0	0x00u
#define REG_IDR1	0x04u
#define REG_IDR5	0x14u
#define REG_CR0		0x20u
#define REG_CR0ACK	0x24u
#define REG_CR1		0x28u
#define REG_CR2		0x2cu
#define REG_GBPA	0x44u
#define REG_IRQ_CTRL	0x50u
#define REG_IRQ_CTRLACK 0x54u
#define REG_STRTAB	0x80u
#define REG_STRTAB_CFG	0x88u
#define REG_CMDQ	0x90u
#define REG_CMDQ_PROD	0x98u
#define REG_CMDQ_CONS	0x9cu
#define REG_EVENTQ	0xa0u
#define REG_EVENTQ_MSI	0xb0u
#define REG_EVENTQ_PROD 0x100a8u
#define REG_EVENTQ_CONS 0x100acu

#define IDR0_NEEDED   0x00000019u /* S2P [0], TTF [3]: AArch64, COHACC [4] */
#define IDR1_PRESET   0x60000000u /* TABLES_PRESET [30], QUEUES_PRESET [29] */
#define IDR5_4K	      0x00000010u
#define GBPA_ABORTS   0x00100000u
#define GBPA_UPDATES  0x80000000u
#define CR1_WRITEBACK 0x00000d75u /* TABLE and QUEUE: SH 0b11, OC 0b01, IC 0b01 */
#define CR2_VALUE     0x00000006u /* PTM [2], RECINVSID [1] */
#define CR0_QUEUE     0x00000018u /* CMDQEN [3], ATSCHK [4] */
#define CR0_EVENTS    0x0000001cu /* EVENTQEN [2], too */
#define CR0_ENABLED   0x0000001du /* SMMUEN [0], too */
#define CR0_ANSWERED  0xffffffefu /* ATSCHK isn't there without ATS */
#define IRQ_EVENTS    0x00000004u
#define BASE_ALLOCATE 0x4000000000000000ull
#define COMMANDS_LOG2 8u /* a page of 16 bytes each */
#define EVENTS_LOG2   7u /* a page of 32 bytes each */

/* The commands that the queue begins with (4.3.2, 4.4.4, 4.7.3): CFGI_ALL, TLBI_NSNH_ALL, SYNC. */
#define FIRST_COMMANDS                 \
	{                              \
		{0x04, 31}, {0x30, 0}, \
		{                      \
			0x46, 0        \
		}                      \
	}
#define FIRST_COUNT 3u
