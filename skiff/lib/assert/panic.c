/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <skiff/assert.h>
#include <skiff/plat.h>
#include <skiff/print.h>

#define FRAMES_MAX 16

/* A frame record: the caller's frame pointer and the return address (AAPCS64, 6.4.6). */
struct frame {
	uintptr_t next, pc;
};

void backtrace(uintptr_t frame)
{
#ifdef CONFIG_FRAME_POINTER
	uintptr_t low, high;

	stack_bounds(&low, &high);
	print("backtrace:");
	for (int i = 0; i < FRAMES_MAX; i++) {
		const struct frame *f = (const struct frame *)frame;

		if (frame % 8 != 0 || frame < low || frame + sizeof(*f) > high)
			break;
		if (f->pc == 0)
			break;
		print(" %#lx", (unsigned long)f->pc);
		frame = f->next;
	}
	print("\n");
#else
	(void)frame;
#endif
}

_Noreturn void panic(const char *fmt, ...)
{
	static int depth;
	va_list args;

	if (depth++ > 0)
		plat_crash();
	va_start(args, fmt);
	print("\nskiff: panic: ");
	vprint(fmt, args);
	va_end(args);
	print("\n");
	backtrace((uintptr_t)__builtin_frame_address(0));
	plat_crash();
}
