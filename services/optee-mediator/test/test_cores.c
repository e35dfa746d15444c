/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Several vCPUs of one client in the mediator at once, under the thread sanitizer: calls, registrations and suspended calls
 * that another vCPU resumes. This secure world answers each call from the call's own argument, so that a mix-up shows.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include "../mediator.h"
#include "../optee.h"
#include "../platform.h"
#include "../registry.h"

#define CORES  4
#define ROUNDS 20000
#define IPA    0x40000000ull
#define SIZE   (1u << 20)

static uint8_t *memory;
static pthread_mutex_t section = PTHREAD_MUTEX_INITIALIZER;
static uint8_t *shadow; /* the page that holds arguments: slots of 512 bytes */

#define check(condition)                                                                \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                        \
		}                                                                       \
	} while (0)

uint64_t platform_pa(const void *object)
{
	return (uint64_t)(uintptr_t)object;
}

uint64_t platform_ms(void)
{
	return 0;
}

void platform_lost(uint32_t count, uint32_t sum)
{
	(void)count, (void)sum;
}

void platform_enter(void)
{
	pthread_mutex_lock(&section);
}

void platform_leave(void)
{
	pthread_mutex_unlock(&section);
}

/* End a call: double each INOUT value. Calls with an odd first value are interrupted once. */
static void finish(uint64_t x[8], struct optee_arg *arg)
{
	for (uint32_t i = 0; i < arg->num_params; i++)
		if (arg->params[i].attr == OPTEE_VALUE_INOUT)
			arg->params[i].value.a *= 2;
	arg->ret = TEEC_SUCCESS;
	x[0] = OPTEE_OK;
}

void platform_secure(uint64_t x[8])
{
	struct optee_arg *arg;

	if (x[0] == OPTEE_CALLS_UID) {
		x[0] = OPTEE_UID_0, x[1] = OPTEE_UID_1, x[2] = OPTEE_UID_2, x[3] = OPTEE_UID_3;
		return;
	}
	if (x[0] == OPTEE_EXCHANGE_CAPS) {
		x[0] = OPTEE_OK, x[1] = 0xFD, x[3] = OPTEE_RPC_PARAMS;
		return;
	}
	if (x[0] == OPTEE_CALL_WITH_ARG) { /* the set-up */
		shadow = (uint8_t *)(uintptr_t)(x[1] << 32 | x[2]);
		finish(x, (void *)shadow);
		return;
	}
	if (x[0] == OPTEE_RETURN_FROM_RPC) {
		finish(x, (void *)(shadow + x[3]));
		return;
	}
	check(x[0] == OPTEE_CALL_WITH_REGD_ARG);
	arg = (void *)(shadow + x[3]);
	if (arg->cmd == OPTEE_CMD_INVOKE && arg->params[0].value.a & 1) {
		x[0] = OPTEE_RPC_PREFIX | OPTEE_RPC_FOREIGN_INTR;
		return; /* the thread is the offset of the argument */
	}
	if (arg->cmd == OPTEE_CMD_REGISTER_SHM) {
		const uint64_t *list =
		    (const void *)(uintptr_t)(arg->params[0].tmem.buf_ptr & ~4095ull);

		check(list[0] == (uint64_t)(uintptr_t)memory + arg->func);
	}
	finish(x, arg);
}

static void smc(uint64_t x[8], uint64_t x0, uint64_t ipa, uint64_t x3)
{
	x[0] = x0, x[1] = ipa >> 32, x[2] = (uint32_t)ipa, x[3] = x3;
	x[4] = x[5] = x[6] = x[7] = 0;
	mediator_smc(x);
}

static void call(struct optee_arg *arg)
{
	uint64_t x[8];

	do
		smc(x, OPTEE_CALL_WITH_RPC_ARG, (uint64_t)((uint8_t *)arg - memory) + IPA, 0);
	while (x[0] == OPTEE_ETHREAD_LIMIT);
	while (x[0] == (OPTEE_RPC_PREFIX | OPTEE_RPC_FOREIGN_INTR))
		smc(x, OPTEE_RETURN_FROM_RPC, 0, x[3]);
	check(x[0] == OPTEE_OK);
}

static void *core(void *number)
{
	uint64_t n = (uint64_t)(uintptr_t)number, page = n * 65536;
	struct optee_arg *arg = (void *)(memory + page);
	uint64_t *list = (void *)(memory + page + 4096);

	for (uint64_t i = 0; i < ROUNDS; i++) {
		*arg = (struct optee_arg){.cmd = OPTEE_CMD_INVOKE, .num_params = 1};
		arg->params[0] =
		    (struct optee_param){.attr = OPTEE_VALUE_INOUT, .value.a = i * CORES + n};
		call(arg);
		check(arg->ret == 0 && arg->params[0].value.a == 2 * (i * CORES + n));

		uint64_t cookie = 1 + n * 1000 + i % 100, buffer = page + 8192 + i % 4 * 4096;

		*arg = (struct optee_arg){
		    .cmd = OPTEE_CMD_REGISTER_SHM, .num_params = 1, .func = (uint32_t)buffer};
		list[0] = IPA + buffer;
		arg->params[0] = (struct optee_param){
		    .attr = OPTEE_TMEM_OUTPUT | OPTEE_NONCONTIG,
		    .tmem = {IPA + page + 4096, 4096, cookie},
		};
		call(arg);
		check(arg->ret == (i >= 100 ? TEEC_ERROR_BAD_PARAMETERS : 0)); /* still live */
		if (i < 100)
			continue;
		*arg = (struct optee_arg){.cmd = OPTEE_CMD_UNREGISTER_SHM, .num_params = 1};
		arg->params[0] =
		    (struct optee_param){.attr = OPTEE_RMEM_INPUT, .rmem.shm_ref = cookie};
		call(arg);
		check(arg->ret == 0);
		*arg = (struct optee_arg){
		    .cmd = OPTEE_CMD_REGISTER_SHM, .num_params = 1, .func = (uint32_t)buffer};
		arg->params[0] = (struct optee_param){
		    .attr = OPTEE_TMEM_OUTPUT | OPTEE_NONCONTIG,
		    .tmem = {IPA + page + 4096, 4096, cookie},
		};
		call(arg);
		check(arg->ret == 0);
	}
	return NULL;
}

int main(void)
{
	struct mediator_config config = {
	    .mode = MEDIATOR_DYNAMIC, .window_count = 1, .sessions = 64};
	pthread_t threads[CORES];

	memory = aligned_alloc(4096, SIZE);
	config.windows[0] =
	    (struct mediator_window){IPA, SIZE, (uint64_t)(uintptr_t)memory, memory};
	check(mediator_init(&config) == 0);
	for (uint64_t i = 0; i < CORES; i++)
		check(pthread_create(&threads[i], NULL, core, (void *)(uintptr_t)i) == 0);
	for (unsigned int i = 0; i < CORES; i++)
		pthread_join(threads[i], NULL);
	puts("4 cores: every call got its own answer");
	return 0;
}
