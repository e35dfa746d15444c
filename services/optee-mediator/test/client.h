/* SPDX-License-Identifier: BSD-3-Clause */
/* What a client's driver does, for the tests. */
#pragma once
#include <string.h>
#include "model.h"

/* Where the tests keep an argument, page lists and buffers. */
#define ARG_IPA	   (MODEL_IPA + 0x1000)
#define LIST_IPA   (MODEL_IPA + 0x10000)
#define BUFFER_IPA (MODEL_IPA + 0x40000)
#define OTHER_IPA  0x1000ull /* an address of another VM */

static inline struct optee_arg *client_arg(uint64_t ipa, uint32_t cmd, uint32_t num_params)
{
	struct optee_arg *arg = model_at(ipa);

	memset(arg, 0, OPTEE_ARG_SIZE(num_params));
	arg->cmd = cmd;
	arg->num_params = num_params;
	arg->ret = 0x12345678;
	return arg;
}

static inline struct optee_param client_param(uint64_t attr, uint64_t a, uint64_t b, uint64_t c)
{
	return (struct optee_param){.attr = attr, .value = {a, b, c}};
}

/* CALL_WITH_RPC_ARG, CALL_WITH_ARG. @return a0 */
static inline uint64_t client_call(uint64_t x[8], uint32_t function, uint64_t ipa)
{
	model_smc(x, function, ipa >> 32, (uint32_t)ipa, 0, 0, 0);
	return x[0];
}

/* Write a page list of `pages` consecutive pages from `buffer` on. */
static inline void client_list(uint64_t list, uint64_t buffer, unsigned int pages)
{
	uint64_t *entry = model_at(list);

	for (unsigned int i = 0, n = 0; i < pages; i++, n++) {
		if (n == OPTEE_LIST_ENTRIES) {
			list += 4096;
			entry[n] = list;
			entry = model_at(list);
			n = 0;
		}
		entry[n] = buffer + 4096ull * i;
	}
}

/* A message REGISTER_SHM at ARG_IPA with a good list. */
static inline struct optee_arg *client_register(uint64_t cookie, uint64_t buffer, uint64_t size)
{
	struct optee_arg *arg = client_arg(ARG_IPA, OPTEE_CMD_REGISTER_SHM, 1);

	client_list(LIST_IPA, buffer & ~4095ull,
		    (unsigned int)((buffer % 4096 + size + 4095) / 4096));
	arg->params[0] = client_param(OPTEE_TMEM_OUTPUT | OPTEE_NONCONTIG, LIST_IPA | buffer % 4096,
				      size, cookie);
	return arg;
}

static inline struct optee_arg *client_unregister(uint64_t cookie)
{
	struct optee_arg *arg = client_arg(ARG_IPA, OPTEE_CMD_UNREGISTER_SHM, 1);

	arg->params[0] = client_param(OPTEE_RMEM_INPUT, 0, 0, cookie);
	return arg;
}
