/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Measures what single operations of a guest cost, in instructions of all exception levels, under `-icount shift=0`, where an
 * instruction is a nanosecond. A figure is the minimum of 16 batches of 256 operations, less the empty loop. Interrupts are
 * measured one at a time, from the deadline (or request) to the handler, or to the first instruction behind the handler. Prints
 * `name value instructions`.
 */
#include "probe.h"

#define BATCHES		 16
#define REPEAT		 256
#define TIMER_TICKS	 2000
#define FORWARDED_CALL	 0xb2000001u /* bench/probe.dts */
#define FORWARDED_DEVICE 0x0a000000

/* @return what one execution of `operation` takes, rounded: the minimum of the batches. The caller subtracts the empty loop */
#define MEASURE(operation)                                         \
	({                                                         \
		uint64_t best_ = UINT64_MAX;                       \
		for (int b_ = 0; b_ < BATCHES; b_++) {             \
			uint64_t t_ = now();                       \
			for (int i_ = 0; i_ < REPEAT; i_++) {      \
				operation;                         \
				__asm__ volatile("" ::: "memory"); \
			}                                          \
			t_ = now() - t_;                           \
			if (t_ < best_)                            \
				best_ = t_;                        \
		}                                                  \
		(nanoseconds(best_) + REPEAT / 2) / REPEAT;        \
	})

#define CALL(instruction, fid)                                                               \
	do {                                                                                 \
		register uint64_t x0_ __asm__("x0") = (fid);                                 \
		__asm__ volatile(instruction " #0" : "+r"(x0_)::"x1", "x2", "x3", "memory"); \
	} while (0)

static void send_sgi(uint64_t v3, uint32_t v2)
{
	if (gicc)
		*reg(GICD_BASE + GICD_SGIR) = v2;
	else
		sgi_send(v3);
}

static uint64_t sgi_self(void)
{
	/* Send SGI 1 to this core; the handler's eret ends the loop. */
	uint64_t v3 = 1ull << ICC_SGIR_INTID_SHIFT | 1, best;

	unmask();
	best = MEASURE({
		timestamp = 0;
		send_sgi(v3, GICD_SGIR_TARGETS(1u) | 1);
		while (!timestamp)
			;
	});
	mask();
	return best;
}

void guest(unsigned cpu)
{
	uint64_t empty = MEASURE(__asm__ volatile(""));

	(void)cpu;
	report("hvc_null", MEASURE(CALL("hvc", PSCI_VERSION)) - empty);
	report("smc_null", MEASURE(CALL("smc", PSCI_VERSION)) - empty);
	report("forward_smc", MEASURE(CALL("smc", FORWARDED_CALL)) - empty);
	report("id_register", MEASURE(read_sysreg(id_aa64pfr0_el1)) - empty);
	interrupts_init();
	report("gicd_typer_read", MEASURE((void)*reg(GICD_BASE + GICD_TYPER)) - empty);
	report("gicd_isenabler_read", MEASURE((void)*reg(GICD_BASE + GICD_ISENABLER(1))) - empty);
	report("gicd_ipriority_write",
	       MEASURE(*reg(GICD_BASE + GICD_IPRIORITYR(8)) = 0xa0a0a0a0) - empty);
	if (!gicc)
		report("gicr_isenabler_write",
		       MEASURE(*reg(GICR_BASE + GICR_ISENABLER0) = 0x8000) - empty);
	report("sgi_no_target", MEASURE(send_sgi(0, 0)) - empty);
	report("sgi_self", sgi_self() - empty);
	report("vtimer", timer_latency(0, TIMER_TICKS));
	report("wfi_wake", timer_latency(1, TIMER_TICKS));
	report("forward_mmio", MEASURE((void)*reg(FORWARDED_DEVICE)) - empty);
	put("probe: done\n");
}
