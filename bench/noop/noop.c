/* SPDX-License-Identifier: BSD-3-Clause */
/* An extension that answers every request at once and does nothing else. It shows what forwarding an exception costs. */
#include <skiff/extension.h>

enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	(void)header, (void)call;
	return BULKHEAD_RESUME;
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	(void)header, (void)ipa, (void)access, (void)value;
	return extension_resume(0);
}
