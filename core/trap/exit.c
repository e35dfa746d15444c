/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/exit.h"
#include <arm/esr.h>
#include "extension/instance.h"
#include "machine/sysreg.h"
#include "sched/sched.h"
#include "trap/abort.h"
#include "trap/irq.h"
#include "trap/msr.h"
#include "trap/smccc.h"
#include "trap/unhandled.h"
#include "vcpu/inject.h"
#include "vgic/vgic.h"

static struct frame *exit_wfx(struct frame *f, uint64_t esr)
{
	struct vcpu *v = vcpu_of(f);
	struct cpu *c = v->cpu;

	v->counters[BULKHEAD_EXIT_WFX]++;
	frame_skip(f, esr & ESR_IL ? 4 : 2); /* T32's is shorter */
	if (ESR_ISS(esr) & ISS_WFX_WFE) {
		sched_yield_vcpu(c);
		return NULL;
	}
	if (!vgic_quiet(v) && vgic_pending(v))
		return f;
	sched_block(c, v, VCPU_BLOCKED);
	return NULL;
}

/* MDCR_EL2.TDE brings software breakpoints here; they are the guest's own. */
static struct frame *exit_breakpoint(struct frame *f, uint64_t esr)
{
	inject_exception(f, esr);
	return f;
}

typedef struct frame *(*exit_handler)(struct frame *f, uint64_t esr);

static const exit_handler handlers[64] = {
    [ESR_EC_UNKNOWN] = exit_unhandled, [ESR_EC_WFX] = exit_wfx,
    [0x02 ... 0x15] = exit_unhandled,  [ESR_EC_HVC64] = exit_hvc,
    [ESR_EC_SMC64] = exit_smc,	       [ESR_EC_SYSREG] = exit_sysreg,
    [0x19 ... 0x1f] = exit_unhandled,  [ESR_EC_INSTRUCTION_ABORT_LOWER] = exit_abort,
    [0x21 ... 0x23] = exit_unhandled,  [ESR_EC_DATA_ABORT_LOWER] = exit_abort,
    [0x25 ... 0x37] = exit_unhandled,  [ESR_EC_BKPT32] = exit_breakpoint,
    [0x39 ... 0x3b] = exit_unhandled,  [ESR_EC_BRK64] = exit_breakpoint,
    [0x3d ... 0x3f] = exit_unhandled,
};

struct frame *exit_sync(struct frame *f, uint64_t esr)
{
	return handlers[ESR_EC(esr)](f, esr);
}

/* Frame `f` was interrupted at `since`. If another frame continues, the time since then isn't charged to `f`. */
static struct frame *resume_since(struct cpu *c, struct frame *f, uint64_t since)
{
	if (!c->reschedule) {
		c->status.now = since;
		return f;
	}
	c->interrupted = since;
	return NULL;
}

/* An interrupt of an activation, whose CPU time ends at it. Inlined, this costs an interrupt of a guest 2 instructions. */
static __attribute__((noinline)) struct frame *exit_irq_inside(struct activation *a, struct cpu *c)
{
	uint64_t since = sysreg_read(cntpct_el0);

	irq_poll(c);
	if (activation_interrupted(a, since))
		return instance_fault(
		    a, a->section ? "overran its exclusive section" : "overran its budget", 0);
	return resume_since(c, &a->frame, since);
}

struct frame *exit_irq(struct frame *f, uint64_t esr)
{
	struct vcpu *v = f->vcpu;
	struct cpu *c = v->cpu;
	uint64_t since;

	(void)esr;
	v->counters[BULKHEAD_EXIT_IRQ]++;
	if (f->activation)
		return exit_irq_inside(f->activation, c);
	since = sysreg_read(cntpct_el0);
	irq_poll(c);
	return resume_since(c, f, since);
}

struct frame *exit_serror(struct frame *f, uint64_t esr)
{
	f->vcpu->counters[BULKHEAD_EXIT_SERROR]++;
	if (f->activation)
		return instance_fault(f->activation, "SError", esr);
	return guest_fault(f->vcpu, "SError", esr);
}
