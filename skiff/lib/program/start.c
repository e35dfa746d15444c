/* SPDX-License-Identifier: BSD-3-Clause */
/* The initial contents of a program's stack (System V ABI for the Arm 64-bit architecture). */
#include <errno.h>
#include <string.h>
#include <skiff/entropy.h>
#include <skiff/plat.h>
#include <skiff/posix/abi.h>
#include <skiff/posix/process.h>
#include <skiff/posix/space.h>
#include <skiff/print.h>
#include "inside.h"

#define PROGRAM_BASE	 (SPACE_HIGH_START + 0x400000u)
#define INTERPRETER_BASE (SPACE_HIGH_START + 0x80000000u)
#define STACK_SIZE	 0x800000u /* 8 MiB, as Linux gives by default; taken when it is touched */
#define PAGE_GUARD	 POSIX_PAGE_SIZE /* unmapped, above the stack */
#define STRINGS_MAX	 256
#define STATUS_NOT_RUN	 127
#define STATE_EL1T	 4u /* SPSR_EL1: EL1 on SP_EL0, nothing masked */

/* Auxiliary vector (Linux's include/uapi/linux/auxvec.h). */
enum {
	AT_END,
	AT_PHDR = 3,
	AT_PHENT,
	AT_PHNUM,
	AT_PAGESZ,
	AT_BASE,
	AT_FLAGS,
	AT_ENTRY,
	AT_UID = 11,
	AT_EUID,
	AT_GID,
	AT_EGID,
	AT_PLATFORM,
	AT_HWCAP,
	AT_CLKTCK,
	AT_SECURE = 23,
	AT_RANDOM = 25,
	AT_EXECFN = 31,
};
#define SEGMENT_HEADER_SIZE 56u
#define HWCAP_FP_ASIMD	    3u
#define TICKS_A_SECOND	    100u
#define RANDOM_SIZE	    16u

/* The stack, downwards. */
struct stack {
	uintptr_t at;
};

static uintptr_t push(struct stack *s, const void *from, size_t size)
{
	s->at -= size;
	memcpy((void *)s->at, from, size);
	return s->at;
}

static unsigned int push_strings(struct stack *s, char **strings, uintptr_t *addresses)
{
	unsigned int n = 0;

	for (; strings[n] && n < STRINGS_MAX - 1; n++)
		addresses[n] = push(s, strings[n], strlen(strings[n]) + 1);
	addresses[n++] = 0;
	return n;
}

static uintptr_t make_stack(const char *path, char **argv, char **envp,
			    const struct program_image *program,
			    const struct program_image *interpreter)
{
	static uintptr_t arguments[STRINGS_MAX], variables[STRINGS_MAX];
	uint8_t bytes[RANDOM_SIZE];
	struct stack s = {SPACE_HIGH_END - PAGE_GUARD};
	uintptr_t random, name, platform;
	unsigned int argc, envc;
	uint64_t count;

	entropy_get(bytes, sizeof(bytes));
	random = push(&s, bytes, sizeof(bytes));
	name = push(&s, path, strlen(path) + 1);
	platform = push(&s, "aarch64", sizeof("aarch64"));
	envc = push_strings(&s, envp, variables);
	argc = push_strings(&s, argv, arguments);
	const uint64_t auxiliary[] = {AT_PHDR,	   program->headers,
				      AT_PHENT,	   SEGMENT_HEADER_SIZE,
				      AT_PHNUM,	   program->header_count,
				      AT_PAGESZ,   POSIX_PAGE_SIZE,
				      AT_BASE,	   interpreter->base,
				      AT_FLAGS,	   0,
				      AT_ENTRY,	   program->entry,
				      AT_UID,	   0,
				      AT_EUID,	   0,
				      AT_GID,	   0,
				      AT_EGID,	   0,
				      AT_PLATFORM, platform,
				      AT_HWCAP,	   HWCAP_FP_ASIMD,
				      AT_CLKTCK,   TICKS_A_SECOND,
				      AT_SECURE,   0,
				      AT_RANDOM,   random,
				      AT_EXECFN,   name,
				      AT_END,	   0};
	s.at &= -(uintptr_t)16;
	/* argc lies at a multiple of 16. */
	if ((1 + argc + envc) % 2)
		s.at -= sizeof(uint64_t);
	push(&s, auxiliary, sizeof(auxiliary));
	push(&s, variables, envc * sizeof(*variables));
	push(&s, arguments, argc * sizeof(*arguments));
	count = argc - 1;
	return push(&s, &count, sizeof(count));
}

static _Noreturn void refuse(const char *path, const char *what, int error)
{
	print("skiff: %s %s (error %d)\n", path, what, -error);
	sys_exit_group(STATUS_NOT_RUN);
}

_Noreturn void program_run(const char *path, char **argv, char **envp)
{
	struct program_image program, interpreter;
	struct program_frame frame = {.state = STATE_EL1T};
	const char *what, *failed = path;
	int error = program_load(path, PROGRAM_BASE, &program, &what);

	interpreter = program;
	interpreter.base = 0;
	if (!error && program.interpreter) {
		failed = program.interpreter;
		error = program_load(program.interpreter, INTERPRETER_BASE, &interpreter, &what);
	}
	if (error)
		refuse(failed, what, error);
	error = space_map(SPACE_HIGH_END - PAGE_GUARD - STACK_SIZE, STACK_SIZE,
			  POSIX_PROT_READ | POSIX_PROT_WRITE, NULL, 0);
	if (error)
		refuse(path, "gets no stack", error);
	space_set_break(program.end);
	program_vectors_set();
	frame.pc = interpreter.entry;
	program_enter(&frame, make_stack(path, argv, envp, &program, &interpreter),
		      machine.stack_high);
}
