/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An attacker in the mediator's place: at its client's first call it tries to reach foreign memory through the secure world
 * (each page of RAM: the core's, other guests', the ECU's; secure memory and devices), and other VMs' partitions. On the
 * reference secure world, every page outside its windows and its own memory must be refused, and the core must block all calls
 * outside of the filter, whatever id the caller forges.
 */
#include <stdbool.h>
#include <arm/psci.h>
#include <bulkhead/secure_world.h>
#include <skiff/extension.h>
#include <skiff/print.h>
#include "../../optee.h"

#define VM_CREATED   OPTEE_FAST(13)
#define VM_DESTROYED OPTEE_FAST(14)
#define RAM_FIRST    0x40000000ull
#define RAM_END	     0x80000000ull
#define PAGE	     4096ull
#define STEP	     0x10000ull /* distance of pages that are tried as page list and as argument */
#define IDS	     4		/* other VMs' ids that are tried: 1 to 4 */
#define PRINTED_MAX  16
#define COOKIE	     0x0badc0deull

static uint64_t list[512] __attribute__((aligned(4096)));
static union {
	struct optee_arg arg;
	uint64_t page[512];
} message __attribute__((aligned(4096)));
static unsigned int refused, reached;
static uint64_t forged_id;
static bool done;

static void secure(uint64_t x[8], uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3)
{
	x[0] = x0, x[1] = x1, x[2] = x2, x[3] = x3;
	x[4] = x[5] = x[6] = 0;
	x[7] = forged_id;
	extension_secure(x);
	while (optee_is_rpc((uint32_t)x[0])) {
		x[0] = OPTEE_RETURN_FROM_RPC;
		x[1] = x[2] = x[4] = x[5] = 0;
		x[7] = forged_id;
		extension_secure(x);
	}
}

static void verdict(const char *what, uint64_t address, bool ok)
{
	if (ok) {
		refused++;
		return;
	}
	if (reached++ < PRINTED_MAX)
		print("HOSTILE-MEDIATOR reached %s %lx\n", what, (unsigned long)address);
}

/* REGISTER_SHM of a page, by a list at `list_pa`, with the argument at `arg_pa`. */
static bool registers(uint64_t page, uint64_t list_pa, uint64_t arg_pa)
{
	uint64_t x[8];

	list[0] = page;
	message.arg = (struct optee_arg){.cmd = OPTEE_CMD_REGISTER_SHM, .num_params = 1};
	message.arg.ret = TEEC_ERROR_BAD_PARAMETERS;
	message.arg.params[0] = (struct optee_param){
	    .attr = OPTEE_TMEM_OUTPUT | OPTEE_NONCONTIG,
	    .tmem = {list_pa, 4096, COOKIE},
	};
	secure(x, OPTEE_CALL_WITH_ARG, arg_pa >> 32, (uint32_t)arg_pa, 0);
	if (x[0] != OPTEE_OK || message.arg.ret != TEEC_SUCCESS)
		return false;
	message.arg = (struct optee_arg){.cmd = OPTEE_CMD_UNREGISTER_SHM, .num_params = 1};
	message.arg.params[0] =
	    (struct optee_param){.attr = OPTEE_RMEM_INPUT, .rmem = {.shm_ref = COOKIE}};
	secure(x, OPTEE_CALL_WITH_ARG, extension_pa(&message) >> 32,
	       (uint32_t)extension_pa(&message), 0);
	return true;
}

/* Does the page belong to this instance's memory or windows, so that it may be named? */
static bool rightful(uint64_t pa)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_window *w = (const void *)((const char *)b + b->windows);

	if (pa - b->ram_pa < b->ram_size)
		return true;
	for (unsigned int i = 0; i < b->window_count; i++)
		if (pa - w[i].pa < w[i].size)
			return true;
	return false;
}

static void attack_memory(void)
{
	static const uint64_t others[] = {
	    0,		0x08000000,  0x09000000,   0x0e000000,
	    0x0e100000, 0x100000000, 0x8000000000, 0xfffffffffffff000};
	uint64_t own_list = extension_pa(list), own_arg = extension_pa(&message);
	bool own = registers(own_list, own_list, own_arg);
	unsigned int windows = 0;

	print("HOSTILE-MEDIATOR its own page is %s\n", own ? "granted" : "refused");
	for (uint64_t pa = RAM_FIRST; pa < RAM_END; pa += PAGE) {
		bool got = registers(pa, own_list, own_arg);

		if (rightful(pa)) {
			windows += got;
			continue;
		}
		verdict("page", pa, !got);
		if (pa % STEP)
			continue;
		verdict("list", pa, !registers(own_list, pa, own_arg));
		verdict("argument", pa, !registers(own_list, own_list, pa));
	}
	for (unsigned int i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		verdict("page", others[i], !registers(others[i], own_list, own_arg));
	print("HOSTILE-MEDIATOR %u pages of its windows were granted\n", windows);
}

static void attack_calls(void)
{
	static const uint32_t calls[] = {
	    VM_CREATED,	     VM_DESTROYED, SECURE_WORLD_MEM_ALLOW, SECURE_WORLD_MEM_SEAL,
	    PSCI_SYSTEM_OFF, PSCI_CPU_ON32};
	uint64_t x[8];

	for (uint64_t id = 0; id <= IDS; id++) {
		forged_id = id;
		for (unsigned int i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
			secure(x, calls[i], id, RAM_FIRST, STEP);
			verdict("call", calls[i], x[0] == (uint64_t)BULKHEAD_E_NOT_SUPPORTED);
		}
		/* Try to resume threads of other VMs that wait in an RPC. */
		for (unsigned int i = 0; i < 16; i++) {
			secure(x, OPTEE_RETURN_FROM_RPC, 0, 0, i);
			verdict("thread", i, x[0] == OPTEE_ERESUME);
		}
	}
}

enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	(void)header;
	if (!done) {
		done = true;
		attack_calls();
		/* Even with the forged id of the calls above, its own pages are granted, since the core writes the right id. */
		attack_memory();
		print("HOSTILE-MEDIATOR refused %u reached %u\n", refused, reached);
	}
	call->x[0] = OPTEE_UNKNOWN_FUNCTION;
	return BULKHEAD_RESUME;
}
