/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads of a program: each has a stack in the image beside its own, for its calls. */
#include <errno.h>
#include <stdlib.h>
#include <skiff/posix/thread.h>
#include "inside.h"

#define CALL_CLONE   220
#define KERNEL_STACK 32768u /* a signal handler runs there, too */

/* At the low end of such a stack. */
struct child {
	struct list node;
	int id;
	uintptr_t stack; /* the program's */
	struct program_frame frame;
};
static struct list children = LIST_INIT(children);

/** What Linux's clone3 takes. */
struct clone_arguments {
	uint64_t flags, pidfd, child, parent, signal, stack, stack_size, tls;
};

int64_t sys_clone(uint64_t flags, uintptr_t stack, int *parent, uintptr_t tls, int *child_word,
		  uint64_t unused, const struct program_frame *frame);
int64_t sys_clone3(const struct clone_arguments *a, size_t size, uint64_t u2, uint64_t u3,
		   uint64_t u4, uint64_t u5, const struct program_frame *frame);

static uintptr_t kernel_high(struct child *c)
{
	return (uintptr_t)c + KERNEL_STACK;
}

static int resume(void *argument)
{
	struct child *c = argument;

	program_enter(&c->frame, c->stack, kernel_high(c));
}

/* Free the stacks of ended threads, which left them before any other thread ran. */
static void reap(void)
{
	for (struct list *node = children.next, *next; node != &children; node = next) {
		struct child *c = container_of(node, struct child, node);

		next = node->next;
		if (!posix_thread_of(c->id)) {
			list_remove(node);
			free(c);
		}
	}
}

int64_t sys_clone(uint64_t flags, uintptr_t stack, int *parent, uintptr_t tls, int *child_word,
		  uint64_t unused, const struct program_frame *frame)
{
	irq_state state;
	struct child *c;

	(void)unused;
	if (!(flags & POSIX_CLONE_THREAD))
		return program_unserved(CALL_CLONE);
	state = irq_save();
	reap();
	irq_restore(state);
	c = aligned_alloc(16, KERNEL_STACK);
	if (!c)
		return -EAGAIN;
	c->frame = *frame;
	c->frame.x[0] = 0;
	c->stack = stack;
	c->id = posix_thread_clone(resume, (void *)kernel_high(c), (unsigned int)flags, c, parent,
				   tls, child_word);
	if (c->id < 0) {
		int error = c->id;

		free(c);
		return error;
	}
	list_append(&children, &c->node);
	return c->id;
}

int64_t sys_clone3(const struct clone_arguments *a, size_t size, uint64_t u2, uint64_t u3,
		   uint64_t u4, uint64_t u5, const struct program_frame *frame)
{
	(void)u2, (void)u3, (void)u4;
	if (size < sizeof(*a))
		return -EINVAL;
	return sys_clone(a->flags, a->stack + a->stack_size, (int *)a->parent, a->tls,
			 (int *)a->child, u5, frame);
}
