/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry: fast calls, and the dispatch of all. */
#include <errno.h>
#include "call.h"
#include "list.h"
#include "mediator.h"
#include "platform.h"
#include "registry.h"
#include "setup.h"
#include "window.h"

struct mediator_config mediator_config;

void mediator_reset(void)
{
	call_reset();
	list_reset();
	registry_reset();
	setup_reset();
}

int mediator_init(const struct mediator_config *config)
{
	if (config->window_count == 0 || config->window_count > MEDIATOR_WINDOWS_MAX)
		return -EINVAL;
	for (unsigned int i = 0; i < config->window_count; i++) {
		const struct mediator_window *w = &config->windows[i];

		if ((w->client_ipa | w->size | w->pa) % OPTEE_PAGE || w->size == 0 ||
		    w->client_ipa + w->size < w->size || w->pa + w->size < w->size)
			return -EINVAL;
	}
	mediator_config = *config;
	if (config->mode == MEDIATOR_WINDOW && config->windows[0].size > MEDIATOR_AREA_MAX)
		mediator_config.windows[0].size = MEDIATOR_AREA_MAX;
	mediator_reset();
	return 0;
}

/* What OP-TEE offers and the mediator serves. */
static void exchange_capabilities(uint64_t x[8])
{
	const uint32_t needed = OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_RPC_ARG;
	uint32_t own = mediator_config.mode == MEDIATOR_WINDOW ? OPTEE_CAP_RESERVED_SHM
							       : OPTEE_CAP_DYNAMIC_SHM;
	uint32_t same = OPTEE_CAP_MEMREF_NULL | OPTEE_CAP_RPC_ARG |
			(mediator_config.notifications ? OPTEE_CAP_ASYNC_NOTIF : 0);

	call_registers(x, OPTEE_EXCHANGE_CAPS, (uint32_t)x[1], 0, 0);
	platform_secure(x);
	if ((uint32_t)x[0] != OPTEE_OK)
		return;

	uint32_t offered = (uint32_t)x[1], rpc_params = x[3] & 0xFF;

	if ((offered & needed) != needed || rpc_params > OPTEE_RPC_PARAMS)
		x[0] = OPTEE_ENOTAVAIL;
	x[1] = (offered & same) | own;
	x[3] = OPTEE_RPC_PARAMS;
}

static void shm_config(uint64_t x[8])
{
	const struct mediator_window *area = &mediator_config.windows[0];

	if (mediator_config.mode == MEDIATOR_WINDOW)
		call_registers(x, OPTEE_OK, area->client_ipa, area->size, OPTEE_SHM_CACHED);
	else
		call_registers(x, OPTEE_ENOTAVAIL, 0, 0, 0);
}

static void thread_count(uint64_t x[8])
{
	call_registers(x, OPTEE_THREAD_COUNT, 0, 0, 0);
	platform_secure(x);
	if ((uint32_t)x[0] == OPTEE_OK && (uint32_t)x[1] > CALL_SLOTS)
		x[1] = CALL_SLOTS;
}

static void notification(uint64_t x[8])
{
	if (!mediator_config.notifications) {
		call_registers(x, OPTEE_ENOTAVAIL, 0, 0, 0);
		return;
	}
	call_registers(x, (uint32_t)x[0], 0, 0, 0);
	platform_secure(x);
}

void mediator_smc(uint64_t x[8])
{
	switch ((uint32_t)x[0]) {
	case OPTEE_CALL_WITH_ARG:
	case OPTEE_CALL_WITH_RPC_ARG:
	case OPTEE_CALL_WITH_REGD_ARG:
		call_start(x);
		break;
	case OPTEE_RETURN_FROM_RPC:
		call_resume(x);
		break;
	case OPTEE_CALLS_COUNT:
	case OPTEE_CALLS_UID:
	case OPTEE_CALLS_REVISION:
	case OPTEE_OS_UUID:
	case OPTEE_OS_REVISION:
		call_registers(x, (uint32_t)x[0], 0, 0, 0);
		platform_secure(x);
		break;
	case OPTEE_EXCHANGE_CAPS:
		exchange_capabilities(x);
		break;
	case OPTEE_SHM_CONFIG:
		shm_config(x);
		break;
	case OPTEE_THREAD_COUNT:
		thread_count(x);
		break;
	case OPTEE_ENABLE_ASYNC_NOTIF:
	case OPTEE_GET_ASYNC_NOTIF:
		notification(x);
		break;
	/* The secure world gets the shadow for RPC messages with each call, so it caches none of
	 * the client's. */
	case OPTEE_ENABLE_SHM_CACHE:
		call_registers(x, OPTEE_OK, 0, 0, 0);
		break;
	case OPTEE_DISABLE_SHM_CACHE:
	case OPTEE_PROTMEM_CONFIG:
		call_registers(x, OPTEE_ENOTAVAIL, 0, 0, 0);
		break;
	case MEDIATOR_USAGE:
		call_registers(x, OPTEE_OK, registry_live(), call_in_flight(), list_in_use());
		break;
	default:
		call_registers(x, OPTEE_UNKNOWN_FUNCTION, 0, 0, 0);
	}
}
