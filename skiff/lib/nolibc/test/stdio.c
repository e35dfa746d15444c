/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>
#include <skiff/test.h>

TEST(snprintf_cuts_and_counts)
{
	char b[8];

	memset(b, 'x', sizeof(b));
	CHECK(snprintf(b, sizeof(b), "%s", "0123456789") == 10 && strcmp(b, "0123456") == 0);
	CHECK(snprintf(b, 1, "%d", 42) == 2 && b[0] == '\0');
	CHECK(snprintf(NULL, 0, "%d", 12345) == 5);
	CHECK(snprintf(b, sizeof(b), "%s %d %x", "a", 1, 255) == 6 && strcmp(b, "a 1 ff") == 0);
}

TEST(sprintf_writes_all)
{
	char b[32];

	CHECK(sprintf(b, "%s-%05d", "abc", 42) == 9 && strcmp(b, "abc-00042") == 0);
}
