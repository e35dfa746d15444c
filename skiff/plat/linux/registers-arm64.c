/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <ucontext.h>
#include <skiff/print.h>
#include "registers.h"

struct registers registers_of(const void *context)
{
	const mcontext_t *m = &((const ucontext_t *)context)->uc_mcontext;

	return (struct registers){m->pc, m->sp, m->regs[29]};
}

void registers_print(const void *context)
{
	const mcontext_t *m = &((const ucontext_t *)context)->uc_mcontext;

	for (int i = 0; i < 31; i++)
		print(" %sx%d %016lx%s", i < 10 ? " " : "", i, (unsigned long)m->regs[i],
		      i % 4 == 3 || i == 30 ? "\n" : "");
}
