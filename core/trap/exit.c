/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions from below: dispatch by class. */
#include "trap/exit.h"
#include "extension/extension.h"
#include "trap/irq.h"
#include "machine/print.h"
#include "sched/sched.h"
#include "machine/sysreg.h"
#include "vgic/vgic.h"
#include "vm/vm.h"
#include <bulkhead/armv8.h>

#define PSTATE_EL1H	5u
#define PSTATE_M_MASK	0x1fu
#define PSTATE_M32	0x10u
#define PSTATE_DAIF	(0xfu << 6)
#define PSTATE_SSBS	(1ull << 12)
#define PSTATE_PAN	(1ull << 22)
#define PSTATE_DIT	(1ull << 24)
#define SCTLR_EL1_SPAN	(1ull << 23)
#define SCTLR_EL1_DSSBS (1ull << 44)
#define WFX_WFE		1u

/* Take an exception to EL1 as the hardware would (DDI 0487, D1.3). */
static void inject(struct frame *f, uint64_t esr)
{
	uint64_t pstate = f->pstate, sctlr = sysreg_read(sctlr_el1), vector = 0x200;

	if (pstate & PSTATE_M32)
		vector = 0x600;
	else if ((pstate & PSTATE_M_MASK) == 0)
		vector = 0x400;
	else if ((pstate & PSTATE_M_MASK) != PSTATE_EL1H)
		vector = 0;
	sysreg_write(esr_el1, esr);
	sysreg_write(elr_el1, f->pc);
	sysreg_write(spsr_el1, pstate);
	f->pc = sysreg_read(vbar_el1) + vector;
	pstate = (pstate & (PSTATE_PAN | PSTATE_DIT)) | (sctlr & SCTLR_EL1_DSSBS ? PSTATE_SSBS : 0);
	if (!(sctlr & SCTLR_EL1_SPAN) && (sysreg_read(id_aa64mmfr1_el1) >> 20 & 15))
		pstate |= PSTATE_PAN;
	f->pstate = pstate | PSTATE_DAIF | PSTATE_EL1H;
}

void inject_undefined(struct frame *f)
{
	inject(f, ESR_IL); /* EC 0: unknown reason */
}

void inject_abort(struct frame *f, uint64_t far, bool instruction)
{
	bool from_el0 = (f->pstate & PSTATE_M32) || (f->pstate & PSTATE_M_MASK) == 0;
	uint64_t ec = instruction ? EC_INSTRUCTION_ABORT : EC_DATA_ABORT;

	sysreg_write(far_el1, far);
	inject(f, (from_el0 ? ec - 1 : ec) << 26 | ESR_IL | FSC_EXTERNAL_ABORT);
}

static struct frame *exit_wfx(struct frame *f, uint64_t esr)
{
	struct vcpu *v = vcpu_of(f);
	struct cpu *c = v->cpu;

	v->counters[BULKHEAD_EXIT_WFX]++;
	f->pc += esr & ESR_IL ? 4 : 2; /* T32's is shorter */
	if (ESR_ISS(esr) & WFX_WFE) {
		sched_yield_vcpu(c);
		return sched_next(c);
	}
	if (vgic_pending(v))
		return f;
	sched_block(c, v, VCPU_BLOCKED);
	return sched_next(c);
}

struct frame *exit_unhandled(struct frame *f, uint64_t esr)
{
	struct vcpu *v = vcpu_of(f);
	const struct portal *p = portal_find(v, MANIFEST_CLASS_UNHANDLED, 0);

	v->counters[BULKHEAD_EXIT_FAULT]++;
	if (p)
		return extension_enter_unhandled(v, p, esr, 0);
	inject_undefined(f);
	return f;
}

/* MDCR_EL2.TDE brings software breakpoints here; they are the guest's own. */
static struct frame *exit_breakpoint(struct frame *f, uint64_t esr)
{
	inject(f, esr);
	return f;
}

typedef struct frame *(*exit_handler)(struct frame *f, uint64_t esr);

static const exit_handler handlers[64] = {
    [0x00] = exit_unhandled,
    [EC_WFX] = exit_wfx,
    [0x02 ... 0x15] = exit_unhandled,
    [EC_HVC64] = exit_hvc,
    [EC_SMC64] = exit_smc,
    [EC_SYSREG] = exit_sysreg,
    [0x19 ... 0x1f] = exit_unhandled,
    [EC_INSTRUCTION_ABORT_LOWER] = exit_abort,
    [0x21 ... 0x23] = exit_unhandled,
    [EC_DATA_ABORT_LOWER] = exit_abort,
    [0x25 ... 0x37] = exit_unhandled,
    [EC_BKPT32] = exit_breakpoint,
    [0x39 ... 0x3b] = exit_unhandled,
    [EC_BRK64] = exit_breakpoint,
    [0x3d ... 0x3f] = exit_unhandled,
};

struct frame *exit_sync(struct frame *f, uint64_t esr);
struct frame *exit_irq(struct frame *f, uint64_t esr);
struct frame *exit_serror(struct frame *f, uint64_t esr);

struct frame *exit_sync(struct frame *f, uint64_t esr)
{
	return handlers[ESR_EC(esr)](f, esr);
}

struct frame *exit_irq(struct frame *f, uint64_t esr)
{
	struct vcpu *v = f->vcpu;
	struct cpu *c = v->cpu;
	uint64_t since = f->activation ? sysreg_read(cntpct_el0) : 0;
	bool look;

	(void)esr;
	v->counters[BULKHEAD_EXIT_IRQ]++;
	look = irq_poll(c);
	if (f->activation && extension_interrupted(f->activation, since))
		return extension_fault(f->activation,
				       f->activation->section ? "overran its exclusive section"
							      : "overran its budget",
				       0);
	return look && (c->reschedule || c->current != v || v->requests) ? sched_next(c) : f;
}

/* An SError belongs to the VM that ran; one of an extension, to the extension. */
struct frame *exit_serror(struct frame *f, uint64_t esr)
{
	f->vcpu->counters[BULKHEAD_EXIT_SERROR]++;
	if (f->activation)
		return extension_fault(f->activation, "SError", esr);
	return guest_fault(f->vcpu, "SError", esr);
}
