/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <skiff/test.h>
#include <skiff/thread.h>

static int order[16], used;

static void note(int value)
{
	if (used < 16)
		order[used++] = value;
}

static void worker(void *argument)
{
	int id = (int)(intptr_t)argument;

	note(id);
	thread_yield();
	note(id + 10);
}

TEST(threads_take_turns)
{
	struct thread *a, *b;
	unsigned int own = thread_self()->priority;

	used = 0;
	a = thread_create("a", worker, (void *)1, own, 0);
	b = thread_create("b", worker, (void *)2, own, 0);
	CHECK(a && b);
	CHECK(thread_join(a) == 0 && thread_join(b) == 0);
	CHECK(used == 4 && order[0] == 1 && order[1] == 2 && order[2] == 11 && order[3] == 12);
}

TEST(thread_bad_arguments)
{
	CHECK(thread_create("x", worker, NULL, PRIORITIES, 0) == NULL);
	CHECK(thread_join(thread_self()) == -EDEADLK);
	CHECK(thread_set_priority(thread_self(), PRIORITIES) == -EINVAL);
	CHECK(thread_create("x", worker, NULL, 0, SIZE_MAX) == NULL);
}

static volatile int ran;

static void count(void *argument)
{
	(void)argument;
	ran++;
}

/* A stack size that is too small is raised, from the pool and from the heap. */
TEST(small_stacks_are_large_enough)
{
	struct thread *t[CONFIG_THREAD_STACKS + 2];

	ran = 0;
	for (int i = 0; i < CONFIG_THREAD_STACKS + 2; i++)
		t[i] = thread_create("small", count, NULL, 0, 1);
	for (int i = 0; i < CONFIG_THREAD_STACKS + 2; i++)
		thread_join(t[i]);
	CHECK(ran == CONFIG_THREAD_STACKS + 2);
}

/* More threads than the pool has stacks, again and again: all stacks come back. */
TEST(threads_give_their_stacks_back)
{
	ran = 0;
	for (int round = 0; round < 50; round++) {
		struct thread *t[6];

		for (int i = 0; i < 6; i++)
			t[i] =
			    thread_create("t", count, NULL, PRIORITY_DEFAULT, i == 5 ? 20000 : 0);
		for (int i = 0; i < 6; i++)
			thread_join(t[i]);
	}
	CHECK(ran == 300);
}

TEST(detached_threads_end)
{
	ran = 0;
	for (int i = 0; i < 20; i++) {
		thread_detach(thread_create("d", count, NULL, PRIORITY_DEFAULT, 0));
		thread_yield();
	}
	CHECK(ran == 20);
}

static long sum;

static void recurse(void *argument)
{
	long depth = (long)(intptr_t)argument;
	volatile long keep = depth;

	if (depth > 0) {
		thread_yield();
		recurse((void *)(intptr_t)(depth - 1));
	}
	sum += keep;
}

/* Registers and stack survive switches at any depth. */
TEST(threads_keep_their_state)
{
	struct thread *t[4];

	sum = 0;
	for (int i = 0; i < 4; i++)
		t[i] = thread_create("r", recurse, (void *)(intptr_t)(10 + i), PRIORITY_DEFAULT,
				     16384);
	for (int i = 0; i < 4; i++)
		thread_join(t[i]);
	CHECK(sum == 55 + 66 + 78 + 91);
}
