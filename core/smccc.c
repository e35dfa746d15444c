/* SPDX-License-Identifier: BSD-3-Clause */
/* SMC and HVC of a guest (SMC Calling Convention, Arm DEN0028): who answers which function id. */
#include "smccc.h"
#include "exit.h"
#include "extension.h"
#include "hypercall.h"
#include "psci.h"

#define OWNER_ARCH 0u
#define OWNER_STANDARD_SECURE 4u
#define OWNER(fid) ((fid) >> 24 & 0x3f)
#define FID_FAST (1u << 31)
#define PSCI_NUMBERS 0x20u /* function numbers that PSCI owns among the standard secure services */

static struct frame *call(struct vcpu *v, struct frame *f, enum manifest_class class)
{
	uint32_t fid = (uint32_t)f->x[0];
	const struct manifest_route *route;

	if (OWNER(fid) == OWNER_STANDARD_SECURE && (fid & 0xffff) < PSCI_NUMBERS && (fid & FID_FAST))
		return psci_call(v, f, fid);
	if (class == MANIFEST_CLASS_HVC && hypercall_is_core(fid) && fid != BULKHEAD_HVC_CONSOLE_WRITE)
		return hypercall(v, f, fid);
	if (OWNER(fid) == OWNER_ARCH && (fid & FID_FAST)) {
		f->x[0] = (uint64_t)smccc_arch_call(v, fid, (uint32_t)f->x[1]);
		return f;
	}
	route = route_find(v->vm, class, fid);
	if (route) {
		struct request r = {
			.kind = class == MANIFEST_CLASS_SMC ? BULKHEAD_REQUEST_SMC : BULKHEAD_REQUEST_HVC
		};

		for (unsigned i = 0; i < 8; i++)
			r.args[i] = f->x[i];
		return extension_enter(v, route, &r);
	}
	if (fid == BULKHEAD_HVC_CONSOLE_WRITE && class == MANIFEST_CLASS_HVC)
		return hypercall(v, f, fid);
	f->x[0] = (uint64_t)SMCCC_NOT_SUPPORTED;
	return f;
}

struct frame *exit_hvc(struct vcpu *v, struct frame *f, uint64_t esr)
{
	(void)esr;
	v->counters[BULKHEAD_EXIT_HVC]++;
	return call(v, f, MANIFEST_CLASS_HVC);
}

struct frame *exit_smc(struct vcpu *v, struct frame *f, uint64_t esr)
{
	(void)esr;
	v->counters[BULKHEAD_EXIT_SMC]++;
	f->pc += 4; /* a trapped SMC returns to itself; HVC to the next instruction */
	return call(v, f, MANIFEST_CLASS_SMC);
}

int64_t smccc_arch_call(struct vcpu *v, uint32_t fid, uint32_t argument)
{
	(void)v;
	switch (fid) {
	case SMCCC_VERSION:
		return SMCCC_1_2;
	case SMCCC_ARCH_FEATURES:
		return argument == SMCCC_VERSION || argument == SMCCC_ARCH_FEATURES ? 0 :
										      SMCCC_NOT_SUPPORTED;
	default:
		return SMCCC_NOT_SUPPORTED;
	}
}
