/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread-local variables: a block for each thread, as the linker script describes it (skiff/sections.h). */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <skiff/config.h>

#if !defined(CONFIG_PLAT_LINUX) && !defined(CONFIG_TLS)
extern char __tls_main[], __tls_start[];
/* The addresses of these symbols are numbers. */
extern char __tls_data_size[], __tls_align[], __tls_block[];

/** TPIDR_EL0 of main. */
static inline uintptr_t tls_main(void)
{
	return (uintptr_t)__tls_main;
}

/** Limit of bytes for a thread's variables. */
static inline size_t tls_extra(void)
{
	uintptr_t size = (uintptr_t)__tls_block;

	return size > 0 ? size + (uintptr_t)__tls_align : 0;
}

/** Make a thread's variables below `end`. @return TPIDR_EL0 for them, where they begin */
static inline uintptr_t tls_place(uintptr_t end)
{
	uintptr_t size = (uintptr_t)__tls_block, align = (uintptr_t)__tls_align;
	uintptr_t copied = (uintptr_t)__tls_data_size, start;

	if (size == 0)
		return end;
	start = (end - size) & -align;
	memset((void *)start, 0, size);
	memcpy((void *)(start + align), __tls_start, copied);
	return start;
}
#else
/* linux: all threads have the process's variables. With TLS, the C library gives each thread its own. */
static inline uintptr_t tls_main(void)
{
	return 0;
}

static inline size_t tls_extra(void)
{
	return 0;
}

static inline uintptr_t tls_place(uintptr_t end)
{
	return end;
}
#endif
