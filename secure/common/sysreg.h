/* SPDX-License-Identifier: BSD-3-Clause */
/* System-register access and the named fields used here (Arm ARM, DDI 0487, chapter D17). */
#pragma once
#include <arm/esr.h>

#define BIT(n) (1UL << (n))

#ifndef __ASSEMBLER__
#include <stdint.h>

#define read_sysreg(name)                                          \
	({                                                         \
		uint64_t value_;                                   \
		__asm__ volatile("mrs %0, " #name : "=r"(value_)); \
		value_;                                            \
	})
#define write_sysreg(name, value) \
	__asm__ volatile("msr " #name ", %0" : : "r"((uint64_t)(value)) : "memory")

static inline void isb(void)
{
	__asm__ volatile("isb" : : : "memory");
}

static inline void dsb(void)
{
	__asm__ volatile("dsb sy" : : : "memory");
}

static inline void wfi(void)
{
	__asm__ volatile("dsb sy\n\twfi" : : : "memory");
}

static inline uint32_t mmio_read32(uintptr_t address)
{
	return *(volatile uint32_t *)address;
}

static inline void mmio_write32(uintptr_t address, uint32_t value)
{
	*(volatile uint32_t *)address = value;
}

/* The four-bit field of an ID register at @shift. */
static inline unsigned int id_field(uint64_t id_register, unsigned int shift)
{
	return (id_register >> shift) & 0xF;
}
#endif

/* SCTLR_ELx */
#define SCTLR_M	  BIT(0)
#define SCTLR_C	  BIT(2)
#define SCTLR_SA  BIT(3)
#define SCTLR_I	  BIT(12)
#define SCTLR_WXN BIT(19)
#define SCTLR_EL3_RES1 \
	(BIT(4) | BIT(5) | BIT(11) | BIT(16) | BIT(18) | BIT(22) | BIT(23) | BIT(28) | BIT(29))
#define SCTLR_EL2_RES1 SCTLR_EL3_RES1
#define SCTLR_EL1_RES1 (BIT(11) | BIT(20) | BIT(22) | BIT(23) | BIT(28) | BIT(29))

/* SCR_EL3 */
#define SCR_NS	   BIT(0)
#define SCR_FIQ	   BIT(2)
#define SCR_RES1   (BIT(4) | BIT(5))
#define SCR_HCE	   BIT(8)
#define SCR_SIF	   BIT(9)
#define SCR_RW	   BIT(10)
#define SCR_APK	   BIT(16)
#define SCR_API	   BIT(17)
#define SCR_ENSCXT BIT(25)
#define SCR_ATA	   BIT(26)
#define SCR_FGTEN  BIT(27)
#define SCR_ECVEN  BIT(28)
#define SCR_AMVOFF BIT(35)
#define SCR_HXEN   BIT(38)
#define SCR_ENTP2  BIT(41)

/* CPTR_EL3 */
#define CPTR_EZ	 BIT(8)
#define CPTR_ESM BIT(12)

/* MDCR_EL3: trace buffer and profiling belong to the normal world; no secure self-hosted debug. */
#define MDCR_SDD  BIT(16)
#define MDCR_NSPB (BIT(12) | BIT(13))
#define MDCR_NSTB (BIT(24) | BIT(25))

/* SPSR: target state, and DAIF masked. */
#define SPSR_EL1T     0x4
#define SPSR_EL1H     0x5
#define SPSR_EL2H     0x9
#define SPSR_F	      BIT(6)
#define SPSR_I	      BIT(7)
#define SPSR_A	      BIT(8)
#define SPSR_D	      BIT(9)
#define SPSR_DAIF     (SPSR_D | SPSR_A | SPSR_I | SPSR_F)
#define SPSR_EL_SHIFT 2
#define SPSR_AARCH32  BIT(4)

/* HCR_EL2, CPTR_EL2, CNTHCTL_EL2 values of a core that the normal world has not touched yet. */
#define HCR_RW		 BIT(31)
#define HCR_TGE		 BIT(27)
#define CPTR_EL2_RES1	 0x32FF
#define CNTHCTL_EL1PCTEN BIT(0)
#define CNTHCTL_EL1PCEN	 BIT(1)

/* CPACR_EL1 */
#define CPACR_FPEN (BIT(20) | BIT(21))
