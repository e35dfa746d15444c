/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <stdint.h>
#include <skiff/test.h>

#define SIZE 300

static unsigned char from[SIZE], to[SIZE];

static void fill(void)
{
	for (int i = 0; i < SIZE; i++) {
		from[i] = (unsigned char)(i * 7 + 1);
		to[i] = 0xee;
	}
}

/* Every length and offset: bytes inside right, outside untouched. */
TEST(memcpy_copies_exactly)
{
	bool right = true;

	for (size_t n = 0; n < 200; n++)
		for (size_t a = 0; a < 9; a++) {
			fill();
			right = right && memcpy(to + a, from + 3, n) == to + a;
			for (size_t i = 0; i < SIZE; i++)
				right = right &&
					to[i] == (i >= a && i < a + n ? from[3 + i - a] : 0xee);
		}
	CHECK(right);
}

TEST(memmove_copes_with_overlap)
{
	bool right = true;

	for (int distance = -40; distance <= 40; distance++)
		for (size_t n = 0; n < 100; n += 3) {
			fill();
			memmove(from + 60 + distance, from + 60, n);
			for (size_t i = 0; i < n; i++)
				right = right && from[60 + distance + (int)i] ==
						     (unsigned char)((60 + i) * 7 + 1);
		}
	CHECK(right);
}

TEST(memset_sets_exactly)
{
	bool right = true;

	for (size_t n = 0; n < 250; n++) {
		fill();
		right = right && memset(to + n % 7, 0x1a5, n) == to + n % 7;
		for (size_t i = 0; i < SIZE; i++)
			right = right && to[i] == (i >= n % 7 && i < n % 7 + n ? 0xa5 : 0xee);
	}
	CHECK(right);
}

TEST(strlen_finds_the_end)
{
	bool right = true;

	for (size_t start = 0; start < 40; start++)
		for (size_t n = 0; n < 120; n++) {
			/* Bytes above 0x80, and 0x01, are hard cases for tricks with whole words. */
			memset(to, n % 2 ? 0x81 : 0x01, SIZE);
			to[start + n] = 0;
			right = right && strlen((char *)to + start) == n;
		}
	CHECK(right);
}

TEST(memory_comparison)
{
	CHECK(memcmp("abc", "abd", 3) < 0 && memcmp("abd", "abc", 3) > 0);
	CHECK(memcmp("abc", "abd", 2) == 0 && memcmp("a", "b", 0) == 0);
	CHECK(memcmp("\xff", "\x01", 1) > 0);
	CHECK(memchr("abc", 'c', 2) == NULL && *(char *)memchr("abc", 'c', 3) == 'c');
}

TEST(string_comparison)
{
	CHECK(strcmp("", "") == 0 && strcmp("a", "b") < 0 && strcmp("ab", "a") > 0);
	CHECK(strcmp("\xff", "\x01") > 0);
	CHECK(strncmp("abc", "abd", 2) == 0 && strncmp("abc", "abd", 3) < 0);
	CHECK(strncmp("a", "b", 0) == 0 && strncmp("ab", "ab", 9) == 0);
}

TEST(string_copies)
{
	char b[8];

	CHECK(strcmp(strcpy(b, "abc"), "abc") == 0 && strcmp(strcat(b, "de"), "abcde") == 0);
	memset(b, 'x', sizeof(b));
	strncpy(b, "ab", 4);
	CHECK(memcmp(b, "ab\0\0xxxx", 8) == 0);
	CHECK(strlcpy(b, "abcdefghij", sizeof(b)) == 10 && strcmp(b, "abcdefg") == 0);
	CHECK(strlcpy(b, "x", 0) == 1 && b[0] == 'a');
}

TEST(string_search)
{
	const char *s = "hello world";
	char list[] = ",a,,bc,";
	char *rest;

	CHECK(strchr(s, 'o') == s + 4 && strrchr(s, 'o') == s + 7);
	CHECK(strchr(s, 'z') == NULL && strrchr(s, 'z') == NULL && strchr(s, 0) == s + 11);
	CHECK(strstr(s, "wor") == s + 6 && strstr(s, "") == s && strstr(s, "worlds") == NULL);
	CHECK(strspn(s, "hel") == 4 && strcspn(s, "o") == 4 && strpbrk(s, "zw") == s + 6);
	CHECK(strcmp(strtok_r(list, ",", &rest), "a") == 0);
	CHECK(strcmp(strtok_r(NULL, ",", &rest), "bc") == 0);
	CHECK(strtok_r(NULL, ",", &rest) == NULL);
}

/* Every length, offset and place, in memory with no readable byte behind it. */
TEST(searches_and_comparisons_are_exact)
{
	bool right = true;

	for (size_t n = 0; n < 140; n++)
		for (size_t at = 0; at < 34; at += 1 + at / 9) {
			size_t place = n * 7 % (n + 1), other = (at * 5 + n) % 34;
			unsigned char *a = from + at, *b = to + other;

			memset(from, 0x81, SIZE);
			memset(to, 0x81, SIZE);
			a[n] = b[n] = 0;
			right = right && memcmp(a, b, n + 1) == 0;
			right = right && strcmp((char *)a, (char *)b) == 0;
			right =
			    right && memchr(a, 0x80, n + 1) == NULL && memchr(a, 0, n + 1) == a + n;
			right = right && memchr(a, 0, n) == NULL;
			right = right && strchr((char *)a, 0) == (char *)a + n;
			right = right && strchr((char *)a, 0x80) == NULL;
			a[place] = 0x80;
			right = right && memcmp(a, b, n + 1) * (place == n ? -1 : 1) < 0;
			right = right && memcmp(a, b, place) == 0;
			right = right && memchr(a, 0x180, n + 1) == a + place;
			a[n + (place == n)] = 0;
			right = right && strcmp((char *)a, (char *)b) * (place == n ? -1 : 1) < 0;
			right = right && strcmp((char *)b, (char *)a) * (place == n ? -1 : 1) > 0;
			right = right && strchr((char *)a, 0x80) == (char *)a + place;
		}
	CHECK(right);
}
