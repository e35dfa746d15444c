/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>
#include <skiff/args.h>
#include <skiff/init.h>
#include <skiff/plat.h>

static char line[CONFIG_ARGS_LENGTH];
static char *arguments[ARGS_MAX];

int args_split(char *p, char **argv, int max)
{
	int argc = 0;

	for (;;) {
		char *to = p;
		bool quoted = false, more;

		while (*p == ' ' || *p == '\t' || *p == '\n')
			p++;
		if (!*p || argc == max - 1)
			break;
		argv[argc++] = to;
		for (; *p && (quoted || (*p != ' ' && *p != '\t' && *p != '\n')); p++) {
			if (*p == '"')
				quoted = !quoted;
			else
				*to++ = *p;
		}
		more = *p != '\0';
		*to = '\0';
		p += more;
	}
	argv[argc] = NULL;
	return argc;
}

int boot_args(char ***argv);

int boot_args(char ***argv)
{
	*argv = arguments;
	if (!machine.args)
		return 0;
	strlcpy(line, machine.args, sizeof(line));
	return args_split(line, arguments, ARGS_MAX);
}

const char *args_option(const char *name)
{
	size_t n = strlen(name);

	for (char **a = arguments; *a; a++)
		if (strncmp(*a, name, n) == 0 && (*a)[n] == '=')
			return *a + n + 1;
	return NULL;
}

int64_t args_number(const char *name, int64_t otherwise)
{
	const char *value = args_option(name);
	char *end;
	int64_t number;

	if (!value)
		return otherwise;
	number = strtoll(value, &end, 0);
	return end == value || *end ? otherwise : number;
}
