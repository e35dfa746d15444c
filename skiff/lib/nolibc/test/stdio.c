/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
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

/* SIZE_MAX means no limit. */
TEST(snprintf_takes_any_size)
{
	char b[32];

	CHECK(snprintf(b, SIZE_MAX, "%s %d", "abc", 42) == 6 && strcmp(b, "abc 42") == 0);
	CHECK(snprintf(b, SIZE_MAX / 2, "%d", 7) == 1 && strcmp(b, "7") == 0);
	CHECK(snprintf(b, INT_MAX, "%5s", "x") == 5 && strcmp(b, "    x") == 0);
}

#ifdef CONFIG_PLAT_LINUX
/* The host's function, as the reference. */
int host_snprintf(char *restrict to, size_t size, const char *restrict fmt,
		  ...) __asm__("snprintf");

/* One conversion with random flags, width, precision and length. */
static void conversion(char *to, char type)
{
	static const char *const lengths[] = {"", "hh", "h", "l", "ll", "z", "j", "t"};

	*to++ = '%';
	for (const char *flag = "-0+ #"; *flag; flag++)
		if (rand() % 3 == 0)
			*to++ = *flag;
	if (rand() % 2)
		to += host_snprintf(to, 8, "%d", rand() % 30 + 1);
	if (rand() % 2)
		to += host_snprintf(to, 8, ".%d", rand() % 25);
	if (type != 's' && type != 'c')
		for (const char *l = lengths[rand() % 8]; *l; l++)
			*to++ = *l;
	*to++ = type;
	*to = '\0';
}

static uint64_t some_value(void)
{
	uint64_t value = (uint64_t)rand() << 33 ^ (uint64_t)rand();

	return rand() % 4 == 0 ? 0 : value >> rand() % 64;
}

TEST(snprintf_is_as_the_host_has_it)
{
	bool right = true;

	for (int i = 0; right && i < 20000; i++) {
		char type = "diuxXosc"[rand() % 8], fmt[40], ours[80], theirs[80];
		size_t size = (size_t)(rand() % 80);
		uint64_t value = some_value();
		const char *text = "a text that is cut" + value % 18;
		int n, wanted;

		conversion(fmt, type);
		memset(ours, '?', sizeof(ours));
		memset(theirs, '?', sizeof(theirs));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		if (type == 's') {
			n = snprintf(ours, size, fmt, text);
			wanted = host_snprintf(theirs, size, fmt, text);
		} else {
			n = snprintf(ours, size, fmt, value);
			wanted = host_snprintf(theirs, size, fmt, value);
		}
#pragma GCC diagnostic pop
		right = n == wanted && memcmp(ours, theirs, sizeof(ours)) == 0;
		if (!CHECK(right))
			printf("  \"%s\" of %#lx\n", fmt, (unsigned long)value);
	}
}
#endif
