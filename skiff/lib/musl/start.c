/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Goes from Skiff's boot to main by musl's own start code, which gets what a kernel puts on the stack of a new process:
 * arguments, environment, auxiliary vector (System V ABI for the Arm 64-bit architecture, AAELF64).
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/posix/abi.h>
#ifdef CONFIG_LIB_ENTROPY
#include <skiff/entropy.h>
#endif

#define VARIABLES_MAX 32
#define ARGUMENTS_MAX 64
#define AUXILIARY_MAX 16

int __libc_start_main(int (*main)(int, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*ldso)(void));

/* The image of the thread-local block, from the linker script. */
extern const char __tls_start[];
extern const char __tls_data_size[], __tls_size[], __tls_align[];

static char environment[] = CONFIG_MUSL_ENVIRONMENT;
static char *vector[ARGUMENTS_MAX + VARIABLES_MAX + 2 * AUXILIARY_MAX];
static uint8_t random_bytes[16];

/* A program header made for musl, which finds the thread-local block by it. */
static Elf64_Phdr headers[1];

/*
 * System calls that musl's start code makes (see build.sh). It doesn't ask for files if real and effective users are equal. A
 * thread-local block larger than musl's own space comes from the heap.
 */
long start_ppoll(void *files, unsigned long count);
long start_openat(int directory, const char *path);
void *start_mmap(void *at, size_t size);

long start_ppoll(void *files, unsigned long count)
{
	(void)files, (void)count;
	return -ENOSYS;
}

long start_openat(int directory, const char *path)
{
	(void)directory, (void)path;
	return -ENOSYS;
}

void *start_mmap(void *at, size_t size)
{
	void *block = aligned_alloc(POSIX_PAGE_SIZE, size);

	(void)at;
	return block ? memset(block, 0, size) : (void *)-(intptr_t)ENOMEM;
}

static char **put_arguments(char **at, int argc, char **argv)
{
	static char program[] = CONFIG_MUSL_PROGRAM;

	*at++ = program;
	for (int i = 0; i < argc && i < ARGUMENTS_MAX - 2; i++)
		*at++ = argv[i];
	*at++ = NULL;
	return at;
}

static char **put_environment(char **at)
{
	char *rest = environment, *variable;

	for (int i = 0; i < VARIABLES_MAX - 1 && (variable = strsep(&rest, " ")); i++)
		if (*variable)
			*at++ = variable;
	*at++ = NULL;
	return at;
}

static char **put_auxiliary(char **at, uintptr_t type, uintptr_t value)
{
	*at++ = (char *)type;
	*at++ = (char *)value;
	return at;
}

int boot_main(int argc, char **argv);

int boot_main(int argc, char **argv)
{
	char **at = put_environment(put_arguments(vector, argc, argv));
	int arguments = 0;

	headers[0] = (Elf64_Phdr){.p_type = PT_TLS,
				  .p_vaddr = (uintptr_t)__tls_start,
				  .p_filesz = (uintptr_t)__tls_data_size,
				  .p_memsz = (uintptr_t)__tls_size,
				  .p_align = (uintptr_t)__tls_align};
#ifdef CONFIG_LIB_ENTROPY
	entropy_get(random_bytes, sizeof(random_bytes));
#endif
	at = put_auxiliary(at, AT_PHDR, (uintptr_t)headers);
	at = put_auxiliary(at, AT_PHENT, sizeof(headers[0]));
	at = put_auxiliary(at, AT_PHNUM, (uintptr_t)__tls_size ? 1 : 0);
	at = put_auxiliary(at, AT_PAGESZ, POSIX_PAGE_SIZE);
	at = put_auxiliary(at, AT_RANDOM, (uintptr_t)random_bytes);
	put_auxiliary(at, AT_NULL, 0);
	while (vector[arguments])
		arguments++;
	return __libc_start_main(main, arguments, vector, NULL, NULL, NULL);
}
