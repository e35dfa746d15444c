/* SPDX-License-Identifier: BSD-3-Clause */
/* A process that faults ends with one readable report, as on the other platforms. */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <skiff/assert.h>
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include "registers.h"

/* Linux maps nothing there (vm.mmap_min_addr): a small address is a null pointer and an offset. */
#define NULL_AREA 0xf000u
/* A function may leave this much of its frame below the stack's end. */
#define OVERFLOW_AREA 4096u

static const char *cause(const siginfo_t *info, uintptr_t pc, uintptr_t stack_low)
{
	uintptr_t address = (uintptr_t)info->si_addr;

	switch (info->si_signo) {
	case SIGILL:
	case SIGTRAP:
		return "trap instruction";
	case SIGFPE:
		return "division by zero";
	default:
		break;
	}
	/* The kernel reports no address if the address isn't canonical (x86_64). */
	if (info->si_code == SI_KERNEL)
		return "access to a bad address";
	if (address < NULL_AREA)
		return "null pointer";
	if (address < stack_low && address + OVERFLOW_AREA >= stack_low)
		return "stack overflow";
	return address == pc ? "jump to a bad address" : "access to a bad address";
}

static void on_fault(int number, siginfo_t *info, void *context)
{
	static int depth;
	struct registers r = registers_of(context);
	uintptr_t low, high;

	(void)number;
	if (depth++ > 0)
		plat_crash();
	stack_bounds(&low, &high);
	print("\nskiff: fault: %s\n  pc %#lx  address %#lx  sp %#lx\n", cause(info, r.pc, low),
	      (unsigned long)r.pc, (unsigned long)(uintptr_t)info->si_addr, (unsigned long)r.sp);
	registers_print(context);
	backtrace(r.frame);
	plat_crash();
}

static void fault_init(void)
{
	static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE};
	/* The handler has a stack of its own, since the fault may be an overflow of the thread's. */
	static char stack[65536];
	const stack_t alternate = {.ss_sp = stack, .ss_size = sizeof(stack)};
	struct sigaction action = {.sa_sigaction = on_fault,
				   .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};

	sigaltstack(&alternate, NULL);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}
INIT(INIT_MEMORY, fault_init);
