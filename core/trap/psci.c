/* SPDX-License-Identifier: BSD-3-Clause */
/* PSCI 1.1 (Arm DEN0022) for guests. */
#include "trap/psci.h"
#include "trap/exit.h"
#include "sched/sched.h"
#include "trap/smccc.h"
#include "vgic/vgic.h"
#include "vm/vm.h"

#define NUMBER(fid)	    ((fid)&0x1f)
#define MPIDR_AFFINITY	    0xff00ffffffull
#define PSCI_1_1	    0x10001
#define MIGRATE_NOT_NEEDED  2
#define RESET_TYPE_VENDOR   (1u << 31)
#define AFFINITY_ON	    0
#define AFFINITY_OFF	    1
#define AFFINITY_ON_PENDING 2

typedef struct frame *(*psci_handler)(struct frame *f);

static struct frame *answer(struct frame *f, int64_t result)
{
	f->x[0] = (uint64_t)result;
	return f;
}

/* Argument x1..x3: 32 bits of it in an SMC32 call. */
static uint64_t argument(const struct frame *f, unsigned n)
{
	return f->x[0] & PSCI_FID_64 ? f->x[n] : (uint32_t)f->x[n];
}

static struct vcpu *vcpu_by_affinity(const struct vcpu *v, uint64_t affinity)
{
	for (uint32_t i = 0; i < v->vm->vcpus.count; i++) {
		struct vcpu *other = vcpu_state(v->vm->vcpus.first + i);

		if ((other->config->vmpidr_el2 & MPIDR_AFFINITY) == affinity)
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
	return sched_next(v->cpu);
}

static struct frame *cpu_off(struct frame *f)
{
	struct vcpu *v = vcpu_of(f);
	vcpu_park(v->cpu, v);
	return sched_next(v->cpu);
}

static struct frame *cpu_on(struct frame *f)
{
	const struct vcpu *v = vcpu_of(f);
	struct vcpu *target = vcpu_by_affinity(v, argument(f, 1));

	if (!target)
		return answer(f, PSCI_INVALID_PARAMETERS);
	answer(f, vcpu_on(target, argument(f, 2), argument(f, 3)));
	return sched_check(v->cpu, f);
}

static struct frame *affinity_info(struct frame *f)
{
	const struct vcpu *v = vcpu_of(f);
	struct vcpu *target = vcpu_by_affinity(v, argument(f, 1));
	static const uint8_t states[] = {AFFINITY_OFF, AFFINITY_ON, AFFINITY_ON_PENDING};

	if (!target || argument(f, 2))
		return answer(f, PSCI_INVALID_PARAMETERS);
	return answer(f, states[__atomic_load_n(&target->on, __ATOMIC_ACQUIRE)]);
}

static struct frame *migrate_info_type(struct frame *f)
{
	return answer(f, MIGRATE_NOT_NEEDED);
}

static struct frame *system_off(struct frame *f)
{
	struct vcpu *v = vcpu_of(f);
	vm_stop(v->vm, VM_END_OFF);
	return sched_next(v->cpu);
}

static struct frame *system_reset(struct frame *f)
{
	struct vcpu *v = vcpu_of(f);
	vm_stop(v->vm, VM_END_RESTART);
	return sched_next(v->cpu);
}

/* Of the architecture's resets there is one, the warm one; a vendor's are ours to define: they are the same. */
static struct frame *system_reset2(struct frame *f)
{
	uint32_t type = (uint32_t)f->x[1];

	return type && !(type & RESET_TYPE_VENDOR) ? answer(f, PSCI_INVALID_PARAMETERS)
						   : system_reset(f);
}

static struct frame *features(struct frame *f);

static __attribute__((noinline)) struct frame *not_supported(struct frame *f)
{
	return answer(f, PSCI_NOT_SUPPORTED);
}

/* By function number, all of them; an SMC32 call and its SMC64 form come to the same. */
static const psci_handler handlers[PSCI_NUMBERS] = {
    [0x00] = version,		[0x01] = cpu_suspend,
    [0x02] = cpu_off,		[0x03] = cpu_on,
    [0x04] = affinity_info,	[0x05] = not_supported,
    [0x06] = migrate_info_type, [0x07] = not_supported,
    [0x08] = system_off,	[0x09] = system_reset,
    [0x0a] = features,		[0x0b ... 0x11] = not_supported,
    [0x12] = system_reset2,	[0x13 ... 0x1f] = not_supported,
};
#define IN_SMC64 (1u << 0x01 | 1u << 0x03 | 1u << 0x04 | 1u << 0x12)

static bool implemented(uint32_t fid)
{
	return handlers[NUMBER(fid)] != not_supported &&
	       (!(fid & PSCI_FID_64) || (IN_SMC64 >> NUMBER(fid) & 1));
}

static struct frame *features(struct frame *f)
{
	uint32_t fid = (uint32_t)f->x[1];

	if (fid == SMCCC_VERSION)
		return answer(f, PSCI_SUCCESS);
	if ((fid & ~(PSCI_FID_64 | (PSCI_NUMBERS - 1))) != PSCI_FIRST || !implemented(fid))
		return answer(f, PSCI_NOT_SUPPORTED);
	return answer(f, PSCI_SUCCESS);
}

struct frame *psci_call(struct frame *f, uint32_t fid)
{
	if ((fid & PSCI_FID_64) && !(IN_SMC64 >> NUMBER(fid) & 1))
		return not_supported(f);
	return handlers[NUMBER(fid)](f);
}

int64_t psci_machine(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3)
{
	register uint64_t x0 __asm__("x0") = fid;
	register uint64_t x1 __asm__("x1") = a1;
	register uint64_t x2 __asm__("x2") = a2;
	register uint64_t x3 __asm__("x3") = a3;

	/* The only conduit below EL2 is SMC; a machine whose PSCI is reached by HVC has no EL2 for us. */
	__asm__ volatile("smc #0"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			 :
			 : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",
			   "x15", "x16", "x17", "memory");
	return (int64_t)x0;
}
