/* SPDX-License-Identifier: BSD-3-Clause */
/* Two vCPUs on two cores: one sends an SGI to the other, which waits by WFI. The operation ends at the first instruction of the
 * other's vector. */
#include "probe.h"

#define REPEAT		256
#define SGI_1_TO_SECOND (1ul << ICC_SGIR_INTID_SHIFT | 1u << 1)

static volatile uint64_t ready;

/* Lets an emulator that runs one core at a time go on with the other core. */
static void yield_until(const volatile uint64_t *word, uint64_t value)
{
	while (*word < value)
		__asm__ volatile("yield" ::: "memory");
}

void guest(unsigned cpu)
{
	if (cpu) {
		interrupts_init();
		interrupts_marked();
		unmask();
		ready = 1;
		for (;;)
			__asm__ volatile("wfi" ::: "memory");
	}
	interrupts_init();
	cpu_on(1, _start, 0);
	yield_until(&ready, 1);
	for (uint64_t i = 1; i <= REPEAT; i++) {
		__asm__ volatile(
		    MARK_BEGIN(MARK_sgi_to_vcpu) "msr icc_sgi1r_el1, %0" ::"r"(SGI_1_TO_SECOND)
		    : "memory");
		yield_until(&taken, i);
	}
	put("vcpus: done\n");
}
