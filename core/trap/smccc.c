/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/smccc.h"
#include <arm/smccc.h>
#include "extension/forward.h"
#include "machine/errata.h"
#include "trap/hypercall.h"
#include "trap/psci.h"

/* Arm architecture calls. */
static struct frame *smccc_arch_call(struct frame *f)
{
	const struct cpu *c = vcpu_of(f)->cpu;
	uint32_t fid = (uint32_t)f->x[0], of = (uint32_t)f->x[1];
	int64_t result = SMCCC_NOT_SUPPORTED;

	if (fid == SMCCC_VERSION) {
		result = SMCCC_1_2;
	} else if (fid == SMCCC_ARCH_FEATURES) {
		result = of == SMCCC_VERSION || of == SMCCC_ARCH_FEATURES ? SMCCC_SUCCESS
									  : errata_feature(c, of);
	} else if (errata_feature(c, fid) >= 0) {
		errata_call(fid);
		result = SMCCC_SUCCESS;
	}
	f->x[0] = (uint64_t)result;
	return f;
}

/* All calls except PSCI's. */
static struct frame *other_call(struct frame *f, enum manifest_class class)
{
	struct vcpu *v = vcpu_of(f);
	uint32_t fid = (uint32_t)f->x[0];
	const struct cached_route *p;

	if (class == MANIFEST_CLASS_HVC && hypercall_is_core(fid) &&
	    fid != BULKHEAD_HVC_CONSOLE_WRITE)
		return hypercall(v, f, fid);
	if ((fid & SMCCC_FAST) && SMCCC_OWNER(fid) == SMCCC_OWNER_ARCH)
		return smccc_arch_call(f);
	p = route_of(v, class, fid);
	if (p) {
		request_call(p, f->x);
		return extension_enter(v, p);
	}
	if (fid == BULKHEAD_HVC_CONSOLE_WRITE && class == MANIFEST_CLASS_HVC)
		return hypercall(v, f, fid);
	f->x[0] = (uint64_t)SMCCC_NOT_SUPPORTED;
	return f;
}

static inline struct frame *call(struct frame *f, enum manifest_class class)
{
	uint32_t fid = (uint32_t)f->x[0];

	return psci_is_call(fid) ? psci_call(f, fid) : other_call(f, class);
}

struct frame *exit_hvc(struct frame *f, uint64_t esr)
{
	(void)esr;
	vcpu_of(f)->counters[BULKHEAD_EXIT_HVC]++;
	return call(f, MANIFEST_CLASS_HVC);
}

/* No route covers a call that the core answers (compiler/check.c), so the route used last comes first. */
struct frame *exit_smc(struct frame *f, uint64_t esr)
{
	struct vcpu *v = vcpu_of(f);
	const struct cached_route *p = &v->routes[MANIFEST_CLASS_SMC];

	(void)esr;
	v->counters[BULKHEAD_EXIT_SMC]++;
	frame_skip(f, 4); /* a trapped SMC returns to itself; HVC to the next instruction */
	if ((uint32_t)(f->x[0] - p->first) < p->size) { /* both are 32 bits */
		request_call(p, f->x);
		return extension_enter(v, p);
	}
	return call(f, MANIFEST_CLASS_SMC);
}
