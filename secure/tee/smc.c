/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls from the normal world, in the order in which OP-TEE checks them. */
#include <bulkhead/secure_world.h>
#include <stddef.h>
#include "mode.h"
#include "notif.h"
#include "nsmem.h"
#include "partition.h"
#include "rng.h"
#include "thread.h"

#define CALL_COUNT     16
#define REVISION_MAJOR 2 /* of the message protocol */
#define REVISION_MINOR 0
#define OS_MAJOR       4 /* the OP-TEE whose interface this is */
#define OS_MINOR       10

static void answer(struct smc_args *args, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3)
{
	args->a[0] = a0;
	args->a[1] = a1;
	args->a[2] = a2;
	args->a[3] = a3;
}

/* Calls that make and end partitions or bound their memory: the hypervisor's alone. */
static uint32_t manage(uint32_t function, const struct smc_args *args)
{
	uint16_t vm = args->a[1];

	if ((uint16_t)args->a[7] != 0)
		return SMC_ENOTAVAIL;
	switch (function) {
	case SMC_VM_CREATED:
		return vm ? partition_create(vm) : SMC_ENOTAVAIL;
	case SMC_VM_DESTROYED:
		return vm ? partition_destroy(vm) : SMC_ENOTAVAIL;
	case SECURE_WORLD_MEM_ALLOW:
		if (args->a[1] > UINT16_MAX || partition_find(vm))
			return SMC_ENOTAVAIL;
		return nsmem_allow(vm, args->a[2], args->a[3]);
	case SECURE_WORLD_MEM_SEAL:
		nsmem_seal();
		return SMC_OK;
	default:
		return SMC_UNKNOWN_FUNCTION;
	}
}

/* Calls that concern one partition; @p is NULL for the hypervisor itself. */
static void partition_call(struct partition *p, uint32_t function, struct smc_args *args)
{
	uint32_t value, flags;

	if (!p) {
		answer(args, SMC_ENOTAVAIL, 0, 0, 0);
		return;
	}
	switch (function) {
	case SMC_ENABLE_ASYNC_NOTIF:
		notif_start(p, args->a[7]);
		answer(args, SMC_OK, 0, 0, 0);
		break;
	case SMC_GET_ASYNC_NOTIF_VALUE:
		value = notif_take(p, args->a[7], &flags);
		answer(args, SMC_OK, value, flags, 0);
		break;
	default: /* the cache of RPC arguments: none is kept, so there is nothing to give back */
		if (thread_in_use(p))
			answer(args, SMC_EBUSY, 0, 0, 0);
		else
			answer(args, function == SMC_ENABLE_SHM_CACHE ? SMC_OK : SMC_ENOTAVAIL, 0,
			       0, 0);
		break;
	}
}

static void fast_call(struct smc_args *args)
{
	uint32_t function = args->a[0];
	uint16_t vm = args->a[7];
	struct partition *p = partition_find(vm);

	if (!p && vm != 0) {
		answer(args, SMC_ENOTAVAIL, 0, 0, 0);
		return;
	}
	switch (function) {
	case SMC_CALLS_COUNT:
		answer(args, CALL_COUNT, 0, 0, 0);
		break;
	case SMC_CALLS_UID:
		answer(args, 0x384FB3E0, 0xE7F811E3, 0xAF630002, 0xA5D5C51B);
		break;
	case SMC_CALLS_REVISION:
		answer(args, REVISION_MAJOR, REVISION_MINOR, 0, 0);
		break;
	case SMC_GET_OS_UUID:
		answer(args, 0x486178E0, 0xE7F811E3, 0xBC5E0002, 0xA5D5C51B);
		break;
	case SMC_GET_OS_REVISION:
		answer(args, OS_MAJOR, OS_MINOR, 0, 0);
		break;
	case SMC_GET_SHM_CONFIG: /* no reserved memory */
		answer(args, SMC_OK, 0, 0, 1);
		break;
	case SMC_EXCHANGE_CAPABILITIES:
		if (args->a[1] & ~(uint64_t)NSEC_CAP_UNIPROCESSOR)
			answer(args, SMC_ENOTAVAIL, 0, 0, 0);
		else
			answer(args, SMC_OK, mode_capabilities, NOTIF_VALUE_MAX, RPC_MAX_PARAMS);
		break;
	case SMC_GET_THREAD_COUNT:
		answer(args, SMC_OK, PARTITION_THREADS, 0, 0);
		break;
	case SMC_DISABLE_SHM_CACHE:
	case SMC_ENABLE_SHM_CACHE:
	case SMC_ENABLE_ASYNC_NOTIF:
	case SMC_GET_ASYNC_NOTIF_VALUE:
		partition_call(p, function, args);
		break;
	case SECURE_WORLD_VERSION:
		if (mode_has_vms)
			answer(args, SMC_OK, SECURE_WORLD_ABI, NSMEM_RANGES, NSMEM_VMS);
		else
			answer(args, SMC_UNKNOWN_FUNCTION, 0, 0, 0);
		break;
	default:
		answer(args, mode_has_vms ? manage(function, args) : SMC_UNKNOWN_FUNCTION, 0, 0, 0);
		break;
	}
}

static struct thread *yielding_call(struct smc_args *args)
{
	struct partition *p = partition_find(args->a[7]);
	bool resume = (uint32_t)args->a[0] == SMC_RETURN_FROM_RPC;
	struct thread *t;

	if (!p) {
		answer(args, SMC_ENOTAVAIL, 0, 0, 0);
		return NULL;
	}
	t = resume ? thread_resume(p, args) : thread_start(p, args);
	if (!t)
		answer(args, resume ? SMC_ERESUME : SMC_ETHREAD_LIMIT, 0, 0, 0);
	return t;
}

/* From the entry code, interrupts masked: the thread to run, or NULL when @core->args is the
 * answer. */
struct thread *smc_entry(struct tee_core *core)
{
	rng_add_timing();
	if (core->args.a[0] & SMC_FAST_CALL) {
		fast_call(&core->args);
		return NULL;
	}
	core->thread = yielding_call(&core->args);
	return core->thread;
}
