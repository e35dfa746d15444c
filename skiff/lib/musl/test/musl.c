/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <malloc.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <skiff/alloc.h>
#include <skiff/config.h>
#include <skiff/test.h>

static _Thread_local int initialised = 42;
static _Thread_local long zero[4];

TEST(musl_gives_the_first_thread_its_local_block)
{
	CHECK(initialised == 42 && zero[0] == 0 && zero[3] == 0);
	initialised++;
	CHECK(initialised == 43);
}

TEST(musl_reaches_calls_by_function)
{
	CHECK(syscall(SYS_getpid) == getpid() && getpid() == 1);
	errno = 0;
	CHECK(syscall(SYS_close, 999) == -1 && errno == EBADF);
	errno = 0;
	CHECK(close(999) == -1 && errno == EBADF);
}

TEST(musl_environment_comes_from_the_configuration)
{
	const char *home = getenv("HOME");

	CHECK(home && strcmp(home, "/") == 0);
	CHECK(setenv("SKIFF", "yes", 1) == 0 && strcmp(getenv("SKIFF"), "yes") == 0);
	CHECK(unsetenv("SKIFF") == 0 && !getenv("SKIFF"));
}

TEST(musl_formats_and_scans_floating_point)
{
	char text[32];
	double value = 0;

	snprintf(text, sizeof(text), "%.3f %Lg", 2.0 / 3, 1.5L);
	CHECK(strcmp(text, "0.667 1.5") == 0);
	CHECK(sscanf("2.5e3", "%lf", &value) == 1 && value == 2500);
	CHECK(fabs(sin(1.0) - 0.8414709848078965) < 1e-15);
}

TEST(musl_allocates_from_the_heap_of_skiff)
{
	size_t before = heap_free();
	char *block = malloc(10000);
	void *page;

	CHECK(block && heap_free() <= before - 10000);
	CHECK(malloc_usable_size(block) >= 10000);
	free(block);
#ifdef CONFIG_ALLOC_BUMP /* which can only free its latest block */
	CHECK(heap_free() <= before);
#else
	CHECK(heap_free() == before);
#endif
	CHECK(posix_memalign(&page, 4096, 100) == 0 && ((uintptr_t)page & 4095) == 0);
	free(page);
}
