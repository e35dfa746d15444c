/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A doorbell for user space, which can make no hypercall: a store to the page rings channel 0, whose other end is the peer of
 * the client's own channel. A load yields 0.
 */
#include <bulkhead/hypercall.h>
#include <skiff/extension.h>

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	(void)header, (void)ipa, (void)value;
	/*
	 * If the client rings sooner than the channel's min-interval-us, it takes its interrupts and stores again, so that no
	 * ring is lost.
	 */
	if (access & BULKHEAD_MMIO_WRITE && extension_doorbell(0) == BULKHEAD_E_BUSY)
		return extension_retry();
	return extension_resume(0);
}
