/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes to read-only memory are ignored, as a flash in read mode ignores those that are no command: firmware that is executed
 * in place stores into its own image and goes on. Other faults are handled as without a route.
 */
#include <stdbool.h>
#include <arm/esr.h>
#include <skiff/extension.h>

/* Is it a write by a single register without writeback? Then skipping the instruction is enough. */
static bool is_write_to_read_only(uint64_t esr)
{
	return ESR_EC(esr) == ESR_EC_DATA_ABORT_LOWER && (esr & ISS_FSC_TYPE) == FSC_PERMISSION &&
	       esr & ISS_WNR && esr & ISS_ISV;
}

struct extension_reply extension_on_unhandled(uint64_t header, uint64_t esr, uint64_t far,
					      uint64_t ipa)
{
	(void)header, (void)far, (void)ipa;
	if (is_write_to_read_only(esr))
		return extension_resume(0);
	return ESR_EC(esr) == ESR_EC_DATA_ABORT_LOWER ||
		       ESR_EC(esr) == ESR_EC_INSTRUCTION_ABORT_LOWER
		   ? extension_abort()
		   : extension_undefined();
}
