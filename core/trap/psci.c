/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/psci.h"
#include <arm/mpidr.h>
#include <arm/smccc.h>
#include "sched/sched.h"
#include "vgic/vgic.h"
#include "vm/vcpu_life.h"
#include "vm/vm.h"

#define PSCI_FUNCTIONS (PSCI_FUNCTION(PSCI_LAST) + 1)

typedef struct frame *(*psci_handler)(struct frame *f);

static struct frame *answer(struct frame *f, int64_t result)
{
	f->x[0] = (uint64_t)result;
	return f;
}

/* Argument `n` (x1..x3); of an SMC32 call, its lower 32 bits. */
static uint64_t argument(const struct frame *f, unsigned n)
{
	return f->x[0] & PSCI_64 ? f->x[n] : (uint32_t)f->x[n];
}

static struct vcpu *vcpu_by_affinity(const struct vcpu *v, uint64_t affinity)
{
	for (uint32_t i = 0; i < v->vm->vcpus.count; i++) {
		struct vcpu *other = vcpu_state(v->vm->vcpus.first + i);

		if ((other->config->vmpidr_el2 & MPIDR_AFFINITY_MASK) == affinity)
			return other;
	}
	return NULL;
}

static struct frame *version(struct frame *f)
{
	return answer(f, PSCI_1_1);
}

/* Suspend to a state that keeps everything: wait for an interrupt, then return. */
static struct frame *cpu_suspend(struct frame *f)
{
	struct vcpu *v = vcpu_of(f);
	answer(f, PSCI_SUCCESS);
	if (vgic_pending(v))
		return f;
	sched_block(v->cpu, v, VCPU_BLOCKED);
	return NULL;
}

static struct frame *cpu_off(struct frame *f)
{
	vcpu_park(vcpu_of(f)->cpu, vcpu_of(f));
	return NULL;
}

static struct frame *cpu_on(struct frame *f)
{
	const struct vcpu *v = vcpu_of(f);
	struct vcpu *target = vcpu_by_affinity(v, argument(f, 1));

	if (!target)
		return answer(f, PSCI_INVALID_PARAMETERS);
	answer(f, vcpu_on(target, (ipa_t){argument(f, 2)}, argument(f, 3)));
	return frame_or_choose(v->cpu, f);
}

static struct frame *affinity_info(struct frame *f)
{
	const struct vcpu *v = vcpu_of(f);
	struct vcpu *target = vcpu_by_affinity(v, argument(f, 1));
	static const uint8_t states[] = {[VCPU_NOT_ON] = PSCI_AFFINITY_OFF,
					 [VCPU_ON] = PSCI_AFFINITY_ON,
					 [VCPU_ON_PENDING] = PSCI_AFFINITY_ON_PENDING};

	if (!target || argument(f, 2))
		return answer(f, PSCI_INVALID_PARAMETERS);
	return answer(f, states[__atomic_load_n(&target->on, __ATOMIC_ACQUIRE)]);
}

static struct frame *migrate_info_type(struct frame *f)
{
	return answer(f, PSCI_MIGRATE_NOT_NEEDED);
}

static struct frame *system_off(struct frame *f)
{
	vm_stop(vcpu_of(f)->vm, VM_END_OFF);
	return NULL;
}

static struct frame *system_reset(struct frame *f)
{
	vm_stop(vcpu_of(f)->vm, VM_END_RESTART);
	return NULL;
}

/* The architecture has one reset, the warm one. Vendor-specific resets are defined here as the same. */
static struct frame *system_reset2(struct frame *f)
{
	uint32_t type = (uint32_t)f->x[1];

	return type && !(type & PSCI_RESET_VENDOR) ? answer(f, PSCI_INVALID_PARAMETERS)
						   : system_reset(f);
}

/* All other vCPUs must be off (DEN0022, 5.20). */
static struct frame *system_suspend(struct frame *f)
{
	struct vcpu *v = vcpu_of(f);

	for (uint32_t i = 0; i < v->vm->vcpus.count; i++) {
		const struct vcpu *other = vcpu_state(v->vm->vcpus.first + i);

		if (other != v && __atomic_load_n(&other->on, __ATOMIC_ACQUIRE) != VCPU_NOT_ON)
			return answer(f, PSCI_DENIED);
	}
	vcpu_suspend(v->cpu, v, (ipa_t){argument(f, 1)}, argument(f, 2));
	return NULL;
}

static struct frame *features(struct frame *f);

/* Handlers by function number; NULL: not supported. An SMC32 call and its SMC64 form have the same handler. */
static const psci_handler handlers[PSCI_FUNCTIONS] = {
    [PSCI_FUNCTION(PSCI_VERSION)] = version,
    [PSCI_FUNCTION(PSCI_CPU_SUSPEND32)] = cpu_suspend,
    [PSCI_FUNCTION(PSCI_CPU_OFF)] = cpu_off,
    [PSCI_FUNCTION(PSCI_CPU_ON32)] = cpu_on,
    [PSCI_FUNCTION(PSCI_AFFINITY_INFO32)] = affinity_info,
    [PSCI_FUNCTION(PSCI_MIGRATE_INFO_TYPE)] = migrate_info_type,
    [PSCI_FUNCTION(PSCI_SYSTEM_OFF)] = system_off,
    [PSCI_FUNCTION(PSCI_SYSTEM_RESET)] = system_reset,
    [PSCI_FUNCTION(PSCI_FEATURES)] = features,
    [PSCI_FUNCTION(PSCI_SYSTEM_SUSPEND32)] = system_suspend,
    [PSCI_FUNCTION(PSCI_SYSTEM_RESET2_32)] = system_reset2,
};
#define IN_SMC64                                                                                  \
	(1u << PSCI_FUNCTION(PSCI_CPU_SUSPEND64) | 1u << PSCI_FUNCTION(PSCI_CPU_ON64) |           \
	 1u << PSCI_FUNCTION(PSCI_AFFINITY_INFO64) | 1u << PSCI_FUNCTION(PSCI_SYSTEM_SUSPEND64) | \
	 1u << PSCI_FUNCTION(PSCI_SYSTEM_RESET2_64))

static bool implemented(uint32_t fid)
{
	return handlers[PSCI_FUNCTION(fid)] &&
	       (!(fid & PSCI_64) || (IN_SMC64 >> PSCI_FUNCTION(fid) & 1));
}

static struct frame *features(struct frame *f)
{
	uint32_t fid = (uint32_t)f->x[1];

	if (fid == SMCCC_VERSION || (psci_is_call(fid) && implemented(fid)))
		return answer(f, PSCI_SUCCESS);
	return answer(f, PSCI_NOT_SUPPORTED);
}

struct frame *psci_call(struct frame *f, uint32_t fid)
{
	if (!implemented(fid))
		return answer(f, PSCI_NOT_SUPPORTED);
	return handlers[PSCI_FUNCTION(fid)](f);
}
