/* SPDX-License-Identifier: BSD-3-Clause */
#include "vcpu/debug.h"
#include <arm/esr.h>
#include <bulkhead/armv8.h>
#include <bulkhead/request.h>
#include "machine/sysreg.h"

#define MDSCR_EL1 BULKHEAD_SYSREG(2, 0, 0, 2, 2)
#define OSLAR_EL1 BULKHEAD_SYSREG(2, 0, 1, 0, 4)
#define OSLSR_EL1 BULKHEAD_SYSREG(2, 0, 1, 1, 4)
#define OSDLR_EL1 BULKHEAD_SYSREG(2, 0, 1, 3, 4)

/* DBGBVR<n>_EL1, DBGBCR<n>_EL1, DBGWVR<n>_EL1, DBGWCR<n>_EL1: CRm is n, the low bits of op2 say which of the four. */
#define SLOT_MASK     (3u << 20 | 7u << 14 | 15u << 10 | 1u << 19)
#define SLOT	      (2u << 20 | 1u << 19)
#define SLOT_CONTROL  1u /* a control register, no value */
#define SLOT_WATCHING 2u /* a watchpoint */

#define ID_AA64DFR0_BRPS(v)	  ((v) >> 12 & 15)
#define ID_AA64DFR0_WRPS(v)	  ((v) >> 20 & 15)
#define ID_AA64DFR0_DOUBLELOCK(v) ((v) >> 36 & 15)
#define DOUBLELOCK_NONE		  15

static bool locked(const struct debug_registers *d)
{
	return d->os_lock || d->double_lock;
}

/* Apply the values that `v` has written. With a lock held, only BRK is a debug event (DDI 0487, D2.4). */
static void apply(struct vcpu *v)
{
	struct debug_registers *d = &v->el1.debug;
	uint64_t mdscr = locked(d) ? d->mdscr & ~(MDSCR_MDE | MDSCR_SS) : d->mdscr;

	sysreg_write(mdscr_el1, mdscr);
	v->el1.optional &= ~(uint64_t)CONTEXT_DEBUG;
	if (mdscr & MDSCR_MDE) {
		v->el1.optional |= CONTEXT_OPTIONAL | CONTEXT_DEBUG;
		debug_load(d);
	}
}

/* A guest without EL2 and EL3 has no HMC, SSC, or types that compare VMIDs: RES0. */
static const uint64_t slot_bits[] = {[SLOT_CONTROL] = DBGBCR_GUEST,
				     [SLOT_WATCHING | SLOT_CONTROL] = DBGWCR_GUEST,
				     [0] = UINT64_MAX,
				     [SLOT_WATCHING] = UINT64_MAX};

static bool access_slot(struct vcpu *v, uint32_t reg, bool write, uint64_t *value)
{
	uint64_t dfr0 = sysreg_read(id_aa64dfr0_el1);
	unsigned n = ISS_SYSREG_CRM(reg), kind = ISS_SYSREG_OP2(reg) % DEBUG_KINDS;
	uint64_t *slot = &v->el1.debug.slot[kind][n];

	if (n > (kind & SLOT_WATCHING ? ID_AA64DFR0_WRPS(dfr0) : ID_AA64DFR0_BRPS(dfr0)))
		return false;
	if (write)
		*slot = *value & slot_bits[kind];
	else
		*value = *slot;
	return true;
}

static void write_other(struct debug_registers *d, uint32_t reg, uint64_t value)
{
	if (reg == MDSCR_EL1)
		d->mdscr = (uint32_t)value & MDSCR_GUEST;
	else if (reg == OSLAR_EL1)
		d->os_lock = value & OSLAR_OSLK;
	else if (reg == OSDLR_EL1 &&
		 ID_AA64DFR0_DOUBLELOCK(sysreg_read(id_aa64dfr0_el1)) != DOUBLELOCK_NONE)
		d->double_lock = value & OSDLR_DLK;
}

static uint64_t read_other(const struct debug_registers *d, uint32_t reg)
{
	if (reg == MDSCR_EL1)
		return d->mdscr;
	if (reg == OSLSR_EL1)
		return OSLSR_OSLM_IMPLEMENTED | (d->os_lock ? OSLSR_OSLK : 0);
	return reg == OSDLR_EL1 && d->double_lock ? OSDLR_DLK : 0;
}

bool debug_access(struct vcpu *v, uint32_t reg, bool write, uint64_t *value)
{
	if ((reg & SLOT_MASK) == SLOT) {
		if (!access_slot(v, reg, write, value))
			return false;
	} else if (write) {
		write_other(&v->el1.debug, reg, *value);
	} else {
		*value = read_other(&v->el1.debug, reg);
	}
	if (write)
		apply(v);
	return true;
}

/* The slots from the last one that this core has down to the first. */
#define SLOTS(f) \
	f(15) f(14) f(13) f(12) f(11) f(10) f(9) f(8) f(7) f(6) f(5) f(4) f(3) f(2) f(1) f(0)
#define LOAD_BREAKPOINT(n)                                               \
	case n:                                                          \
		sysreg_write(dbgbvr##n##_el1, d->slot[0][n]);            \
		sysreg_write(dbgbcr##n##_el1, d->slot[SLOT_CONTROL][n]); \
		__attribute__((fallthrough));
#define LOAD_WATCHPOINT(n)                                                               \
	case n:                                                                          \
		sysreg_write(dbgwvr##n##_el1, d->slot[SLOT_WATCHING][n]);                \
		sysreg_write(dbgwcr##n##_el1, d->slot[SLOT_WATCHING | SLOT_CONTROL][n]); \
		__attribute__((fallthrough));

void debug_load(const struct debug_registers *d)
{
	uint64_t dfr0 = sysreg_read(id_aa64dfr0_el1);

	switch (ID_AA64DFR0_BRPS(dfr0)) {
		SLOTS(LOAD_BREAKPOINT)
	default:
		break;
	}
	switch (ID_AA64DFR0_WRPS(dfr0)) {
		SLOTS(LOAD_WATCHPOINT)
	default:
		break;
	}
}
