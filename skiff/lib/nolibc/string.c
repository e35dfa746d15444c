/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions for strings and memory without a faster version in arm64/. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

int strncmp(const char *a, const char *b, size_t max)
{
	for (; max > 0 && *a && *a == *b; max--)
		a++, b++;
	return max > 0 ? (unsigned char)*a - (unsigned char)*b : 0;
}

char *strcpy(char *restrict to, const char *restrict from)
{
	memcpy(to, from, strlen(from) + 1);
	return to;
}

char *strncpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t n = strnlen(from, size);

	memcpy(to, from, n);
	memset(to + n, 0, size - n);
	return to;
}

size_t strlcpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t n = strlen(from);

	if (size > 0) {
		size_t copied = n < size ? n : size - 1;

		memcpy(to, from, copied);
		to[copied] = '\0';
	}
	return n;
}

char *strcat(char *restrict to, const char *restrict from)
{
	strcpy(to + strlen(to), from);
	return to;
}

char *strrchr(const char *s, int c)
{
	char *last = NULL;

	do
		if (*s == (char)c)
			last = (char *)s;
	while (*s++);
	return last;
}

char *strstr(const char *s, const char *sought)
{
	size_t n = strlen(sought);

	for (; strncmp(s, sought, n) != 0; s++)
		if (!*s)
			return NULL;
	return (char *)s;
}

size_t strspn(const char *s, const char *accept)
{
	size_t n = 0;

	while (s[n] && strchr(accept, s[n]))
		n++;
	return n;
}

size_t strcspn(const char *s, const char *reject)
{
	size_t n = 0;

	while (s[n] && !strchr(reject, s[n]))
		n++;
	return n;
}

char *strpbrk(const char *s, const char *accept)
{
	s += strcspn(s, accept);
	return *s ? (char *)s : NULL;
}

char *strtok_r(char *restrict s, const char *restrict separators, char **restrict rest)
{
	char *token = s ? s : *rest;

	token += strspn(token, separators);
	if (!*token) {
		*rest = token;
		return NULL;
	}
	*rest = token + strcspn(token, separators);
	if (**rest)
		*(*rest)++ = '\0';
	return token;
}
