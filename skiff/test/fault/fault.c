/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes one mistake, named by the argument fault=…: each must end in one readable report. */
#include <stdlib.h>
#include <string.h>
#include <skiff/args.h>
#include <skiff/assert.h>
#include <skiff/init.h>
#include <skiff/lock.h>
#include <skiff/print.h>
#ifdef CONFIG_LIB_TIMER
#include <skiff/timer.h>
#endif

/* More than the largest stack and its guard page. */
#ifdef CONFIG_PLAT_LINUX
#define JUMP ((size_t)9 << 20)
#else
#define JUMP 20000u
#endif

static void null_pointer(void)
{
	volatile int *volatile p = NULL;

	*p = 1;
}

static int recurse(volatile int *up)
{
	volatile int here[64];

	here[0] = *up + 1;
	return recurse(here) + here[0];
}

static void stack_overflow(void)
{
	volatile int zero = 0;

	recurse(&zero);
}

/* The frame has several pages, of which only the far end is used: the access must not skip the guard page. */
static __attribute__((noinline)) int jump_over(void)
{
	volatile char here[JUMP];

	here[0] = 1;
	return here[0];
}

static __attribute__((noinline)) int jump_by(size_t size)
{
	volatile char here[size];

	here[0] = 1;
	return here[0];
}

static void stack_jump(void)
{
	jump_over();
}

static void stack_jump_sized(void)
{
	volatile size_t size = JUMP;

	jump_by(size);
}

static void jump_thread(void *argument)
{
	(void)argument;
	jump_over();
}

static void thread_jump(void)
{
	thread_join(thread_create("jumps", jump_thread, NULL, PRIORITY_DEFAULT, 0));
}

static void overflow_thread(void *argument)
{
	(void)argument;
	stack_overflow();
}

static void thread_overflow(void)
{
	thread_join(thread_create("deep", overflow_thread, NULL, PRIORITY_DEFAULT, 0));
}

static void canary_thread(void *argument)
{
	(void)argument;
	memset((void *)thread_self()->stack_low, 0, 64);
	thread_yield();
}

static void heap_stack_overflow(void)
{
	thread_join(thread_create("wide", canary_thread, NULL, PRIORITY_DEFAULT,
				  CONFIG_THREAD_STACK_SIZE + 4096));
}

static void assertion(void)
{
	volatile int two = 2;

	assert(two + two == 5);
}

static void out_of_memory(void)
{
	for (;;)
		*(volatile char *)malloc(65536) = 1;
}

static void huge_malloc(void)
{
	volatile size_t size = SIZE_MAX;

	*(volatile char *)malloc(size) = 1;
}

static void huge_calloc(void)
{
	volatile size_t count = SIZE_MAX / 16 + 2;

	*(volatile char *)calloc(count, 16) = 1;
}

static void wild_free(void)
{
	static char here[64] __attribute__((aligned(16)));
	char *volatile p = here + 16;

	free(p);
}

static void inner_free(void)
{
	char *volatile p = malloc(100);

	memset(p, 0, 100);
	free(p + 32);
}

static void double_free_of(size_t size, int between)
{
	void *volatile p = malloc(size), *volatile other[4];

	for (int i = 0; i < between; i++)
		other[i] = malloc(size);
	free(p);
	for (int i = 0; i < between; i++)
		free(other[i]);
	free(p);
}

static void double_free(void)
{
	double_free_of(64, 0);
}

static void double_free_later(void)
{
	double_free_of(64, 3);
}

static void double_free_large(void)
{
	double_free_of(5000, 1);
}

static struct mutex mutex = MUTEX_INIT(mutex);

static void lock_thread(void *argument)
{
	(void)argument;
	mutex_lock(&mutex);
}

static void unlock_other(void)
{
	thread_join(thread_create("owner", lock_thread, NULL, PRIORITY_DEFAULT, 0));
	mutex_unlock(&mutex);
}

static void lock_twice(void)
{
	mutex_lock(&mutex);
	mutex_lock(&mutex);
}

static struct thread *joined[2];

static void join_thread(void *argument)
{
	thread_join(joined[*(int *)argument]);
}

static void nothing(void *argument)
{
	(void)argument;
}

static void double_join(void)
{
	struct thread *t = thread_create("once", nothing, NULL, PRIORITY_DEFAULT, 0);

	thread_join(t);
	thread_join(t);
}

static void join_by_two(void)
{
	static int first = 0;

	joined[0] = thread_create("both", lock_thread, NULL, PRIORITY_DEFAULT, 0);
	mutex_lock(&mutex);
	thread_create("joins", join_thread, &first, PRIORITY_DEFAULT, 0);
	thread_yield();
	thread_join(joined[0]);
}

static void join_detached(void)
{
	struct thread *t = thread_create("free", nothing, NULL, PRIORITY_DEFAULT, 0);

	thread_detach(t);
	thread_join(t);
}

#ifdef CONFIG_LIB_TIMER
static void on_timer(struct timer *timer)
{
	static struct semaphore never = SEMAPHORE_INIT(never, 0);

	(void)timer;
	semaphore_wait(&never);
}

static void block_in_handler(void)
{
	struct timer timer;

	timer_init(&timer, on_timer);
	timer_start(&timer, time_ticks());
	for (;;)
		thread_yield();
}
#endif

static void deadlock(void)
{
	static struct semaphore never = SEMAPHORE_INIT(never, 0);

	semaphore_wait(&never);
}

static void join_deadlock(void)
{
	static int other[2] = {1, 0};

	for (int i = 0; i < 2; i++)
		joined[i] = thread_create("joins", join_thread, &other[i], 0, 0);
	deadlock();
}

static void write_text(void)
{
	*(volatile unsigned int *)(uintptr_t)write_text = 0;
}

static void run_data(void)
{
	static unsigned int ret = 0xd65f03c0; /* RET */

	((void (*)(void))(uintptr_t)&ret)();
}

static void bad_jump(void)
{
	((void (*)(void))0x123450)();
}

static const struct {
	const char *name;
	void (*function)(void);
} faults[] = {
    {"null", null_pointer},
    {"overflow", stack_overflow},
    {"thread-overflow", thread_overflow},
    {"jump-over-guard", stack_jump},
    {"jump-over-guard-sized", stack_jump_sized},
    {"thread-jump-over-guard", thread_jump},
    {"canary", heap_stack_overflow},
    {"assert", assertion},
    {"oom", out_of_memory},
    {"huge-malloc", huge_malloc},
    {"huge-calloc", huge_calloc},
    {"wild-free", wild_free},
    {"inner-free", inner_free},
    {"double-free", double_free},
    {"double-free-later", double_free_later},
    {"double-free-large", double_free_large},
    {"unlock-other", unlock_other},
    {"lock-twice", lock_twice},
    {"double-join", double_join},
    {"join-by-two", join_by_two},
    {"join-detached", join_detached},
#ifdef CONFIG_LIB_TIMER
    {"block-in-handler", block_in_handler},
#endif
    {"join-deadlock", join_deadlock},
    {"deadlock", deadlock},
    {"write-text", write_text},
    {"run-data", run_data},
    {"jump", bad_jump},
    {"abort", abort},
};

int main(int argc, char **argv)
{
	const char *name = args_option("fault");

	(void)argc, (void)argv;
	for (size_t i = 0; name && i < sizeof(faults) / sizeof(faults[0]); i++)
		if (strcmp(faults[i].name, name) == 0)
			faults[i].function();
	print("no fault\n");
	return 1;
}
