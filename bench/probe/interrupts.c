/* SPDX-License-Identifier: BSD-3-Clause */
#include "probe.h"

#define SGIS	  0xffffu
#define LATENCIES 16

volatile uint64_t timestamp, taken;
uint64_t gicc;
void (*on_spi)(void);
extern char probe_vectors[], probe_vectors_marked[];
void interrupt(void);

void report(const char *name, uint64_t value)
{
	put("probe.");
	put(name);
	put(" ");
	put_number(value);
	put(" instructions\n");
}

void interrupts_init(void)
{
	gic_init();
	gic_enable(GIC_VTIMER);
	*reg(gic_private_frame() + GICD_ISENABLER(0)) = SGIS;
	gicc = gic_v3() ? 0 : GICC_BASE;
	interrupts_unmarked();
}

uint64_t timer_latency(int wait, uint64_t ticks)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < LATENCIES; i++) {
		uint64_t deadline = now() + ticks;

		timestamp = 0;
		timer_at(deadline);
		unmask();
		while (!timestamp)
			if (wait)
				__asm__ volatile("wfi" ::: "memory");
		mask();
		if (timestamp - deadline < best)
			best = timestamp - deadline;
	}
	return nanoseconds(best);
}

static void use(const char *table)
{
	write_sysreg(vbar_el1, (uint64_t)(uintptr_t)table);
}

void interrupts_marked(void)
{
	use(probe_vectors_marked);
}

void interrupts_unmarked(void)
{
	use(probe_vectors);
}

void interrupt(void)
{
	uint64_t intid = read_sysreg(icc_iar1_el1);

	if (intid >= GIC_SPECIAL)
		return;
	if (intid == GIC_VTIMER)
		write_sysreg(cntv_ctl_el0, 0);
	else if (intid >= GIC_SPI_FIRST && on_spi)
		on_spi();
	taken = taken + 1;
	write_sysreg(icc_eoir1_el1, intid);
}
