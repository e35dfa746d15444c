/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry: the fast calls, and the dispatch of all calls. */
#include <errno.h>
#include "call.h"
#include "ledger.h"
#include "list.h"
#include "mediator.h"
#include "platform.h"
#include "registry.h"
#include "release.h"
#include "setup.h"
#include "window.h"

struct mediator_config mediator_config;

/* Ask OP-TEE for its capabilities and the number of parameters of its RPCs. @return OP-TEE's result */
static uint32_t capabilities(uint32_t client, uint32_t *offered, uint32_t *values,
			     uint32_t *rpc_params)
{
	uint64_t x[8];

	call_registers(x, OPTEE_EXCHANGE_CAPS, client, 0, 0);
	platform_secure(x);
	*offered = (uint32_t)x[1];
	*values = (uint32_t)x[2];
	*rpc_params = x[3] & 0xFF;
	return (uint32_t)x[0];
}

/* Check that OP-TEE answers, that its partitions keep clients apart, and that this client has one. */
static int check_secure_world(void)
{
	const uint32_t needed =
	    OPTEE_CAP_VIRTUALIZATION | OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_RPC_ARG;
	uint32_t error, offered, values, rpc_params;
	uint64_t x[8];

	call_registers(x, OPTEE_CALLS_UID, 0, 0, 0);
	platform_secure(x);
	if ((uint32_t)x[0] == OPTEE_ENOTAVAIL)
		return -EACCES;
	if ((uint32_t)x[0] != OPTEE_UID_0 || (uint32_t)x[1] != OPTEE_UID_1 ||
	    (uint32_t)x[2] != OPTEE_UID_2 || (uint32_t)x[3] != OPTEE_UID_3)
		return -ENODEV;
	error = capabilities(0, &offered, &values, &rpc_params);
	if (error)
		return -EACCES;
	return (offered & needed) == needed && rpc_params <= OPTEE_RPC_PARAMS ? 0 : -ENOTSUP;
}

static void lose(uint32_t count)
{
	if (!count)
		return;
	ledger_lose(count);
	platform_lost(count, ledger_lost());
}

/* Begin anew: end what the last life left in the secure world. */
static int begin(void)
{
	call_reset();
	list_reset();
	setup_reset();
	if (ledger_begin(mediator_config.sessions)) {
		lose(release_previous());
		registry_expire();
	} else {
		registry_reset();
	}
	call_reset();
	if (mediator_config.lives && ledger_lives() > mediator_config.lives)
		return -EPERM;
	return ledger_lost() >= mediator_config.sessions ? -EOVERFLOW : 0;
}

void mediator_client_gone(void)
{
	lose(release_client());
	registry_reset();
}

/* A driver begins: end what an earlier driver, of a kernel that is gone, had under way. */
static void new_driver(void)
{
	lose(release_client());
	release_registrations();
}

int mediator_init(const struct mediator_config *config)
{
	int error;

	if (config->sessions == 0 || config->sessions > LEDGER_SESSIONS)
		return -EINVAL;
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
	error = check_secure_world();
	return error ? error : begin();
}

/* Answer with the capabilities that OP-TEE offers and the mediator serves. A driver asks when it begins. */
static void exchange_capabilities(uint64_t x[8])
{
	uint32_t error, offered, values, rpc_params;
	uint32_t own = mediator_config.mode == MEDIATOR_WINDOW ? OPTEE_CAP_RESERVED_SHM
							       : OPTEE_CAP_DYNAMIC_SHM;
	uint32_t same = OPTEE_CAP_MEMREF_NULL | OPTEE_CAP_RPC_ARG | OPTEE_CAP_RPMB_PROBE |
			(mediator_config.notifications ? OPTEE_CAP_ASYNC_NOTIF : 0);

	new_driver();
	error = capabilities((uint32_t)x[1], &offered, &values, &rpc_params);
	if (error)
		call_registers(x, error, 0, 0, 0);
	else
		call_registers(x, OPTEE_OK, (offered & same) | own, values, OPTEE_RPC_PARAMS);
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
