/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/print.h>
#include <skiff/test.h>

extern const struct test __start_skiff_tests[], __stop_skiff_tests[];

static const struct test *running;
static bool failed;

bool test_check(bool condition, const char *text, const char *file, int line)
{
	if (!condition) {
		print("FAIL %s: %s (%s:%d)\n", running->name, text, file, line);
		failed = true;
	}
	return condition;
}

int test_run(void)
{
	int passes = 0, failures = 0;

	for (const struct test *t = __start_skiff_tests; t < __stop_skiff_tests; t++) {
		running = t;
		failed = false;
		t->function();
		passes += !failed;
		failures += failed;
	}
	print("%d passed, %d failed\n", passes, failures);
	return failures;
}
