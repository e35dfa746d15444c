/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads as a C library makes them. */
#pragma once
#include <stddef.h>
#include <skiff/config.h>
#include <skiff/posix/memory.h>
#include <skiff/posix/process.h>
#include <skiff/posix/thread.h>
#include <skiff/test.h>

#define RUN_STACK 65536u

/* Does the heap have as many free bytes as `before`, up to `less`? The bump allocator can't free memory. */
#ifdef CONFIG_ALLOC_BUMP
#define GIVEN_BACK(before, less) ((void)(less), heap_free() <= (before))
#else
#define GIVEN_BACK(before, less) (heap_free() + (less) > (before))
#endif

/** A thread that was started. */
struct run {
	char *stack;
	int id, alive;
};

/** Start one. Its stack is a mapping. */
static inline void run_start(struct run *run, int (*function)(void *), void *argument)
{
	run->stack = (char *)sys_mmap(0, RUN_STACK, POSIX_PROT_READ | POSIX_PROT_WRITE,
				      POSIX_MAP_PRIVATE | POSIX_MAP_ANONYMOUS, -1, 0);
	run->alive = 1;
	CHECK(posix_thread_clone(function, run->stack + RUN_STACK,
				 POSIX_CLONE_THREAD | POSIX_CLONE_PARENT_SETTID |
				     POSIX_CLONE_CHILD_CLEARTID,
				 argument, &run->id, 0, &run->alive) > POSIX_PROCESS);
}

/** Wait for its end, and give its stack back. */
static inline void run_join(struct run *run)
{
	while (__atomic_load_n(&run->alive, __ATOMIC_SEQ_CST))
		sys_futex((uint32_t *)&run->alive, POSIX_FUTEX_WAIT, 1, NULL, NULL, 0);
	CHECK(sys_munmap((uintptr_t)run->stack, RUN_STACK) == 0);
}
