/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes one mistake, named by the argument fault=…: each must end in one readable report. */
#include <stdlib.h>
#include <string.h>
#include <skiff/args.h>
#include <skiff/assert.h>
#include <skiff/init.h>
#include <skiff/lock.h>
#include <skiff/print.h>

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
	thread_join(thread_create("wide", canary_thread, NULL, PRIORITY_DEFAULT, 65536));
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

static void deadlock(void)
{
	static struct semaphore never = SEMAPHORE_INIT(never, 0);

	semaphore_wait(&never);
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
    {"canary", heap_stack_overflow},
    {"assert", assertion},
    {"oom", out_of_memory},
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
