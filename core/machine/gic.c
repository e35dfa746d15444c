/* SPDX-License-Identifier: BSD-3-Clause */
/* The interrupt controller of this machine. See gic.h. */
#include "machine/gic.h"
#include "machine/cpu.h"
#include "machine/sysreg.h"

const struct gic_operations *gic;
uint32_t gic_lr_mask;
bool gic_dir_trapped;

/* The register of `intid` in the array of registers at `first`. On a GICv3, private interrupts are in the redistributor. */
static pa_t bits(uint32_t first, uint32_t intid)
{
	uint64_t redistributor = cpu_current()->config->gicr;

	if (intid < 32 && redistributor)
		return pa_of(redistributor + GICR_SGI, first);
	return pa_of(manifest->board.gicd, first + intid / 32 * 4);
}

void gic_disable(uint32_t intid)
{
	mmio_write32(bits(GICD_ICENABLER(0), intid), 1u << intid % 32);
}

void gic_clear_pending(uint32_t intid)
{
	mmio_write32(bits(GICD_ICPENDR(0), intid), 1u << intid % 32);
}

bool gic_is_pending(uint32_t intid)
{
	return mmio_read32(bits(GICD_ISPENDR(0), intid)) >> intid % 32 & 1;
}
