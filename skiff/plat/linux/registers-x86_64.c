/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <ucontext.h>
#include <skiff/print.h>
#include "registers.h"

struct registers registers_of(const void *context)
{
	const greg_t *g = ((const ucontext_t *)context)->uc_mcontext.gregs;

	return (struct registers){(uintptr_t)g[REG_RIP], (uintptr_t)g[REG_RSP],
				  (uintptr_t)g[REG_RBP]};
}

void registers_print(const void *context)
{
	static const struct {
		const char *name;
		int index;
	} general[] = {
	    {"rax", REG_RAX}, {"rbx", REG_RBX}, {"rcx", REG_RCX}, {"rdx", REG_RDX},
	    {"rsi", REG_RSI}, {"rdi", REG_RDI}, {"rbp", REG_RBP}, {"rsp", REG_RSP},
	    {" r8", REG_R8},  {" r9", REG_R9},	{"r10", REG_R10}, {"r11", REG_R11},
	    {"r12", REG_R12}, {"r13", REG_R13}, {"r14", REG_R14}, {"r15", REG_R15},
	};
	const greg_t *g = ((const ucontext_t *)context)->uc_mcontext.gregs;

	for (unsigned int i = 0; i < sizeof(general) / sizeof(general[0]); i++)
		print(" %s %016lx%s", general[i].name, (unsigned long)g[general[i].index],
		      i % 4 == 3 ? "\n" : "");
}
