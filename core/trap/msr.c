/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/msr.h"
#include <arm/esr.h>
#include <arm/gic.h>
#include <bulkhead/request.h>
#include "extension/forward.h"
#include "machine/speculation.h"
#include "machine/sysreg.h"
#include "trap/unhandled.h"
#include "vcpu/debug.h"
#include "vcpu/pmu.h"
#include "vgic/distributor.h"
#include "vgic/sgi.h"
#include "vm/notify.h"

/* The register, as BULKHEAD_SYSREG() names it. */
#define ISS_REGISTER(iss) ((iss) & ~(ISS_SYSREG_READ | ISS_SYSREG_RT_MASK))

#define ICC_DIR	   BULKHEAD_SYSREG(3, 0, 12, 11, 1)
#define ICC_SGI1R  BULKHEAD_SYSREG(3, 0, 12, 11, 5)
#define ICC_ASGI1R BULKHEAD_SYSREG(3, 0, 12, 11, 6)
#define ICC_SGI0R  BULKHEAD_SYSREG(3, 0, 12, 11, 7)
#define ICC_SRE	   BULKHEAD_SYSREG(3, 0, 12, 12, 5)
/* system registers only */
#define ICC_SRE_GUEST (ICC_SRE_SRE | ICC_SRE_DFB | ICC_SRE_DIB)
#define ACTLR_EL1     BULKHEAD_SYSREG(3, 0, 1, 0, 1)

#define ID_AA64DFR0		 ((5 - 1) * 8 + 0)
#define ID_AA64DFR0_PMUVER_SHIFT 8
#define ID_AA64DFR0_PMUVER(v)	 ((v) >> ID_AA64DFR0_PMUVER_SHIFT & 15)
#define PMUVER_V3P7		 7
#define PMUVER_OTHER		 15
#define ID_AA64PFR0		 ((4 - 1) * 8 + 0)
#define ID_AA64PFR0_CSV2(v)	 ((v) >> 56 & 15)
#define ID_AA64PFR0_CSV2_1	 (1ull << 56)

/* The hardware's values, masked by the manifest; index (CRm - 1) * 8 + op2. */
static uint64_t id_registers[MANIFEST_ID_REGISTERS];

#define ID(crm, op2) id_registers[(crm - 1) * 8 + op2] = sysreg_read(S3_0_C0_C##crm##_##op2);
#define ID_ROW(crm) \
	ID(crm, 0) ID(crm, 1) ID(crm, 2) ID(crm, 3) ID(crm, 4) ID(crm, 5) ID(crm, 6) ID(crm, 7)
#define EACH_ID_ROW(f) f(1) f(2) f(3) f(4) f(5) f(6) f(7)

void id_registers_init(void)
{
	EACH_ID_ROW(ID_ROW)
	for (unsigned i = 0; i < MANIFEST_ID_REGISTERS; i++)
		id_registers[i] &= manifest->id_masks[i];
	/* Guests may see 1 at most in this field, but an AND mask would turn 2 into 0: so it is set to 1. */
	if (ID_AA64PFR0_CSV2(sysreg_read(id_aa64pfr0_el1)))
		id_registers[ID_AA64PFR0] |= ID_AA64PFR0_CSV2_1 & manifest->id_masks[ID_AA64PFR0];
}

/* op0 3, op1 0, CRn 0 (CRm 0 isn't trapped). */
#define ID_REGISTER_MASK (3u << 20 | 7u << 14 | 15u << 10)
#define ID_REGISTERS	 (3u << 20)

/* PMU (CRn 9; 14 with CRm 8..15, op1 3), ACTLR: read as zero, ignore writes. */
static bool reads_as_zero(uint32_t r)
{
	if (r == ACTLR_EL1 || ISS_SYSREG_CRN(r) == 9)
		return true;
	/* Reserved for more ID registers. */
	if ((r & ID_REGISTER_MASK) == ID_REGISTERS)
		return ISS_SYSREG_CRM(r) > 7;
	return ISS_SYSREG_CRN(r) == 14 && ISS_SYSREG_OP1(r) == 3 && ISS_SYSREG_CRM(r) >= 8;
}

static struct frame *forward(struct frame *f, const struct cached_route *p, uint32_t iss)
{
	bool write = !(iss & ISS_SYSREG_READ);

	p->activation->access = ISS_SYSREG_RT(iss) << ISS_SRT_SHIFT | ISS_SAS_DOUBLEWORD | ISS_SF |
				(write ? ISS_WNR : 0);
	request_arguments(p, ISS_REGISTER(iss), write,
			  write ? frame_read(f, ISS_SYSREG_RT(iss)) : 0);
	return extension_enter(vcpu_of(f), p);
}

