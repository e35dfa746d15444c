/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SMCCC TRNG 1.0 as an extension: a stock Linux guest has entropy from its first instructions on.
 */
#include <string.h>
#include <skiff/extension.h>
#include <skiff/plat.h>
#include "trng.h"

static void say(const char *text)
{
	console_write(text, strlen(text));
}

/*
 * A missing source may cause a fault (an undefined register), so the line is printed before its use.
 */
int extension_on_init(void)
{
	int error;

	say(source_name);
	error = source_init();
	if (error)
		say("this source doesn't exist: no entropy is given\n");
	return error;
}

enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	(void)header;
	trng_smc(call->x);
	return BULKHEAD_RESUME;
}

/* A call by another extension, for its client. */
enum bulkhead_action extension_on_call(uint64_t header, struct extension_call *call)
{
	return extension_on_smc(header, call);
}

/* A guest whose PSCI conduit is HVC calls by HVC. */
enum bulkhead_action extension_on_hvc(uint64_t header, struct extension_call *call)
{
	return extension_on_smc(header, call);
}
