/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers for what an extension has no handler for. */
#include <arm/esr.h>
#include <skiff/extension.h>
#include "entry.h"

_Static_assert(SVC_REPLY == BULKHEAD_SVC_REPLY && ACTION_RESUME == BULKHEAD_RESUME, "entry.h");

#define WEAK __attribute__((weak))

WEAK int extension_on_init(void)
{
	return 0;
}

WEAK int extension_on_last_init(void)
{
	return 0;
}

static enum bulkhead_action not_supported(struct extension_call *call)
{
	call->x[0] = (uint64_t)BULKHEAD_E_NOT_SUPPORTED;
	call->x[1] = call->x[2] = call->x[3] = 0;
	return BULKHEAD_RESUME;
}

WEAK enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	(void)header;
	return not_supported(call);
}

WEAK enum bulkhead_action extension_on_hvc(uint64_t header, struct extension_call *call)
{
	(void)header;
	return not_supported(call);
}

WEAK enum bulkhead_action extension_on_call(uint64_t header, struct extension_call *call)
{
	(void)header;
	return not_supported(call);
}

WEAK struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					      uint64_t value)
{
	(void)header, (void)ipa, (void)access, (void)value;
	return extension_abort();
}

WEAK struct extension_reply extension_on_sysreg(uint64_t header, uint64_t reg, uint64_t write,
						uint64_t value)
{
	(void)header, (void)reg, (void)write, (void)value;
	return extension_undefined();
}

WEAK struct extension_reply extension_on_unhandled(uint64_t header, uint64_t esr, uint64_t far,
						   uint64_t ipa)
{
	unsigned int class = ESR_EC(esr);

	(void)header, (void)far, (void)ipa;
	return class == ESR_EC_DATA_ABORT_LOWER || class == ESR_EC_INSTRUCTION_ABORT_LOWER
		   ? extension_abort()
		   : extension_undefined();
}

WEAK enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	return BULKHEAD_RESUME;
}

WEAK enum bulkhead_action extension_on_notify(uint64_t header)
{
	(void)header;
	return BULKHEAD_RESUME;
}
