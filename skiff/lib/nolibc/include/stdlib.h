/* SPDX-License-Identifier: BSD-3-Clause */
/* As in C11 7.22; malloc and its family come with library `alloc`. */
#pragma once
#include <stddef.h>
#include <skiff/nolibc_names.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX     0x7fffffff

long strtol(const char *restrict s, char **restrict end, int base);
long long strtoll(const char *restrict s, char **restrict end, int base);
unsigned long strtoul(const char *restrict s, char **restrict end, int base);
unsigned long long strtoull(const char *restrict s, char **restrict end, int base);
int atoi(const char *s);
long atol(const char *s);

static inline int abs(int n)
{
	return n < 0 ? -n : n;
}
static inline long labs(long n)
{
	return n < 0 ? -n : n;
}

typedef struct {
	int quot, rem;
} div_t;
static inline div_t div(int a, int b)
{
	return (div_t){a / b, a % b};
}

/** Quicksort: in place, no recursion (1.5 KiB of stack), n log n at worst. Not stable. */
void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t count, size_t size,
	      int (*compare)(const void *, const void *));

int rand(void);
void srand(unsigned int seed);

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void *aligned_alloc(size_t alignment, size_t size);
void free(void *block);

/** Register a function for exit to call, the latest first. @return 0, or -1: there are 32 already */
int atexit(void (*function)(void));
_Noreturn void exit(int status);
_Noreturn void _Exit(int status);
_Noreturn void abort(void);
