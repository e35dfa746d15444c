/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SMMUv3: registers of the non-secure programming interface, stream table entries, commands and events. Source: Arm
 * System Memory Management Unit Architecture Specification, version 3 (IHI 0070), chapters 6 (registers), 5 (STE),
 * 4 (commands) and 7 (events).
 */
#pragma once
#include <bulkhead/armv8.h>

/* Registers of page 0; the event queue's PROD and CONS are in page 1 (6.2). */
#define SMMU_IDR0	     0x0000
#define SMMU_IDR1	     0x0004
#define SMMU_IDR5	     0x0014
#define SMMU_CR0	     0x0020
#define SMMU_CR0ACK	     0x0024
#define SMMU_CR1	     0x0028
#define SMMU_CR2	     0x002c
#define SMMU_GBPA	     0x0044
#define SMMU_IRQ_CTRL	     0x0050
#define SMMU_IRQ_CTRLACK     0x0054
#define SMMU_GERROR	     0x0060
#define SMMU_GERRORN	     0x0064
#define SMMU_STRTAB_BASE     0x0080
#define SMMU_STRTAB_BASE_CFG 0x0088
#define SMMU_CMDQ_BASE	     0x0090
#define SMMU_CMDQ_PROD	     0x0098
#define SMMU_CMDQ_CONS	     0x009c
#define SMMU_EVENTQ_BASE     0x00a0
#define SMMU_EVENTQ_IRQ_CFG0 0x00b0
#define SMMU_EVENTQ_PROD     0x100a8
#define SMMU_EVENTQ_CONS     0x100ac
#define SMMU_SIZE	     0x20000ull

/* Features that an SMMU must have: 6.3.1, 6.3.2, 6.3.6. */
#define IDR0_S2P	   BIT(0)
#define IDR0_TTF_AARCH64   BIT(3)
#define IDR0_COHACC	   BIT(4)
#define IDR0_ATS	   BIT(10)
#define IDR1_SIDSIZE(v)	   ((v)&63)
#define IDR1_EVENTQS(v)	   ((v) >> 16 & 31)
#define IDR1_CMDQS(v)	   ((v) >> 21 & 31)
#define IDR1_QUEUES_PRESET BIT(29)
#define IDR1_TABLES_PRESET BIT(30)
#define IDR5_OAS(v)	   ((v)&7)
#define IDR5_OAS_40_BITS   2
#define IDR5_GRAN4K	   BIT(4)

#define CR0_SMMUEN   BIT(0)
#define CR0_EVENTQEN BIT(2)
#define CR0_CMDQEN   BIT(3)
#define CR0_ATSCHK \
	BIT(4) /* accesses marked as translated (ATS) are checked, and STE.EATS = 0 refuses them */
/* CR1: inner shareable, write-back, for the table (TABLE_SH, OC, IC) and the queues. */
#define CR1_TABLE_QUEUE_WB \
	(BITS(3, 10) | BITS(1, 8) | BITS(1, 6) | BITS(3, 4) | BITS(1, 2) | BITS(1, 0))
#define CR2_RECINVSID	BIT(1) /* a StreamID beyond the table is reported as an event, too */
#define CR2_PTM		BIT(2) /* the SMMU ignores the CPUs' broadcast TLB maintenance */
#define GBPA_ABORT	BIT(20)
#define GBPA_UPDATE	BIT(31)
#define IRQ_CTRL_EVENTQ BIT(2)
#define SMMU_BASE_ALLOCATE \
	BIT(62) /* RA of the stream table and the command queue, WA of the event queue */

/* Stream table entry: eight doublewords (5.2). */
#define STE_WORDS	     8
#define STE_SIZE	     64
#define STE_0_V		     BIT(0)
#define STE_0_CONFIG_ABORT   BITS(0, 1)
#define STE_0_CONFIG_STAGE2  BITS(6, 1)
#define STE_1_SHCFG_INCOMING BITS(1, 44)
#define STE_2_VMID(id)	     BITS(id, 0)
#define STE_2_T0SZ(bits)     BITS(64 - (bits), 32)
#define STE_2_SL0(level)     BITS(2 - (level), 38)
#define STE_2_IR0_WBWA	     BITS(1, 40)
#define STE_2_OR0_WBWA	     BITS(1, 42)
#define STE_2_SH0_INNER	     BITS(3, 44)
#define STE_2_TG_4K	     BITS(0, 46)
#define STE_2_PS(code)	     BITS(code, 48)
#define STE_2_AA64	     BIT(51)
#define STE_2_R		     BIT(58) /* faults are events */

/* Commands of two doublewords (4.1). */
#define CMD_CFGI_STE	   0x03
#define CMD_CFGI_STE_RANGE 0x04
#define CMD_TLBI_NSNH_ALL  0x30
#define CMD_SYNC	   0x46
#define CMD_STREAM(id)	   BITS(id, 32)
#define CMD_CFGI_LEAF	   BIT(0)
#define CMD_CFGI_RANGE_ALL 31
/* The compiled queue begins with commands that invalidate everything cached of former tables, and a SYNC. */
#define SMMU_FIRST_COMMANDS 3
#define CMDQ_BITS	    8 /* log2 of the queue's entries: a page of commands of 16 bytes */

/* Event records of four doublewords (7.3). */
#define EVENT_TYPE(d0)	 ((uint32_t)(d0)&0xff)
#define EVENT_STREAM(d0) ((uint32_t)((d0) >> 32))
#define EVENT_1_READ	 BIT(35) /* RnW */
#define EVENTQ_BITS	 7	 /* log2 of the queue's entries: a page of records of 32 bytes */
#define EVENTQ_OVERFLOW	 BIT(31) /* OVFLG of PROD, OVACKFLG of CONS */

#define EVENT_C_BAD_STREAMID 0x02
#define EVENT_C_BAD_STE	     0x04
#define EVENT_F_TRANSLATION  0x10
#define EVENT_F_ADDR_SIZE    0x11
#define EVENT_F_ACCESS	     0x12
#define EVENT_F_PERMISSION   0x13
