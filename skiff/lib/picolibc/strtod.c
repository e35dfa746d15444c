/* SPDX-License-Identifier: BSD-3-Clause */
/* strtod and strtof with hexadecimal numbers (C11 7.22.1.3), which picolibc's own read as 0. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* The package's own functions, under names that stdlib.h hides. */
double decimal_strtod(const char *restrict s, char **restrict end) __asm__("strtod");
float decimal_strtof(const char *restrict s, char **restrict end) __asm__("strtof");

/*
 * A format: digits of the significand, exponent of the smallest number, and exponent of the first power of two that is too
 * large.
 */
struct format {
	int digits, smallest, too_large;
};
static const struct format binary64 = {53, -1074, 1024}, binary32 = {24, -149, 128};

/* significand * 2^exponent. */
struct number {
	uint64_t significand;
	long exponent;
};

/* Adds a digit; beyond 64 bits, digits only tell whether there is a rest. */
static void add_digit(struct number *n, unsigned int digit, bool fraction)
{
	if (n->significand >> 60 == 0) {
		n->significand = n->significand << 4 | digit;
		n->exponent -= fraction ? 4 : 0;
	} else {
		n->significand |= digit != 0;
		n->exponent += fraction ? 0 : 4;
	}
}

static unsigned int digit_of(char c)
{
	return isdigit((unsigned char)c) ? (unsigned int)(c - '0')
					 : (unsigned int)(c | 32) - 'a' + 10;
}

/* Reads the number behind "0x". @return the text behind the number */
static const char *parse(const char *s, struct number *n)
{
	bool fraction = false;
	char *end;

	for (;; s++) {
		if (*s == '.' && !fraction)
			fraction = true;
		else if (isxdigit((unsigned char)*s))
			add_digit(n, digit_of(*s), fraction);
		else
			break;
	}
	if ((*s | 32) == 'p' && isdigit((unsigned char)s[1 + (s[1] == '-' || s[1] == '+')])) {
		long exponent = strtol(s + 1, &end, 10);

		/* A larger exponent decides the result alone; its limit keeps the sum from overflowing. */
		exponent = exponent > INT_MAX ? INT_MAX : exponent < -INT_MAX ? -INT_MAX : exponent;
		n->exponent += exponent;
		s = end;
	}
	return s;
}

/* Rounds to the nearest number of the format, and to even between two. */
static double round_to(struct number n, const struct format *f)
{
	int width;
	long drop;

	if (n.significand == 0)
		return 0;
	width = 64 - __builtin_clzl(n.significand);
	drop = width - f->digits;
	if (n.exponent + drop < f->smallest)
		drop = f->smallest - n.exponent;
	if (drop > 64) {
		n.significand = 0;
	} else if (drop > 0) {
		uint64_t kept = drop < 64 ? n.significand >> drop : 0;
		uint64_t rest = drop < 64 ? n.significand << (64 - drop) : n.significand;
		uint64_t half = (uint64_t)1 << 63;

		kept += rest > half || (rest == half && kept & 1);
		n.significand = kept;
		n.exponent += drop;
		if (rest != 0 && width + n.exponent - drop <= f->smallest + f->digits - 1)
			errno = ERANGE; /* subnormal and inexact */
	}
	if (n.significand == 0) {
		errno = ERANGE;
		return 0;
	}
	if (64 - __builtin_clzl(n.significand) + n.exponent > f->too_large) {
		errno = ERANGE;
		return INFINITY;
	}
	return ldexp((double)n.significand, (int)n.exponent);
}

/* @return false: the text doesn't begin with 0x */
static bool hexadecimal(const char *s, char **end, const struct format *f, double *value)
{
	struct number n = {0, 0};
	bool negative;

	while (isspace((unsigned char)*s))
		s++;
	negative = *s == '-';
	s += *s == '-' || *s == '+';
	if (s[0] != '0' || (s[1] | 32) != 'x')
		return false;
	/* Without a digit behind it, the number is 0 and ends before the x. */
	s = isxdigit((unsigned char)s[2 + (s[2] == '.')]) ? parse(s + 2, &n) : s + 1;
	if (end)
		*end = (char *)s;
	*value = round_to(n, f);
	if (negative)
		*value = -*value;
	return true;
}

double strtod(const char *restrict s, char **restrict end)
{
	double value;

	return hexadecimal(s, end, &binary64, &value) ? value : decimal_strtod(s, end);
}

float strtof(const char *restrict s, char **restrict end)
{
	double value;

	return hexadecimal(s, end, &binary32, &value) ? (float)value : decimal_strtof(s, end);
}

double atof(const char *s)
{
	return strtod(s, NULL);
}
