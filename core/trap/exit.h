/* SPDX-License-Identifier: BSD-3-Clause */
/* Exits of a guest: what each part of the core answers. */
#pragma once
#include "machine/cpu.h"

/* ESR_EL2 fields (DDI 0487, D19.2.37). */
#define ESR_EC(esr)		   ((unsigned)((esr) >> 26 & 0x3f))
#define ESR_IL			   (1ull << 25)
#define ESR_ISS(esr)		   ((uint32_t)((esr)&0x1ffffff))
#define EC_UNKNOWN		   0x00
#define EC_WFX			   0x01
#define EC_FP			   0x07
#define EC_SVC64		   0x15
#define EC_HVC64		   0x16
#define EC_SMC64		   0x17
#define EC_SYSREG		   0x18
#define EC_INSTRUCTION_ABORT_LOWER 0x20
#define EC_INSTRUCTION_ABORT	   0x21
#define EC_DATA_ABORT_LOWER	   0x24
#define EC_DATA_ABORT		   0x25
#define EC_BKPT32		   0x38
#define EC_BRK64		   0x3c
#define FSC_EXTERNAL_ABORT	   0x10

/* ISS of a data abort (DDI 0487, D19.2.37). */
#define ISS_ISV		   (1u << 24)
#define ISS_SAS(iss)	   ((iss) >> 22 & 3)
#define ISS_SAS_MASK	   (3u << 22)
#define ISS_SAS_WORD	   (2u << 22)
#define ISS_SAS_DOUBLEWORD (3u << 22)
#define ISS_SSE		   (1u << 21)
#define ISS_SRT(iss)	   ((iss) >> 16 & 31)
#define ISS_SF		   (1u << 15)
#define ISS_CM		   (1u << 8)
#define ISS_S1PTW	   (1u << 7)
#define ISS_WNR		   (1u << 6)
#define ISS_FSC_TYPE	   0x3cu /* fault status code without its level */
#define FSC_TRANSLATION	   0x04u

/* What a load of ISS `iss` (SAS, SSE, SF) leaves in its register when the device answers `value`. */
static inline uint64_t mmio_extend(uint64_t value, uint32_t iss)
{
	unsigned shift = 64 - (8u << ISS_SAS(iss));

	value <<= shift;
	value = iss & ISS_SSE ? (uint64_t)((int64_t)value >> shift) : value >> shift;
	return iss & ISS_SF ? value : (uint32_t)value;
}

/* The running guest takes an exception to EL1. */
void inject_undefined(struct frame *f);
void inject_abort(struct frame *f, uint64_t far, bool instruction);

struct frame *exit_hvc(struct frame *f, uint64_t esr);
struct frame *exit_smc(struct frame *f, uint64_t esr);
struct frame *exit_sysreg(struct frame *f, uint64_t esr);
struct frame *exit_abort(struct frame *f, uint64_t esr);

/* Nothing else answers: the catch-all route, or an undefined-instruction exception. */
struct frame *exit_unhandled(struct frame *f, uint64_t esr);
/* The guest can't go on: report, then its policy. */
struct frame *guest_fault(struct vcpu *v, const char *why, uint64_t esr);

/* One readable report: who, why, where, decoded syndrome, registers. */
void fault_report(const char *name, uint64_t vcpu, const char *why, uint64_t esr,
		  const struct frame *f);

/* ID registers as guests see them; once at boot. */
void id_registers_init(void);
