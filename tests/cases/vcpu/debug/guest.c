/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Self-hosted debug (DDI 0487, chapter D2) of guests that share a core and have the same addresses. Breakpoints and watchpoints
 * of one guest must hit in it, again and again, and in no other guest. Debug registers must read as written. A guest that is
 * stepped must stop after every instruction, even if the core emulates it.
 */
#include <arm/esr.h>
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/tree.h>

#define ROUNDS	 20
#define PAUSE_US 100
#define STEPS	 9 /* instructions of stepped() */

#define MDSCR_SS  (1u << 0)
#define MDSCR_KDE (1u << 13)
#define MDSCR_MDE (1u << 15)
#define SPSR_SS	  (1ull << 21)
#define OSLSR	  8u /* implemented, not locked */
#define OSLSR_LK  2u
/* Enabled, EL1, four or eight bytes; loads and stores. */
#define BREAK_ON (1u | 1u << 1 | 15u << 5)
#define WATCH_ON (1u | 1u << 1 | 3u << 3 | 255u << 5)
#define BRPS(v)	 ((v) >> 12 & 15)
#define WRPS(v)	 ((v) >> 20 & 15)

static volatile uint64_t breaks, watches, steps, others, watched, last;
static volatile uint64_t expected_step;
void target(void);
void stepped(void);
void debug_vectors(void);
void debug_exception(uint64_t esr, uint64_t elr, uint64_t far);

/* Instructions for breakpoints and for steps: one of each kind of trap to the core, and one that doesn't trap. */
__asm__(".balign 2048\n"
	".global target, stepped, debug_vectors\n"
	"debug_vectors:\n"
	".rept 16\n"
	".balign 128\n"
	"b 1f\n"
	".endr\n"
	"1:	stp	x0, x1, [sp, #-176]!\n"
	"	stp	x2, x3, [sp, #16]\n"
	"	stp	x4, x5, [sp, #32]\n"
	"	stp	x6, x7, [sp, #48]\n"
	"	stp	x8, x9, [sp, #64]\n"
	"	stp	x10, x11, [sp, #80]\n"
	"	stp	x12, x13, [sp, #96]\n"
	"	stp	x14, x15, [sp, #112]\n"
	"	stp	x16, x17, [sp, #128]\n"
	"	stp	x18, x30, [sp, #144]\n"
	"	mrs	x0, esr_el1\n"
	"	mrs	x1, elr_el1\n"
	"	mrs	x2, far_el1\n"
	"	bl	debug_exception\n"
	"	ldp	x2, x3, [sp, #16]\n"
	"	ldp	x4, x5, [sp, #32]\n"
	"	ldp	x6, x7, [sp, #48]\n"
	"	ldp	x8, x9, [sp, #64]\n"
	"	ldp	x10, x11, [sp, #80]\n"
	"	ldp	x12, x13, [sp, #96]\n"
	"	ldp	x14, x15, [sp, #112]\n"
	"	ldp	x16, x17, [sp, #128]\n"
	"	ldp	x18, x30, [sp, #144]\n"
	"	ldp	x0, x1, [sp], #176\n"
	"	eret\n"
	"target:	nop\n"
	"	ret\n"
	"stepped:\n"
	"	mrs	x1, id_aa64pfr0_el1\n"
	"	ldr	w2, [x3]\n"
	"	mrs	x1, oslsr_el1\n"
	"	hvc	#0\n"
	"	mov	x0, x4\n"
	"	smc	#0\n"
	"	nop\n"
	"	mov	x5, x0\n"
	"	ret\n");

/* The handler disarms what has hit, so that the instruction can complete. */
void debug_exception(uint64_t esr, uint64_t elr, uint64_t far)
{
	last = elr;
	if (ESR_EC(esr) == ESR_EC_BREAKPOINT_SAME) {
		breaks++;
		write_sysreg(dbgbcr5_el1, 0);
	} else if (ESR_EC(esr) == ESR_EC_WATCHPOINT_SAME) {
		watches += far == (uint64_t)&watched;
		write_sysreg(dbgwcr3_el1, 0);
	} else if (ESR_EC(esr) == ESR_EC_STEP_SAME) {
		uint64_t behind = expected_step + 4;

		/* The first stops are before stepped(), the last one is behind it. */
		steps += elr == behind;
		expected_step =
		    elr >= (uint64_t)stepped && elr < (uint64_t)stepped + 4 * STEPS ? elr : 0;
		if (elr == (uint64_t)stepped + 4 * (STEPS - 1))
			write_sysreg(mdscr_el1, 0);
		else
			write_sysreg(spsr_el1, read_sysreg(spsr_el1) | SPSR_SS);
	} else {
		others++;
		write_sysreg(elr_el1, elr + 4);
	}
}

static void pause(void)
{
	tick_wait(now() + ticks(PAUSE_US));
}

static void arm(const char *what)
{
	if (*what == 'b') {
		write_sysreg(dbgbvr5_el1, (uint64_t)target);
		write_sysreg(dbgbcr5_el1, BREAK_ON);
	} else if (*what == 'w') {
		write_sysreg(dbgwvr3_el1, (uint64_t)&watched);
		write_sysreg(dbgwcr3_el1, WATCH_ON);
	}
}

