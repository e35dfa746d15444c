/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/extension.h>

#define RESET 0xc6001100u

static uint64_t metres;

/* A write adds to the distance, a read returns it. The code is atomic, since two cores may run it at once. */
struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	(void)header, (void)ipa;
	if (access & BULKHEAD_MMIO_WRITE)
		__atomic_fetch_add(&metres, value, __ATOMIC_RELAXED);
	return extension_resume(__atomic_load_n(&metres, __ATOMIC_RELAXED));
}

enum bulkhead_action extension_on_hvc(uint64_t header, struct extension_call *call)
{
	if ((uint32_t)call->x[0] != RESET || BULKHEAD_REQUEST_BADGE(header) != 7) {
		call->x[0] = (uint64_t)BULKHEAD_E_DENIED;
		return BULKHEAD_RESUME;
	}
	call->x[0] = __atomic_exchange_n(&metres, 0, __ATOMIC_RELAXED);
	return BULKHEAD_RESUME;
}
