/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <skiff/args.h>
#include <skiff/test.h>

TEST(args_split_at_blanks_and_quotes)
{
	char line[] = "  one two=2  \"three 3\" \"\"x ", *argv[8];

	CHECK(args_split(line, argv, 8) == 4 && !argv[4]);
	CHECK(strcmp(argv[0], "one") == 0 && strcmp(argv[1], "two=2") == 0);
	CHECK(strcmp(argv[2], "three 3") == 0 && strcmp(argv[3], "x") == 0);
}

TEST(args_split_limits)
{
	char line[] = "a b c d", empty[] = "", *argv[3];

	CHECK(args_split(line, argv, 3) == 2 && !argv[2]);
	CHECK(args_split(empty, argv, 3) == 0 && !argv[0]);
}

TEST(args_missing_option)
{
	CHECK(!args_option("no.such.option") && args_number("no.such.option", 5) == 5);
}