static void use(void)
{
	__asm__ volatile("mov x9, x30\n\tbl target\n\tmov x30, x9" ::: "x9", "x30", "memory");
	watched = watched + 1; /* a load and a store: the first hits */
}

static void reset_state(void)
{
	uint64_t dfr0 = read_sysreg(id_aa64dfr0_el1);

	check("6 breakpoints are announced", BRPS(dfr0), 5);
	check("4 watchpoints are announced", WRPS(dfr0), 3);
	check("locked at reset", read_sysreg(oslsr_el1), OSLSR | OSLSR_LK);
	check("MDSCR_EL1 at reset", read_sysreg(mdscr_el1), 0);
	check("nothing of another VM in a breakpoint",
	      read_sysreg(dbgbvr5_el1) | read_sysreg(dbgbcr5_el1), 0);
	check("nothing of another VM in a watchpoint",
	      read_sysreg(dbgwvr3_el1) | read_sysreg(dbgwcr3_el1), 0);
	exception_expect();
	(void)read_sysreg(dbgbvr6_el1);
	check("no seventh breakpoint", ESR_EC(exception_taken()), 0);
}

static void locks(const char *what)
{
	write_sysreg(mdscr_el1, MDSCR_MDE | MDSCR_KDE);
	arm(what);
	use();
	check("nothing hits while locked", breaks + watches, 0);
	write_sysreg(oslar_el1, 0);
	check("unlocked", read_sysreg(oslsr_el1), OSLSR);
	use();
	check("then it does", breaks + watches, *what != 'n');
}

static void rounds(const char *what)
{
	uint64_t breaks_before = breaks, watches_before = watches, good = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		arm(what);
		pause();
		if (*what == 'b')
			good += read_sysreg(dbgbvr5_el1) == (uint64_t)target &&
				read_sysreg(dbgbcr5_el1) == BREAK_ON;
		else
			good += read_sysreg(dbgwvr3_el1) == (uint64_t)&watched &&
				read_sysreg(dbgwcr3_el1) == WATCH_ON;
		use();
	}
	check("registers are as written", good, ROUNDS);
	check("breakpoint hits", breaks - breaks_before, *what == 'b' ? ROUNDS : 0);
	check("watchpoint hits", watches - watches_before, *what == 'w' ? ROUNDS : 0);
	if (*what == 'b')
		check("where it is", read_sysreg(dbgbvr5_el1), (uint64_t)target);
	/* Disarmed, so that it doesn't disturb the next checks. */
	write_sysreg(dbgbcr5_el1, 0);
	write_sysreg(dbgwcr3_el1, 0);
}

/* There must be one stop after each instruction. An ERET begins the step, as in debuggers. */
static void step(void)
{
	register uint64_t x0 __asm__("x0") = PSCI_VERSION;
	register uint64_t x3 __asm__("x3") = GICD_BASE;
	register uint64_t x4 __asm__("x4") = PSCI_VERSION;
	register uint64_t x5 __asm__("x5") = 0;

	uint64_t result;

	steps = 0;
	expected_step = (uint64_t)stepped;
	__asm__ volatile("mrs x1, daif\n"
			 "and x1, x1, #~(1 << 9)\n"
			 "mov x2, #5\n"
			 "orr x1, x1, x2\n"
			 "orr x1, x1, #(1 << 21)\n"
			 "msr spsr_el1, x1\n"
			 "adr x1, stepped\n"
			 "msr elr_el1, x1\n"
			 "mov x2, #(1 << 13 | 1)\n"
			 "msr mdscr_el1, x2\n"
			 "mov x9, x30\n"
			 "adr x30, 1f\n"
			 "isb\n"
			 "eret\n"
			 "1: mov x30, x9\n"
			 : "+r"(x0), "+r"(x5)
			 : "r"(x3), "r"(x4)
			 : "x1", "x2", "x9", "x30", "memory");
	result = x5;
	check("a stop behind each instruction but the last", steps, STEPS - 1);
	check("what was stepped has its results", result, PSCI_1_1);
}

void guest(unsigned cpu)
{
	const char *what = tree_bootargs();

	(void)cpu;
	tick_init();
	if (*what == 'n') {
		for (unsigned i = 0; i < 2 * ROUNDS; i++) {
			use();
			pause();
		}
		check("nothing of others hits", breaks + watches + exceptions_ignored(), 0);
		reset_state();
		check("a counter that nobody else writes", watched, 2 * ROUNDS);
		check("MDCCSR_EL0 reads as zero", read_sysreg(mdccsr_el0), 0);
		summary();
		return;
	}
	reset_state();
	write_sysreg(vbar_el1, (uint64_t)debug_vectors);
	__asm__ volatile("msr daifclr, #8");
	locks(what);
	rounds(what);
	__asm__ volatile("msr daifset, #8");
	step();
	write_sysreg(osdlr_el1, 1);
	check("the double lock's register", read_sysreg(osdlr_el1),
	      (read_sysreg(id_aa64dfr0_el1) >> 36 & 15) == 0);
	write_sysreg(osdlr_el1, 0);
	write_sysreg(oslar_el1, 1);
	check("locked again", read_sysreg(oslsr_el1), OSLSR | OSLSR_LK);
	check("nothing else came", others, 0);
	check("the last stop", last, (uint64_t)stepped + 4 * (STEPS - 1));
	summary();
}
