/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions from lower levels: SMC dispatch by owner, traps, secure interrupts. */
#include <stddef.h>
#include "console.h"
#include "core.h"
#include <arm/psci.h>
#include <arm/smccc.h>
#include "sysreg.h"

static struct frame *arch_call(struct core *core, uint32_t fid)
{
	int32_t result = SMCCC_NOT_SUPPORTED;

	switch (fid) {
	case SMCCC_VERSION:
		result = SMCCC_1_2;
		break;
	case SMCCC_ARCH_FEATURES:
		switch ((uint32_t)core->ns.x[1]) {
		case SMCCC_VERSION:
		case SMCCC_ARCH_FEATURES:
			result = 0;
			break;
		case SMCCC_ARCH_WORKAROUND_1: /* 1: this core needs no mitigation, the call is
						 harmless */
			result = cpu_needs_workaround_1() ? 0 : 1;
			break;
		}
		break;
	case SMCCC_ARCH_WORKAROUND_1:
		if (cpu_needs_workaround_1())
			cpu_workaround_1();
		return &core->ns; /* no result: x0 to x3 stay as they are */
	}
	core->ns.x[0] = (uint64_t)(int64_t)result;
	return &core->ns;
}

static bool streaming_mode(const struct core *core)
{
	/* SVCR (S3_3_C4_C2_2).SM: plain FP is not usable, so neither is the TEE (Arm DEN
	 * 0028 1.4, 2.9). */
	return core->has_sme && read_sysreg(s3_3_c4_c2_2) & 1;
}

static struct frame *call_from_ns(struct core *core)
{
	uint32_t fid = core->ns.x[0];
	uint32_t owner = SMCCC_OWNER(fid);

	if (fid & SMCCC_FAST && owner == SMCCC_OWNER_ARCH)
		return arch_call(core, fid);
	if ((fid & ~SMCCC_64) >= TRNG_VERSION && (fid & ~SMCCC_64) <= TRNG_LAST)
		return trng_call(core, fid);
	if (fid & SMCCC_FAST && owner == SMCCC_OWNER_STANDARD)
		return psci_call(core, fid);
	if (owner >= SMCCC_OWNER_TRUSTED_OS_FIRST && owner <= SMCCC_OWNER_TRUSTED_OS_LAST &&
	    !streaming_mode(core))
		return world_enter_tee(core, TEE_ENTRY_CALL);
	core->ns.x[0] = (uint64_t)(int64_t)SMCCC_NOT_SUPPORTED;
	return &core->ns;
}

struct frame *monitor_sync(struct frame *frame)
{
	struct core *core = this_core();
	unsigned int class = ESR_EC(read_sysreg(esr_el3));

	if (core->in_secure) {
		if (class != ESR_EC_SMC64 || frame->x[0] != TEE_CALL_DONE)
			monitor_panic(frame, ~0UL);
		return world_leave_tee(core);
	}
	switch (class) {
	case ESR_EC_SMC64:
	case ESR_EC_SMC32:
		return call_from_ns(core);
	default: /* a trap that the normal world must see as if EL3 did not exist */
		cpu_inject_undefined(core);
		return frame;
	}
}

struct frame *monitor_fiq(struct frame *frame)
{
	gic_drain_secure();
	return frame;
}

void monitor_panic(struct frame *frame, uint64_t vector)
{
	console_print("monitor: panic", "vector", vector, "esr", read_sysreg(esr_el3), "elr",
		      read_sysreg(elr_el3), "far", read_sysreg(far_el3), "core", this_core()->index,
		      "x0", frame->x[0], "x1", frame->x[1], "x30", frame->x[30], NULL);
	psci_power(false);
}