/* A debug register (op0 2). */
static struct frame *debug_register(struct frame *f, uint64_t esr)
{
	uint32_t iss = ESR_ISS(esr);
	bool write = !(iss & ISS_SYSREG_READ);
	uint64_t value = write ? frame_read(f, ISS_SYSREG_RT(iss)) : 0;

	if (!debug_access(vcpu_of(f), ISS_REGISTER(iss), write, &value))
		return exit_unhandled(f, esr);
	if (!write)
		frame_write(f, ISS_SYSREG_RT(iss), value);
	frame_skip(f, 4);
	return f;
}

/* Deactivation of an interrupt, of a guest with EOImode 1. */
static struct frame *deactivate(struct frame *f, uint32_t iss)
{
	struct vcpu *v = vcpu_of(f);

	frame_skip(f, 4);
	vm_notify(v->vm, vgic_dir(v, ICC_DIR_INTID(frame_read(f, ISS_SYSREG_RT(iss)))));
	return frame_or_choose(v->cpu, f);
}

/* The rarer registers, without the ID registers. */
static struct frame *other(struct frame *f, uint64_t esr)
{
	uint32_t iss = ESR_ISS(esr), r = ISS_REGISTER(iss);

	if (iss == (ICC_DIR | (iss & ISS_SYSREG_RT_MASK)) && manifest->board.gic_version == 3)
		return deactivate(f, iss);
	if (ISS_SYSREG_OP0(r) == 2)
		return debug_register(f, esr);
	if (r == ICC_SRE && manifest->board.gic_version == 3)
		frame_write(f, iss & ISS_SYSREG_READ ? ISS_SYSREG_RT(iss) : 31, ICC_SRE_GUEST);
	else if (!reads_as_zero(r) && r != ICC_SGI0R && r != ICC_ASGI1R)
		return exit_unhandled(f, esr);
	else if (iss & ISS_SYSREG_READ)
		frame_write(f, ISS_SYSREG_RT(iss), 0);
	frame_skip(f, 4);
	return f;
}

/* Inlined, it costs every trapped register 5 instructions, as answer_or_forward() would. */
static __attribute__((noinline)) struct frame *send_sgi(struct vcpu *v, uint64_t value)
{
	vm_notify(v->vm, vgic_sgi1r(v, value));
	return frame_or_choose(v->cpu, &v->frame);
}

static inline struct frame *sgi1r(struct frame *f, uint32_t iss)
{
	uint64_t value = frame_read(f, ISS_SYSREG_RT(iss));

	frame_skip(f, 4);
	return value & SGI1R_SOMEBODY ? send_sgi(vcpu_of(f), value) : f;
}

/* ID_AA64DFR0_EL1.PMUVer for a VM with a PMU: at most the version whose registers the core switches. */
static uint64_t pmu_version(const struct manifest_vm *vm)
{
	uint64_t version = ID_AA64DFR0_PMUVER(sysreg_read(id_aa64dfr0_el1));

	if (!pmu_is_owned(vm) || version == PMUVER_OTHER)
		return 0;
	return (version < PMUVER_V3P7 ? version : PMUVER_V3P7) << ID_AA64DFR0_PMUVER_SHIFT;
}

/* Answer the access in the core itself. */
static inline struct frame *answer(struct frame *f, uint64_t esr)
{
	uint32_t iss = ESR_ISS(esr), r = ISS_REGISTER(iss);
	unsigned id = (ISS_SYSREG_CRM(r) - 1) * 8 + ISS_SYSREG_OP2(r);

	if ((iss & (ID_REGISTER_MASK | ISS_SYSREG_READ)) == (ID_REGISTERS | ISS_SYSREG_READ) &&
	    id < MANIFEST_ID_REGISTERS) {
		uint64_t value = id_registers[index_nospec(id, MANIFEST_ID_REGISTERS)];

		if (id == ID_AA64DFR0)
			value |= pmu_version(vcpu_of(f)->vm);
		frame_write(f, ISS_SYSREG_RT(iss), value);
		frame_skip(f, 4);
		return f;
	}
	return (iss & ~ISS_SYSREG_RT_MASK) == ICC_SGI1R ? sgi1r(f, iss) : other(f, esr);
}

/* The VM has routes for system registers: perhaps for this one. */
static __attribute__((noinline)) struct frame *answer_or_forward(struct frame *f, uint64_t esr)
{
	uint32_t iss = ESR_ISS(esr);
	const struct cached_route *p =
	    route_of(vcpu_of(f), MANIFEST_CLASS_SYSREG, ISS_REGISTER(iss));

	return p ? forward(f, p, iss) : answer(f, esr);
}

struct frame *exit_sysreg(struct frame *f, uint64_t esr)
{
	struct vcpu *v = vcpu_of(f);

	v->counters[BULKHEAD_EXIT_SYSREG]++;
	if (v->vm->routes[MANIFEST_CLASS_SYSREG].count)
		return answer_or_forward(f, esr);
	return answer(f, esr);
}
