/* SPDX-License-Identifier: BSD-3-Clause */
/* A process of the host as the machine. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <skiff/arch.h>
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/plat.h>

#define HEAP_SIZE ((size_t)64 << 20)

struct machine machine;
static char arguments[4096];

uint64_t counter_read(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void console_write(const char *text, size_t length)
{
	while (length > 0) {
		ssize_t n = write(STDOUT_FILENO, text, length);

		if (n <= 0)
			return;
		text += n;
		length -= (size_t)n;
	}
}

_Noreturn void plat_exit(int status)
{
#ifdef CONFIG_FUZZ
	abort(); /* the fuzzer keeps the input */
#endif
	_exit(status);
}

_Noreturn void plat_crash(void)
{
	plat_exit(1);
}

static void stack_find(void)
{
	pthread_attr_t attributes;
	void *low = NULL;
	size_t size = 0;

	if (pthread_getattr_np(pthread_self(), &attributes) != 0)
		return;
	pthread_attr_getstack(&attributes, &low, &size);
	pthread_attr_destroy(&attributes);
	machine.stack_low = (uintptr_t)low;
	machine.stack_high = machine.stack_low + size;
}

/* The pool of the threads' stacks, with an inaccessible page below each. */
static void place_stacks(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = (CONFIG_THREAD_STACK_SIZE + page - 1) & -page, stride = size + page;
	const unsigned int count = CONFIG_THREAD_STACKS;
	char *pool;

	if (count == 0)
		return;
	pool = mmap(NULL, count * stride, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		    -1, 0);
	if (pool == MAP_FAILED)
		return;
	for (unsigned int i = 0; i < count; i++)
		if (mprotect(pool + i * stride + page, size, PROT_READ | PROT_WRITE) != 0)
			return;
	machine.stacks = (uintptr_t)pool + page;
	machine.stack_size = size;
	machine.stack_stride = stride;
	machine.stack_count = count;
}

static void machine_init(void)
{
	void *heap = mmap(NULL, HEAP_SIZE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (heap == MAP_FAILED)
		plat_exit(1);
	machine.heap_start = (uintptr_t)heap;
	machine.heap_end = machine.heap_start + HEAP_SIZE;
	machine.counter_hz = 1000000000;
	stack_find();
	place_stacks();
	machine.args = arguments;
}

#ifdef CONFIG_FUZZ
int LLVMFuzzerInitialize(int *argc, char ***argv);
int skiff_main(int argc, char **argv);

/* A fuzz target has no main. Nothing calls main there, but boot() refers to it. */
int skiff_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	machine_init();
	boot_init();
	return 0;
}
#else
int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		strncat(arguments, argv[i], sizeof(arguments) - strlen(arguments) - 2);
		strcat(arguments, " ");
	}
	machine_init();
	boot();
}
#endif

/* Library `thread` replaces this function. */
void stack_bounds(uintptr_t *low, uintptr_t *high);
__attribute__((weak)) void stack_bounds(uintptr_t *low, uintptr_t *high)
{
	*low = machine.stack_low;
	*high = machine.stack_high;
}

/* A process has no devices. */
int plat_device(const char *compatible, unsigned int index, struct plat_device *device)
{
	(void)compatible, (void)index, (void)device;
	return -ENOENT;
}
