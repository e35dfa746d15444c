/* SPDX-License-Identifier: BSD-3-Clause */
/* A process of the host as the machine. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
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

static void stack_find(void)
{
	struct rlimit limit = {.rlim_cur = 0};
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	getrlimit(RLIMIT_STACK, &limit);
	machine.stack_high = here + 65536;
	machine.stack_low = limit.rlim_cur == RLIM_INFINITY ? 0 : here - limit.rlim_cur;
}

INIT(INIT_MEMORY, stack_find);

static void machine_init(void)
{
	void *heap = mmap(NULL, HEAP_SIZE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (heap == MAP_FAILED)
		plat_exit(1);
	machine.heap_start = (uintptr_t)heap;
	machine.heap_end = machine.heap_start + HEAP_SIZE;
	machine.counter_hz = 1000000000;
	machine.args = arguments;
}

#ifdef CONFIG_FUZZ
int LLVMFuzzerInitialize(int *argc, char ***argv);

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

/* Library `thread` knows better. */
void stack_bounds(uintptr_t *low, uintptr_t *high);
__attribute__((weak)) void stack_bounds(uintptr_t *low, uintptr_t *high)
{
	*low = machine.stack_low;
	*high = machine.stack_high;
}
