/* SPDX-License-Identifier: BSD-3-Clause */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/test.h>

TEST(strtol_bases_and_signs)
{
	char *end;

	CHECK(strtol("42", NULL, 10) == 42 && strtol(" \t-42x", &end, 10) == -42 && *end == 'x');
	CHECK(strtol("0x1F", NULL, 0) == 31 && strtol("017", NULL, 0) == 15);
	CHECK(strtol("0x1F", NULL, 16) == 31 && strtol("zz", NULL, 36) == 35 * 36 + 35);
	CHECK(strtol("0x", &end, 16) == 0 && *end == 'x');
	CHECK(strtol("", &end, 10) == 0 && strtol("+", &end, 10) == 0 && *end == '+');
	CHECK(strtoul("-1", NULL, 10) == ULONG_MAX);
	CHECK(atoi("-7") == -7 && atol("12345678901") == 12345678901);
}

TEST(strtol_overflow)
{
	errno = 0;
	CHECK(strtol("9223372036854775807", NULL, 10) == LONG_MAX && errno == 0);
	CHECK(strtol("9223372036854775808", NULL, 10) == LONG_MAX && errno == ERANGE);
	errno = 0;
	CHECK(strtol("-9223372036854775808", NULL, 10) == LONG_MIN && errno == 0);
	CHECK(strtol("-9223372036854775809", NULL, 10) == LONG_MIN && errno == ERANGE);
	errno = 0;
	CHECK(strtoull("18446744073709551615", NULL, 10) == ULLONG_MAX && errno == 0);
	CHECK(strtoull("18446744073709551616", NULL, 10) == ULLONG_MAX && errno == ERANGE);
	errno = 0;
	CHECK(strtol("1", NULL, 1) == 0 && errno == EINVAL);
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

TEST(qsort_orders_and_bsearch_finds)
{
	static int v[257];
	bool right = true;

	for (int n = 0; n <= 257; n += 16) {
		for (int i = 0; i < n; i++)
			v[i] = rand() % 100;
		qsort(v, (size_t)n, sizeof(v[0]), compare);
		for (int i = 1; i < n; i++)
			right = right && v[i - 1] <= v[i];
		for (int i = 0; i < n; i++) {
			int *found = bsearch(&v[i], v, (size_t)n, sizeof(v[0]), compare);

			right = right && found && *found == v[i];
		}
	}
	CHECK(right);
	CHECK(bsearch(&(int){1000}, v, 257, sizeof(v[0]), compare) == NULL);
}

static unsigned int comparisons;

static int count_compare(const void *a, const void *b)
{
	comparisons++;
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

/* Elements of odd sizes, equal ones, and orders that partition badly still take n log n. */
TEST(qsort_copes_with_any_order)
{
	enum { COUNT = 1000 };
	static unsigned char v[COUNT * 12];
	bool right = true;

	for (size_t size = 1; size <= 12; size++)
		for (int kind = 0; kind < 5; kind++) {
			unsigned int sum = 0;

			for (size_t i = 0; i < COUNT; i++) {
				int key = kind == 0   ? rand()
					  : kind == 1 ? (int)i / 4
					  : kind == 2 ? (int)(COUNT - i) / 4
					  : kind == 3 ? 7
						      : (int)(i < COUNT / 2 ? i : COUNT - i) / 2;

				memset(v + i * size, key, size);
				sum += v[i * size];
			}
			comparisons = 0;
			qsort(v, COUNT, size, count_compare);
			for (size_t i = 0; i < COUNT; i++) {
				right = right && (i == 0 || v[(i - 1) * size] <= v[i * size]);
				right = right && v[i * size] == v[i * size + size - 1];
				sum -= v[i * size];
			}
			right = right && sum == 0 && comparisons < 20000;
		}
	CHECK(right);
	qsort(v, 0, 1, count_compare);
	qsort(v, 1, 1, count_compare);
}

TEST(ctype_is_ascii)
{
	int upper = 0, lower = 0, digits = 0, spaces = 0, prints = 0, puncts = 0, hex = 0;

	for (int c = -1; c < 256; c++) {
		upper += isupper(c), lower += islower(c), digits += isdigit(c);
		spaces += isspace(c), prints += isprint(c), puncts += ispunct(c);
		hex += isxdigit(c);
	}
	CHECK(upper == 26 && lower == 26 && digits == 10 && spaces == 6);
	CHECK(prints == 95 && puncts == 32 && hex == 22);
	CHECK(toupper('a') == 'A' && tolower('Z') == 'z' && toupper('1') == '1');
}

TEST(strerror_names_errors)
{
	CHECK(strcmp(strerror(EINVAL), "invalid argument") == 0 && strerror(9999));
}
