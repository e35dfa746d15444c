/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `thread`. */
#pragma once
#include <skiff/thread.h>

extern struct list thread_all;

/** arch: save the callee-saved registers and the stack pointer, load others.
 * @param tls  of the loaded thread; linux ignores it */
void context_switch(void **save_sp, void *load_sp, uintptr_t tls);

/** arch: where a new thread's saved context returns to. */
void context_start(void);

/** arch: @return the stack pointer of a new thread that will call function(argument). */
void *context_make(void *stack_high, void (*function)(void *), void *argument);

/** A stack; NULL: no memory. The thread itself lies at its high end. */
struct thread *thread_allocate(size_t stack_size);
void thread_free(struct thread *thread);

/** No thread is ready: wait for an interrupt, or report that none can come. */
void thread_idle(void);
