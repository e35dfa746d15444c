/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>
#include "reach.h"

#define FOUND_MAX  32u
#define NAME_BYTES (REACH_MARK_BYTES - 8)

/* The text is in two parts, so that this program's own memory contains no mark. */
static const char first[] = "asse", second[] = "t-->";

void reach_mark(char mark[REACH_MARK_BYTES], const char *owner, const char *kind)
{
	memset(mark, 0, REACH_MARK_BYTES);
	snprintf(mark, REACH_MARK_BYTES, "%s%s%s.%s", first, second, owner, kind);
}

static void found(const char *name, const char *place)
{
	static char known[FOUND_MAX][NAME_BYTES + 1];
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz.");
	unsigned int i;

	for (i = 0; i < FOUND_MAX && known[i][0]; i++)
		if (strlen(known[i]) == length && memcmp(known[i], name, length) == 0)
			return;
	if (!memchr(name, '.', length) || i == FOUND_MAX)
		return;
	memcpy(known[i], name, length);
	printf("exploit: found %s by %s\n", known[i], place);
	fflush(stdout);
}

void reach_search(const void *bytes, unsigned int count, const char *place)
{
	char mark[9];

	snprintf(mark, sizeof(mark), "%s%s", first, second);
	for (unsigned int i = 0; i + REACH_MARK_BYTES <= count; i += 8) {
		const char *at = (const char *)bytes + i;
		char name[NAME_BYTES + 1] = "";

		if (memcmp(at, mark, 8) != 0)
			continue;
		memcpy(name, at + 8, NAME_BYTES);
		found(name, place);
	}
}
