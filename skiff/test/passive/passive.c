/* SPDX-License-Identifier: BSD-3-Clause */
/* An extension that makes one mistake a request: each must end in one readable report. */
#include <stdlib.h>
#include <skiff/assert.h>
#include <skiff/extension.h>
#include "passive.h"

static uint64_t asked;

static __attribute__((noinline)) int recurse(volatile int *up)
{
	volatile int here[64];

	here[0] = *up + 1;
	return recurse(here) + here[0];
}

static void mistake(uint64_t which)
{
	volatile int two = 2;
	void *volatile block;

	switch (which) {
	case PASSIVE_NULL:
		*(volatile int *volatile)NULL = 1;
		break;
	case PASSIVE_OVERFLOW:
		recurse(&two);
		break;
	case PASSIVE_ASSERT:
		assert(two + two == 5);
		break;
	case PASSIVE_OOM:
		for (;;)
			*(volatile char *)malloc(1000) = 1;
	case PASSIVE_DOUBLE_FREE:
		block = malloc(100);
		free(block);
		free(block);
		break;
	default:
		break;
	}
}

enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	(void)header;
	asked++;
	mistake(call->x[1]);
	call->x[0] = BULKHEAD_OK;
	call->x[1] = asked;
	return BULKHEAD_RESUME;
}
