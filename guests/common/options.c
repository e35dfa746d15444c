/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/options.h"

#define HELP_COLUMN 26

static void print_help(const struct option_program *program, FILE *to)
{
	fprintf(to, "usage: %s [options]%s%s\n%s", program->name, program->operands ? " " : "",
		program->operands ? program->operands : "", program->purpose);
	for (const struct option_entry *o = program->options; o->name; o++) {
		int width = fprintf(to, "  --%s%s%s", o->name, o->argument ? " " : "",
				    o->argument ? o->argument : "");

		fprintf(to, "%*s%s", width < HELP_COLUMN ? HELP_COLUMN - width : 1, "", o->help);
		if (o->number)
			fprintf(to, ", %" PRIu64 "..%" PRIu64 " (default %" PRIu64 ")", o->minimum,
				o->maximum, *o->number);
		fputc('\n', to);
	}
	fprintf(to, "  --help%*sthis text\n", HELP_COLUMN - 8, "");
}

void options_mistake(const struct option_program *program, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s: ", program->name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	print_help(program, stderr);
	exit(2);
}

uint64_t options_number(const struct option_program *program, const char *option, const char *text,
			uint64_t minimum, uint64_t maximum)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (*text == '\0' || *text == '-' || *end != '\0' || value < minimum || value > maximum)
		options_mistake(program, "--%s %s: expected a number from %" PRIu64 " to %" PRIu64,
				option, text, minimum, maximum);
	return value;
}

static void apply(const struct option_program *program, const struct option_entry *o, char *text)
{
	if (o->flag)
		*o->flag = o->value;
	else if (o->number)
		*o->number = options_number(program, o->name, text, o->minimum, o->maximum);
	else if (o->text)
		*o->text = text;
	else
		o->call(o->name, text);
}

int options_parse(const struct option_program *program, int argc, char **argv)
{
	int i = 1;

	if (argc == 1 && program->must)
		options_mistake(program, "an option is expected");
	for (; i < argc && !strncmp(argv[i], "--", 2); i++) {
		const char *name = argv[i] + 2, *equal = strchr(name, '=');
		size_t length = equal ? (size_t)(equal - name) : strlen(name);
		const struct option_entry *o = program->options;

		if (!strcmp(name, "help")) {
			print_help(program, stdout);
			exit(0);
		}
		while (o->name && (strlen(o->name) != length || strncmp(o->name, name, length)))
			o++;
		if (!o->name)
			options_mistake(program, "there is no option %s", argv[i]);
		if (!o->argument && equal)
			options_mistake(program, "--%s takes no argument", o->name);
		if (o->argument && !equal && i + 1 == argc)
			options_mistake(program, "--%s needs an argument", o->name);
		apply(program, o,
		      equal	    ? argv[i] + 2 + length + 1
		      : o->argument ? argv[++i]
				    : NULL);
	}
	if (i < argc && !program->operands)
		options_mistake(program, "unexpected argument %s", argv[i]);
	return i;
}
