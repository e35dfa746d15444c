/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/test.h>
#include <skiff/thread.h>

TEST(picolibc_formats_floating_point)
{
	char text[64];
	double x;
	int n;

	snprintf(text, sizeof(text), "%.3f %g %5.1e", 3.14159, 0.5, 12345.678);
	CHECK(strcmp(text, "3.142 0.5 1.2e+04") == 0);
	CHECK(sscanf("17 2.5", "%d %lf", &n, &x) == 2 && n == 17 && x == 2.5);
	CHECK(strtod("-1e3", NULL) == -1000.0);
}

/* Is the text read as `value`, up to its last `left` characters, and with this errno? */
static bool reads(const char *text, double value, size_t left, int error)
{
	char *end;
	double got;

	errno = 0;
	got = strtod(text, &end);
	return got == value && signbit(got) == signbit(value) && strlen(end) == left &&
	       errno == error;
}

TEST(picolibc_reads_hexadecimal_numbers)
{
	CHECK(reads("0x1.8p1", 3, 0, 0) && reads(" -0X.8", -0.5, 0, 0) && reads("0x10.", 16, 0, 0));
	CHECK(reads("0x", 0, 1, 0) && reads("0x.", 0, 2, 0) && reads("0x1p", 1, 1, 0));
	CHECK(reads("0x1p+", 1, 2, 0) && reads("0xap-2z", 2.5, 1, 0) &&
	      reads("-0x0p5", -0.0, 0, 0));
	CHECK(reads("0x1.fffffffffffffp1023", 1.7976931348623157e308, 0, 0));
	CHECK(reads("0x1.fffffffffffff8p1023", INFINITY, 0, ERANGE));
	CHECK(reads("0x1p1024", INFINITY, 0, ERANGE) &&
	      reads("0x1p999999999999", INFINITY, 0, ERANGE));
	CHECK(reads("0x1p-1074", 5e-324, 0, 0) && reads("0x1p-1075", 0, 0, ERANGE));
	CHECK(reads("0x1.8p-1075", 5e-324, 0, ERANGE) && reads("0x1p-9999999999", 0, 0, ERANGE));
	/* To even between two numbers, up for any rest, however far behind. */
	CHECK(reads("0x1.00000000000008", 1, 0, 0) &&
	      reads("0x1.00000000000018", 1 + 0x1p-51, 0, 0));
	CHECK(reads("0x1.000000000000080000000000000001", 1 + 0x1p-52, 0, 0));
	CHECK(reads("0x100000000000000000000p-80", 1, 0, 0));
	CHECK(strtof("0x1.000001p0", NULL) == 1.0f &&
	      strtof("0x1.0000011p0", NULL) == 1 + 0x1p-23f);
	CHECK(atof("0x1p3") == 8);
}

TEST(picolibc_mathematics)
{
	volatile double two = 2.0;

	CHECK(fabs(sqrt(two) * sqrt(two) - 2.0) < 1e-12);
	CHECK(fabs(sin(two) * sin(two) + cos(two) * cos(two) - 1.0) < 1e-12);
	CHECK(pow(two, 10.0) == 1024.0);
}

TEST(picolibc_errno_and_strings)
{
	errno = 0;
	CHECK(strtol("99999999999999999999", NULL, 10) > 0 && errno == ERANGE);
	CHECK(strcasecmp("SkIfF", "sKiFf") == 0 && strlen(strerror(ENOMEM)) > 0);
}

static void calculate(void *result)
{
	double sum = 0;

	for (int i = 1; i <= 100; i++) {
		sum += 1.0 / i;
		thread_yield();
	}
	*(double *)result = sum;
}

/* FP registers survive switches. */
TEST(threads_keep_floating_point)
{
	double sums[3];
	struct thread *t[3];

	for (int i = 0; i < 3; i++)
		t[i] = thread_create("fp", calculate, &sums[i], PRIORITY_DEFAULT, 0);
	for (int i = 0; i < 3; i++)
		thread_join(t[i]);
	CHECK(sums[0] == sums[1] && sums[1] == sums[2] &&
	      fabs(sums[0] - 5.187377517639621) < 1e-12);
}
