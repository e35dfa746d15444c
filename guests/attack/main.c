/* SPDX-License-Identifier: BSD-3-Clause */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "attack.h"
#include "common/options.h"

static unsigned refused_count, breaches;

void report_refused(const char *name, bool refused, const char *format, ...)
{
	va_list arguments;

	printf("HOSTILE %s %s ", name, refused ? "refused" : "BREACH");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
	if (refused)
		refused_count++;
	else
		breaches++;
}

void report_note(const char *name, const char *format, ...)
{
	va_list arguments;

	printf("HOSTILE %s note ", name);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
}

static const struct option_program program;

/* Makes one call. The text gives its registers, separated by commas or slashes. */
static void one_call(const char *option, char *text)
{
	uint64_t x[8] = {0};
	unsigned count = 0;

	for (char *word = strtok(text, ",/"); word; word = strtok(NULL, ",/")) {
		if (count == 8)
			options_mistake(&program, "--%s: at most 8 registers", option);
		x[count++] = options_number(&program, option, word, 0, UINT64_MAX);
	}
	if (!smc_open())
		exit(3);
	if (!strcmp(option, "smc"))
		smc_raw(x);
	else
		hvc_raw(x);
	report_note(option, "x0=0x%llx x1=0x%llx x2=0x%llx x3=0x%llx", (unsigned long long)x[0],
		    (unsigned long long)x[1], (unsigned long long)x[2], (unsigned long long)x[3]);
}

static void read_address(const char *option, char *text)
{
	attack_address(options_number(&program, option, text, 0, UINT64_MAX));
}

static uint64_t foreign = 0x0e100000, seed = 1, random_calls;
static bool messages;

static const struct option_entry options[] = {
    OPTION_CALL("read", "ADDRESS", read_address,
		"load from this physical address, which is not ours (repeatable)"),
    OPTION_NUMBER("foreign", &foreign, 0, UINT64_MAX,
		  "address of memory that messages name but must not (secure RAM)"),
    OPTION_FLAG("messages", &messages, true, "forged calls and malformed messages to the TEE"),
    OPTION_NUMBER("random", &random_calls, 1, 10000000, "random calls to the TEE"),
    OPTION_NUMBER("seed", &seed, 1, UINT64_MAX, "of the random calls"),
    OPTION_CALL("smc", "X0,X1,...", one_call,
		"one secure monitor call with these registers; prints its results"),
    OPTION_CALL("hvc", "X0,X1,...", one_call, "likewise a hypervisor call"),
    {.name = NULL},
};

static const struct option_program program = {
    "guest-hostile",
    "Attack what is below and beside this guest. A line `HOSTILE attack refused|BREACH detail`\n"
    "each, then `HOSTILE refused N breaches M`. Exit 0: everything was refused; 1: a breach;\n"
    "2: wrong usage; 3: the module that makes the calls is missing.\n",
    options, NULL, true};

int main(int argc, char **argv)
{
	options_parse(&program, argc, argv);
	foreign &= ~(uint64_t)(PAGE_SIZE - 1);
	if ((messages || random_calls) && !smc_open())
		return 3;
	if (messages) {
		attack_calls();
		attack_messages(foreign);
	}
	if (random_calls)
		attack_random((unsigned)random_calls, seed, foreign);
	printf("HOSTILE refused %u breaches %u\n", refused_count, breaches);
	return breaches ? 1 : 0;
}
