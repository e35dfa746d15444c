/* SPDX-License-Identifier: BSD-3-Clause */
/* The strto family (C11 7.22.1.4) on one parser. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

int errno;

static unsigned int digit(char c)
{
	if (isdigit(c))
		return (unsigned int)(c - '0');
	return isalpha(c) ? (unsigned int)(c | 32) - 'a' + 10 : UINT_MAX;
}

/* Reads magnitude and sign; *overflow: the magnitude has more than 64 bits. */
static uint64_t parse(const char *s, char **end, int base, bool *negative, bool *overflow)
{
	const char *start = s;
	uint64_t value = 0;
	bool any = false;

	*negative = *overflow = false;
	if (base != 0 && (base < 2 || base > 36)) {
		errno = EINVAL;
		if (end)
			*end = (char *)start;
		return 0;
	}
	while (isspace(*s))
		s++;
	if (*s == '-' || *s == '+')
		*negative = *s++ == '-';
	if ((base == 0 || base == 16) && s[0] == '0' && (s[1] | 32) == 'x' && isxdigit(s[2])) {
		s += 2;
		base = 16;
	} else if (base == 0) {
		base = s[0] == '0' ? 8 : 10;
	}
	for (unsigned int d; (d = digit(*s)) < (unsigned int)base; s++) {
		any = true;
		if (value > (UINT64_MAX - d) / (unsigned int)base)
			*overflow = true;
		else
			value = value * (unsigned int)base + d;
	}
	if (end)
		*end = (char *)(any ? s : start);
	return value;
}

unsigned long long strtoull(const char *restrict s, char **restrict end, int base)
{
	bool negative, overflow;
	uint64_t value = parse(s, end, base, &negative, &overflow);

	if (overflow) {
		errno = ERANGE;
		return ULLONG_MAX;
	}
	return negative ? -value : value;
}

long long strtoll(const char *restrict s, char **restrict end, int base)
{
	bool negative, overflow;
	uint64_t value = parse(s, end, base, &negative, &overflow);
	uint64_t limit = (uint64_t)LLONG_MAX + negative;

	if (overflow || value > limit) {
		errno = ERANGE;
		return negative ? LLONG_MIN : LLONG_MAX;
	}
	return (long long)(negative ? -value : value);
}

/* long is 64 bits on every platform here. */
unsigned long strtoul(const char *restrict s, char **restrict end, int base)
{
	return strtoull(s, end, base);
}

long strtol(const char *restrict s, char **restrict end, int base)
{
	return strtoll(s, end, base);
}

int atoi(const char *s)
{
	return (int)strtol(s, NULL, 10);
}

long atol(const char *s)
{
	return strtol(s, NULL, 10);
}
