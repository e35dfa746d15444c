/* SPDX-License-Identifier: BSD-3-Clause */
/* Two vCPUs on two cores: one sends an SGI to the other, which waits in WFI, to the first instruction of its vector. */
#include "guest.h"

#define REPEAT		256
#define PSCI_CPU_ON	0xc4000003u
#define SGI_1_TO_SECOND (1ul << 24 | 1u << 1)

static volatile uint64_t ready;
void _start(void);

/* An emulator that runs one core at a time goes on with the other one. */
static void yield_until(const volatile uint64_t *word, uint64_t value)
{
	while (*word < value)
		__asm__ volatile("yield" ::: "memory");
}

void guest(unsigned cpu)
{
	if (cpu) {
		gic_init();
		interrupts_marked();
		unmask();
		ready = 1;
		for (;;)
			__asm__ volatile("wfi" ::: "memory");
	}
	gic_init();
	hvc(PSCI_CPU_ON, (uint64_t[7]){1, (uint64_t)(uintptr_t)_start, 0});
	yield_until(&ready, 1);
	for (uint64_t i = 1; i <= REPEAT; i++) {
		__asm__ volatile(
		    MARK_BEGIN(MARK_sgi_to_vcpu) "msr S3_0_C12_C11_5, %0" ::"r"(SGI_1_TO_SECOND)
		    : "memory");
		yield_until(&taken, i);
	}
	put("vcpus: done\n");
}
