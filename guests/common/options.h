/* SPDX-License-Identifier: BSD-3-Clause */
/* The options of a guest's Linux programs: each program has one table with their names, ranges, effects and help. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct option_entry {
	const char *name;     /* without its two hyphens */
	const char *argument; /* the argument's name in the help; NULL: the option has none */
	const char *help;
	/* Exactly one of these three is set. */
	bool *flag;	   /* becomes `value` */
	uint64_t *number;  /* `minimum` to `maximum` */
	const char **text; /* points to the argument */
	void (*call)(const char *name, char *argument);
	bool value;
	uint64_t minimum, maximum;
};

struct option_program {
	const char *name;
	const char *purpose;		    /* lines of the help between usage and options */
	const struct option_entry *options; /* the last one has no name */
	const char *operands; /* the operands' name in the help; NULL: operands aren't allowed */
	bool must;	      /* a command line without any argument is an error */
};

#define OPTION_FLAG(name, to, as, help)                       \
	{                                                     \
		name, NULL, help, .flag = (to), .value = (as) \
	}
#define OPTION_TEXT(name, argument, to, help)      \
	{                                          \
		name, argument, help, .text = (to) \
	}
#define OPTION_CALL(name, argument, calls, help)      \
	{                                             \
		name, argument, help, .call = (calls) \
	}
#define OPTION_NUMBER(name, to, least, most, help)                                     \
	{                                                                              \
		name, "N", help, .number = (to), .minimum = (least), .maximum = (most) \
	}

/** Parse the arguments of main. `--help` prints the help and ends the program with 0; a mistake prints what is wrong
 * and the help, and ends it with 2.
 *
 * @return index of the first operand in argv, argc if there is none */
int options_parse(const struct option_program *program, int argc, char **argv);

/** Parse the number `text`, from `minimum` to `maximum`. A mistake prints a message and ends the program with 2. */
uint64_t options_number(const struct option_program *program, const char *option, const char *text,
			uint64_t minimum, uint64_t maximum);

/** Print a message and the help, and end the program with 2. */
_Noreturn void options_mistake(const struct option_program *program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
