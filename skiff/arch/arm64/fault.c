/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of a machine that faulted: one readable report. */
#include <stdbool.h>
#include <skiff/config.h>
#include <skiff/frame.h>
#include <skiff/plat.h>

_Noreturn void fault(const struct fault_frame *f);

#ifdef CONFIG_LIB_ASSERT
#include <skiff/assert.h>
#include <skiff/print.h>

#define ESR_EC(esr)   ((unsigned int)((esr) >> 26) & 0x3f)
#define ESR_DFSC(esr) ((unsigned int)(esr)&0x3f)
#define DFSC_EXTERNAL 0x10
#define ESR_WNR(esr)  ((unsigned int)((esr) >> 6) & 1)

/* ESR_ELx.EC (Arm ARM D19.2.37) */
enum {
	EC_FP = 0x07,
	EC_INSTRUCTION_ABORT = 0x21,
	EC_PC_ALIGNMENT = 0x22,
	EC_DATA_ABORT = 0x25,
	EC_SP_ALIGNMENT = 0x26,
	EC_SERROR = 0x2f,
	EC_BRK = 0x3c
};

/* Nothing is mapped below the image: a small address is a null pointer and an offset. */
#define NULL_AREA 0xf000u
/* A function may leave this much of its frame below the stack's end. */
#define OVERFLOW_AREA 4096u

static const char *cause(const struct fault_frame *f, uintptr_t stack_low)
{
	unsigned int class = ESR_EC(f->esr);
	bool abort = class == EC_DATA_ABORT || class == EC_INSTRUCTION_ABORT;

	if (abort && f->far < NULL_AREA)
		return "null pointer";
	if (class == EC_DATA_ABORT && f->far < stack_low && f->far + OVERFLOW_AREA >= stack_low)
		return "stack overflow";
	switch (class) {
	case EC_DATA_ABORT:
		if (ESR_DFSC(f->esr) == DFSC_EXTERNAL)
			return "access to a bad address"; /* injected by a hypervisor */
		return ESR_WNR(f->esr) ? "write to a bad address" : "read of a bad address";
	case EC_INSTRUCTION_ABORT:
	case EC_PC_ALIGNMENT:
		return "jump to a bad address";
	case EC_FP:
		return "floating point without CONFIG_FP";
	case EC_SP_ALIGNMENT:
		return "misaligned stack";
	case EC_SERROR:
		return "system error";
	case EC_BRK:
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
		plat_exit(1);
	stack_bounds(&low, &high);
	print("\nskiff: fault: %s\n  pc %#lx  far %#lx  esr %#lx  spsr %#lx  sp %#lx\n",
	      cause(f, low), (unsigned long)f->pc, (unsigned long)f->far, (unsigned long)f->esr,
	      (unsigned long)f->spsr, (unsigned long)f->sp);
	for (int i = 0; i < 31; i++)
		print(" %sx%d %016lx%s", i < 10 ? " " : "", i, (unsigned long)f->x[i],
		      i % 4 == 3 || i == 30 ? "\n" : "");
	backtrace(f->x[29]);
	plat_exit(1);
}

/* Library `thread` knows better. */
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
	plat_exit(1);
}
#endif
