/* SPDX-License-Identifier: BSD-3-Clause */
/* The switch between the normal world and S-EL1. */
#include "core.h"
#include "sysreg.h"

#define SCR_SECURE (SCR_RES1 | SCR_RW | SCR_SIF) /* interrupts are taken at S-EL1 */

static struct el1_regs tee_el1; /* constant after the TEE's cold start */

/* EL1 registers that control execution, and the rest. */
#define CONTROL(f) f(sctlr) f(cpacr) f(ttbr0) f(tcr) f(mair) f(vbar)
#define STATE(f)   f(esr) f(far) f(elr) f(spsr) f(tpidr)
#define SAVE(name) r->name = read_sysreg(name##_el1);
#define LOAD(name) write_sysreg(name##_el1, r->name);

static void el1_save(struct el1_regs *r)
{
	CONTROL(SAVE)
	STATE(SAVE)
	r->sp_el0 = read_sysreg(sp_el0);
	r->sp_el1 = read_sysreg(sp_el1);
}

static void el1_load_control(const struct el1_regs *r)
{
	CONTROL(LOAD)
}

static void el1_load(const struct el1_regs *r)
{
	el1_load_control(r);
	STATE(LOAD)
	write_sysreg(sp_el0, r->sp_el0);
	write_sysreg(sp_el1, r->sp_el1);
}

void world_init(void)
{
	tee_el1.sctlr = SCTLR_EL1_RES1; /* the TEE's cold start turns its MMU on itself */
	tee_el1.cpacr = CPACR_FPEN;
}

struct frame *world_enter_tee(struct core *core, uint64_t offset)
{
	struct frame *s = &core->secure;

	el1_save(&core->ns_el1);
	if (core->has_sve)
		sve_save(&core->ns_fp);
	else
		fp_save(&core->ns_fp);
	el1_load_control(&tee_el1);
	write_sysreg(cptr_el3, 0); /* no SVE, no SME at S-EL1; plain FP */
	write_sysreg(scr_el3, SCR_SECURE);
	for (unsigned int i = 0; i < 8; i++)
		s->x[i] = core->ns.x[i];
	s->x[8] = core->index;
	for (unsigned int i = 9; i < 31; i++)
		s->x[i] = 0;
	s->elr = TEE_TEXT_BASE + offset;
	s->spsr = SPSR_EL1H | SPSR_DAIF;
	core->in_secure = true;
	return s;
}

struct frame *world_leave_tee(struct core *core)
{
	struct frame *s = &core->secure, *ns = &core->ns;

	if (!tee_el1.vbar)
		el1_save(&tee_el1); /* cold start is over: these never change again */
	for (unsigned int i = 0; i < 4; i++)
		ns->x[i] = s->x[i + 1];
	core->in_secure = false;
	write_sysreg(cptr_el3, core->cptr_ns);
	write_sysreg(scr_el3, core->scr_ns);
	isb();
	el1_load(&core->ns_el1);
	if (core->has_sve)
		sve_load(&core->ns_fp);
	else
		fp_load(&core->ns_fp);
	return ns;
}
