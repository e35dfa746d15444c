/* SPDX-License-Identifier: BSD-3-Clause */
/* Unit tests: the same on every platform. */
#pragma once
#include <stdbool.h>

/** A test; TEST makes them. */
struct test {
	const char *name;	/* the behaviour that it tests */
	const char *file;	/* its source file */
	void (*function)(void); /* runs it */
};

/** A test: TEST(name_of_the_behaviour_it_holds) { … CHECK(…) … } */
#define TEST(name)                                                                               \
	static void name(void);                                                                  \
	static const struct test test_of_##name                                                  \
	    __attribute__((used, section("skiff_tests"), aligned(8))) = {#name, __FILE__, name}; \
	static void name(void)

/** Note a failure of the running test, and go on, unless `condition` holds. */
#define CHECK(condition) test_check(condition, #condition, __FILE__, __LINE__)

/** Called by CHECK. @return `condition` */
bool test_check(bool condition, const char *text, const char *file, int line);

/** Run all tests of the image and print failures, then `N passed, N failed` as the last line.
 * @return number of failed tests */
int test_run(void);
