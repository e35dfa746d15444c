/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * System registers answered by an extension: ID registers of a Cortex-A53 r0p4 (Arm DDI 0500, table
 * 4-2), whatever the machine is, so that a guest finds ARMv8.0-A alone. Other registers that are
 * routed here read as zero; writes to an ID register are undefined, as on hardware.
 */
#include <stddef.h>
#include <skiff/extension.h>

static const struct {
	uint32_t reg;
	uint64_t value;
} registers[] = {
    {BULKHEAD_SYSREG(3, 0, 0, 4, 0), 0x2222}, /* ID_AA64PFR0_EL1: EL0..EL3 both states, FP, SIMD */
    {BULKHEAD_SYSREG(3, 0, 0, 4, 1), 0},      /* ID_AA64PFR1_EL1 */
    {BULKHEAD_SYSREG(3, 0, 0, 5, 0), 0x10305006}, /* ID_AA64DFR0_EL1, without PMU (PMUVer = 0) */
    {BULKHEAD_SYSREG(3, 0, 0, 6, 0), 0x11120},	  /* ID_AA64ISAR0_EL1: AES, SHA1, SHA2, CRC32 */
    {BULKHEAD_SYSREG(3, 0, 0, 6, 1), 0},	  /* ID_AA64ISAR1_EL1 */
    {BULKHEAD_SYSREG(3, 0, 0, 7, 0),
     0x1122},				 /* ID_AA64MMFR0_EL1: 40 bits, 16-bit ASID, 4 and 64 KiB */
    {BULKHEAD_SYSREG(3, 0, 0, 7, 1), 0}, /* ID_AA64MMFR1_EL1 */
    {BULKHEAD_SYSREG(3, 0, 0, 7, 2), 0}, /* ID_AA64MMFR2_EL1 */
};

struct extension_reply extension_on_sysreg(uint64_t header, uint64_t reg, uint64_t write,
					   uint64_t value)
{
	(void)header, (void)value;
	if (write)
		return extension_undefined();
	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++)
		if (registers[i].reg == reg)
			return extension_resume(registers[i].value);
	return extension_resume(0);
}
