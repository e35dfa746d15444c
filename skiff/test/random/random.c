/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs in any configuration: it prints that it runs, checks memory, C library and threads, and runs the libraries' tests. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/print.h>
#ifdef CONFIG_LIB_THREAD
#include <skiff/thread.h>
#endif
#ifdef CONFIG_LIB_TEST
#include <skiff/test.h>
#endif

/* Filled in main, and read by a thread if there are any. */
static char line[] = "the quick brown fox";

static int order(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

static bool sorts(void)
{
	qsort(line, strlen(line), 1, order);
	return !strcmp(line, "   bcefhiknooqrtuwx");
}

static bool allocates(void)
{
#ifdef CONFIG_LIB_ALLOC
	char *block = malloc(1000), *other = calloc(1, 1000);
	bool good;

	if (!block || !other)
		return false;
	memset(block, 0x5a, 1000);
	good = other[0] == 0 && other[999] == 0;
	memcpy(other, block, 1000);
	good = good && !memcmp(block, other, 1000);
	free(block);
	free(other);
	return good;
#else
	return true;
#endif
}

#ifdef CONFIG_LIB_THREAD
static int switches;

static void body(void *turns)
{
	for (int n = *(const int *)turns; n > 0; n--) {
		switches++;
		thread_yield();
	}
}
#endif

static bool switches_threads(void)
{
#ifdef CONFIG_LIB_THREAD
	int turns = 10;
	struct thread *one = thread_create("one", body, &turns, 0, 0);
	struct thread *two = thread_create("two", body, &turns, 0, 0);

	if (!one || !two)
		return false;
	thread_join(one);
	thread_join(two);
	return switches == 20;
#else
	return true;
#endif
}

int main(int argc, char **argv)
{
	bool good = sorts() && allocates() && switches_threads();

	(void)argc, (void)argv;
	print("random: %s\n", good ? "runs" : "FAILS");
#ifdef CONFIG_LIB_TEST
	good = test_run() == 0 && good;
#endif
	return good ? 0 : 1;
}
