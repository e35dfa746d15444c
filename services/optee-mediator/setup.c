/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include "call.h"
#include "list.h"
#include "platform.h"
#include "registry.h"
#include "setup.h"
#include "window.h"

enum { SETUP_NONE, SETUP_BUSY, SETUP_READY };

static uint32_t state; /* atomic */
static bool shadow_done;

void setup_reset(void)
{
	shadow_done = false;
	__atomic_store_n(&state, SETUP_NONE, __ATOMIC_RELAXED);
}

/* REGISTER_SHM, with the shadow page as argument: no call uses it before the set-up is done. */
static bool register_list(const struct list *list, uint64_t size, uint64_t cookie)
{
	struct optee_arg *arg = call_shadow_page();
	uint64_t pa = platform_pa(arg), x[8];

	*arg = (struct optee_arg){.cmd = OPTEE_CMD_REGISTER_SHM, .num_params = 1};
	arg->params[0] = (struct optee_param){
	    .attr = OPTEE_TMEM_OUTPUT | OPTEE_NONCONTIG,
	    .tmem = {.buf_ptr = list->buf_ptr, .size = size, .shm_ref = cookie},
	};
	arg->ret = TEEC_ERROR_BAD_PARAMETERS;
	call_registers(x, OPTEE_CALL_WITH_ARG, pa >> 32, (uint32_t)pa, 0);
	platform_secure(x);
	/* Interrupts are taken between two calls; any other RPC gets an empty answer. */
	while (optee_is_rpc((uint32_t)x[0])) {
		call_registers(x, OPTEE_RETURN_FROM_RPC, 0, 0, (uint32_t)x[3]);
		platform_secure(x);
	}
	return (uint32_t)x[0] == OPTEE_OK && arg->ret == TEEC_SUCCESS;
}

static bool set_up_shadow(void)
{
	struct list list;

	if (list_own_page(call_shadow_page(), &list))
		return false;
	shadow_done = register_list(&list, OPTEE_PAGE, REGISTRY_OWN_SHADOW);
	list_release(list.pages);
	return shadow_done;
}

static bool set_up_window(void)
{
	const struct mediator_window *area = &mediator_config.windows[0];
	struct list list;
	bool done;

	if (list_build(area->client_ipa, area->size, false, &list))
		return false;
	done = register_list(&list, area->size, REGISTRY_OWN_WINDOW);
	list_release(list.pages);
	return done;
}

static bool set_up(void)
{
	return (shadow_done || set_up_shadow()) &&
	       (mediator_config.mode != MEDIATOR_WINDOW || set_up_window());
}

uint32_t setup_ready(void)
{
	uint32_t expected = SETUP_NONE;
	bool done;

	if (__atomic_load_n(&state, __ATOMIC_ACQUIRE) == SETUP_READY)
		return OPTEE_OK;
	if (!__atomic_compare_exchange_n(&state, &expected, SETUP_BUSY, false, __ATOMIC_ACQUIRE,
					 __ATOMIC_ACQUIRE))
		return expected == SETUP_READY ? OPTEE_OK : OPTEE_ETHREAD_LIMIT;
	done = set_up();
	__atomic_store_n(&state, done ? SETUP_READY : SETUP_NONE, __ATOMIC_RELEASE);
	return done ? OPTEE_OK : OPTEE_ENOTAVAIL;
}
