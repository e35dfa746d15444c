/* SPDX-License-Identifier: BSD-3-Clause */
/* SMCCC TRNG 1.0 as an extension: a stock Linux guest has entropy from its first instructions on. */
#include <skiff/extension.h>
#include "trng.h"

int extension_on_init(void)
{
	return source_init();
}

enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	(void)header;
	trng_smc(call->x);
	return BULKHEAD_RESUME;
}

/* A guest whose PSCI conduit is hvc asks by hvc. */
enum bulkhead_action extension_on_hvc(uint64_t header, struct extension_call *call)
{
	return extension_on_smc(header, call);
}
