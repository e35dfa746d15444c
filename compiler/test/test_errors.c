/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each file of errors/ has one mistake or several. The text of each line `EXPECT: text` must be part of one error line, there
 * must be no other error line, and no image appears.
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "compile.h"
#include "diagnostics.h"
#include "host.h"
#include "test.h"

#define OUTPUT TEST_BUILD "/compiler/test/errors.elf"

static void check_case(void **state)
{
	const char *path = *state;
	struct compile_options options = {.description = path,
					  .output = OUTPUT,
					  .build = TEST_BUILD,
					  .core = TEST_BUILD "/compiler/test/core.elf",
					  .boards = "boards",
					  .quiet = true};
	struct bytes file;
	unsigned expected = 0;
	const char *at;

	unlink(OUTPUT);
	assert_false(compile_system(&options));
	assert_false(host_exists(OUTPUT));
	assert_true(host_read_file(path, &file));
	for (at = strstr((char *)file.data, "EXPECT: "); at; at = strstr(at, "EXPECT: ")) {
		const char *end = strstr(at, " */");
		char *text = host_format("%.*s", (int)(end - at - 8), at + 8);

		if (!strstr(diag_text(), text))
			fail_msg("\"%s\" isn't among\n%s", text, diag_text());
		expected++;
		at = end;
	}
	if (diag_count() != expected)
		fail_msg("%u errors are expected:\n%s", expected, diag_text());
}

int main(void)
{
	struct CMUnitTest *tests;
	glob_t files;
	int failed;

	if (glob("compiler/test/errors/*.dts", 0, NULL, &files) || !files.gl_pathc)
		return 1;
	tests = host_allocate(files.gl_pathc * sizeof(*tests));
	for (size_t i = 0; i < files.gl_pathc; i++)
		tests[i] = (struct CMUnitTest){.name = strrchr(files.gl_pathv[i], '/') + 1,
					       .test_func = check_case,
					       .initial_state = files.gl_pathv[i]};
	failed = _cmocka_run_group_tests("errors", tests, files.gl_pathc, NULL, NULL);
	globfree(&files);
	return failed != 0;
}
