/* SPDX-License-Identifier: BSD-3-Clause */
/* Handlers' stacks. */
#include <errno.h>
#include <stdbool.h>
#include <skiff/posix/abi.h>
#include "inside.h"

#define ALIGNMENT 16u /* of a stack pointer (AAPCS64, 6.4.5; System V ABI for x86-64, 3.2.2) */

static bool runs_on(const struct posix_stack *stack)
{
	return (uintptr_t)__builtin_frame_address(0) - stack->base < stack->size;
}

void signal_stack_call(const struct posix_stack *stack, void (*function)(void *), void *argument)
{
	uintptr_t high = (stack->base + stack->size) & -(uintptr_t)ALIGNMENT;

	if (stack->size == 0 || runs_on(stack)) {
		function(argument);
		return;
	}
	/* A packed program gets memory when it is touched, but not as its stack. */
	for (uintptr_t at = stack->base; at < high; at += POSIX_PAGE_SIZE)
		*(volatile char *)at = *(volatile char *)at;
	*(volatile char *)(high - 1) = *(volatile char *)(high - 1);
	signal_stack_switch(function, argument, high);
}

int64_t sys_sigaltstack(const struct posix_stack *set, struct posix_stack *get)
{
	struct posix_stack *stack = &posix_signals()->stack, now = *stack;
	bool on = runs_on(stack);

	now.flags = now.size == 0 ? POSIX_SS_DISABLE : on ? POSIX_SS_ONSTACK : 0;
	if (set && on)
		return -EPERM;
	if (set && set->flags == POSIX_SS_DISABLE)
		*stack = (struct posix_stack){0};
	else if (set && set->flags != 0 && set->flags != POSIX_SS_ONSTACK)
		return -EINVAL;
	else if (set && set->size < POSIX_SIGNAL_STACK)
		return -ENOMEM;
	else if (set)
		*stack = (struct posix_stack){.base = set->base, .size = set->size};
	if (get)
		*get = now;
	return 0;
}
