/* SPDX-License-Identifier: BSD-3-Clause */
/* System registers in pairs whose fields are adjacent in the structure that `e` points to: one memory access for both. */
#pragma once
#include "machine/sysreg.h"

#define SAVE_PAIR(field1, name1, field2, name2)                            \
	{                                                                  \
		uint64_t r1 = sysreg_read(name1), r2 = sysreg_read(name2); \
		e->field1 = r1;                                            \
		e->field2 = r2;                                            \
	}
#define LOAD_PAIR(field1, name1, field2, name2)                                \
	{                                                                      \
		uint64_t r1 = e->field1, r2 = e->field2;                       \
		__asm__("" : "+r"(r1), "+r"(r2)); /* loaded here, as a pair */ \
		sysreg_write(name1, r1);                                       \
		sysreg_write(name2, r2);                                       \
	}
