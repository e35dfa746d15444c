/* SPDX-License-Identifier: BSD-3-Clause */
/* A machine that faults ends with one readable report. */
#include <stdbool.h>
#include <arm/esr.h>
#include <skiff/config.h>
#include <skiff/frame.h>
#include <skiff/plat.h>

_Noreturn void fault(const struct fault_frame *f);

#ifdef CONFIG_LIB_ASSERT
#include <skiff/assert.h>
#include <skiff/print.h>

/* Nothing is mapped below the image: an access to a small address is an access by a null pointer with an offset. */
#define NULL_AREA 0xf000u
/* A function's frame may reach this far below the stack's end. */
#define OVERFLOW_AREA 4096u

static const char *cause(const struct fault_frame *f, uintptr_t stack_low)
{
	unsigned int class = ESR_EC(f->esr);
	bool abort = class == ESR_EC_DATA_ABORT_SAME || class == ESR_EC_INSTRUCTION_ABORT_SAME;

	if (abort && f->far < NULL_AREA)
		return "null pointer";
	if (class == ESR_EC_DATA_ABORT_SAME && f->far < stack_low &&
	    f->far + OVERFLOW_AREA >= stack_low)
		return "stack overflow";
	switch (class) {
	case ESR_EC_DATA_ABORT_SAME:
		if (ISS_FSC(f->esr) == FSC_EXTERNAL_ABORT)
			return "access to a bad address"; /* injected by a hypervisor */
		return f->esr & ISS_WNR ? "write to a bad address" : "read of a bad address";
	case ESR_EC_INSTRUCTION_ABORT_SAME:
	case ESR_EC_PC_ALIGNMENT:
		return "jump to a bad address";
	case ESR_EC_FP:
		return "floating point without CONFIG_FP";
	case ESR_EC_SP_ALIGNMENT:
		return "misaligned stack";
	case ESR_EC_SERROR:
		return "system error";
	case ESR_EC_BRK64:
		return "trap instruction";
	default:
		return "unexpected exception";
	}
}

_Noreturn void fault(const struct fault_frame *f)
{
	static int depth;
	uintptr_t low, high;

	if (depth++ > 0)
		plat_crash();
	stack_bounds(&low, &high);
	print("\nskiff: fault: %s\n  pc %#lx  far %#lx  esr %#lx  spsr %#lx  sp %#lx\n",
	      cause(f, low), (unsigned long)f->pc, (unsigned long)f->far, (unsigned long)f->esr,
	      (unsigned long)f->spsr, (unsigned long)f->sp);
	for (int i = 0; i < 31; i++)
		print(" %sx%d %016lx%s", i < 10 ? " " : "", i, (unsigned long)f->x[i],
		      i % 4 == 3 || i == 30 ? "\n" : "");
	backtrace(f->x[29]);
	plat_crash();
}

/* Library `thread` replaces this function. */
__attribute__((weak)) void stack_bounds(uintptr_t *low, uintptr_t *high)
{
	*low = machine.stack_low;
	*high = machine.stack_high;
}
#else
_Noreturn void fault(const struct fault_frame *f)
{
	static const char message[] = "\nskiff: fault\n";

	(void)f;
	console_write(message, sizeof(message) - 1);
	plat_crash();
}
#endif
