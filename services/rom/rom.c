/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes to read-only memory are ignored, as a flash in read mode ignores those that are no command: firmware that
 * is executed in place stores into its own image and goes on. Everything else stays what it is without a route.
 */
#include <skiff/extension.h>

/* ESR_ELx (Arm ARM D19.2.37): exception class; data abort: fault status without its level. */
#define EC(esr)		     ((esr) >> 26 & 0x3f)
#define FSC(esr)	     ((esr)&0x3c)
#define EC_INSTRUCTION_ABORT 0x20
#define EC_DATA_ABORT	     0x24
#define FSC_PERMISSION	     0x0c
#define WNR		     (1u << 6)
/* One register, without writeback: nothing is left to do but to go on. */
#define ISV (1u << 24)

struct extension_reply extension_on_unhandled(uint64_t header, uint64_t esr, uint64_t far,
					      uint64_t ipa)
{
	(void)header, (void)far, (void)ipa;
	if (EC(esr) == EC_DATA_ABORT && FSC(esr) == FSC_PERMISSION && esr & WNR && esr & ISV)
		return extension_resume(0);
	return EC(esr) == EC_DATA_ABORT || EC(esr) == EC_INSTRUCTION_ABORT ? extension_abort()
									   : extension_undefined();
}
