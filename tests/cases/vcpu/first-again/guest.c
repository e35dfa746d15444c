/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The first vCPU of a guest turns itself off, and another one turns it on again, as Linux does with
 * /sys/devices/system/cpu/cpu0/online. It must start as any vCPU does, without the loading phase of the VM's start, in which
 * stage 1 is off.
 */
#include <kit/guest.h>

#define OTHER	 1 /* affinity of the second vCPU */
#define CONTEXT	 0xc0ffee0012345678ull
#define ROUNDS	 2
#define RAM	 0x40000000ull
#define ALIAS	 0x80000000ull /* a second virtual address of the same memory */
#define GIB_MASK 0x3fffffffull

/* Descriptors of 1 GiB blocks and TCR_EL1 (DDI 0487, D8.3, D19.2.139): 39 bits, write-back, inner-shareable. */
#define BLOCK	       1ull
#define BLOCK_DEVICE   (BLOCK | 1ull << 10 | 3ull << 53)
#define BLOCK_MEMORY   (BLOCK | 1ull << 2 | 3ull << 8 | 1ull << 10)
#define MAIR	       0xff04ull
#define TCR	       (25ull | 1ull << 8 | 1ull << 10 | 3ull << 12 | 1ull << 23 | 2ull << 32)
#define SCTLR_MMU      1ull
#define SCTLR_CACHES   (1ull << 2 | 1ull << 12)
#define PAR_ADDRESS(v) ((v)&0xfffffffff000ull)

static uint64_t table[512] __attribute__((aligned(4096)));
static volatile uint64_t round, came_back;

/* Stage 1 translates if a write by the alias is visible. */
static void use_stage1(void)
{
	volatile uint64_t *alias;

	table[0] = BLOCK_DEVICE;
	table[RAM >> 30] = table[ALIAS >> 30] = RAM | BLOCK_MEMORY;
	__asm__ volatile("dsb sy\n\tisb" ::: "memory");
	write_sysreg(mair_el1, MAIR);
	write_sysreg(tcr_el1, TCR);
	write_sysreg(ttbr0_el1, (uint64_t)table);
	__asm__ volatile("tlbi vmalle1\n\tdsb sy\n\tisb" ::: "memory");
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | SCTLR_MMU | SCTLR_CACHES);
	alias = (uint64_t *)(ALIAS | ((uint64_t)&came_back & GIB_MASK));
	__asm__ volatile("at s1e1r, %0\n\tisb" ::"r"(alias) : "memory");
	check("AT translates", PAR_ADDRESS(read_sysreg(par_el1)),
	      PAR_ADDRESS((uint64_t)&came_back));
	exception_expect();
	*alias = round;
	check("no exception", exception_taken(), 0);
	check("written through the alias", came_back, round);
}

static void other_vcpu(void)
{
	while (round <= ROUNDS) {
		while (psci(PSCI_AFFINITY_INFO64, 0, 0, 0) != PSCI_AFFINITY_OFF)
			;
		round = round + 1;
		cpu_on(0, secondary, CONTEXT + round);
		while (psci(PSCI_AFFINITY_INFO64, 0, 0, 0) == PSCI_AFFINITY_OFF)
			;
	}
	cpu_off();
}

void guest(unsigned cpu)
{
	uint64_t loaded[8] = {BULKHEAD_HVC_LOADED, (uint64_t)_start, 0};

	if (cpu == OTHER)
		other_vcpu();
	if (!round) {
		cpu_on(OTHER, _start, 0);
		cpu_off();
	}
	check("its context argument", secondary_context, CONTEXT + round);
	use_stage1();
	if (round < ROUNDS)
		cpu_off();
	hvc(loaded);
	check("LOADED is refused", loaded[0], (uint64_t)BULKHEAD_E_DENIED);
	summary();
}
