/* SPDX-License-Identifier: BSD-3-Clause */
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "attack.h"

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

static void usage(FILE *to)
{
	fputs(
	    "usage: guest-hostile [options]\n"
	    "Attack what is below and beside this guest. A line `HOSTILE attack refused|BREACH "
	    "detail`\n"
	    "each, then `HOSTILE refused N breaches M`. Exit 0: everything was refused; 1: a "
	    "breach;\n"
	    "2: wrong usage; 3: the module that makes the calls is missing.\n"
	    "  --read ADDRESS     load from this physical address, which is not ours (repeatable)\n"
	    "  --foreign ADDRESS  memory that messages name but must not (default 0x0e100000, "
	    "secure RAM)\n"
	    "  --messages         forged calls and malformed messages to the TEE\n"
	    "  --random N         N random calls to the TEE, 1..10000000\n"
	    "  --seed N           of the random calls, 1..2^64-1 (default 1)\n"
	    "  --smc X0,X1,...    one secure monitor call with these registers; prints its "
	    "results\n"
	    "  --hvc X0,X1,...    likewise a hypervisor call\n"
	    "  --help             this text\n",
	    to);
}

static uint64_t parse(const char *option, const char *text, uint64_t minimum, uint64_t maximum)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (*text == '\0' || *text == '-' || *end != '\0' || value < minimum || value > maximum) {
		fprintf(stderr, "guest-hostile: --%s %s: expected a number from %llu to %llu\n",
			option, text, (unsigned long long)minimum, (unsigned long long)maximum);
		exit(2);
	}
	return value;
}

/* One call whose registers are given as words between commas or slashes. */
static void one_call(const char *option, char *text, void (*call)(uint64_t x[8]))
{
	uint64_t x[8] = {0};
	unsigned count = 0;

	for (char *word = strtok(text, ",/"); word; word = strtok(NULL, ",/")) {
		if (count == 8) {
			fprintf(stderr, "guest-hostile: --%s: at most 8 registers\n", option);
			exit(2);
		}
		x[count++] = parse(option, word, 0, UINT64_MAX);
	}
	if (!smc_open())
		exit(3);
	call(x);
	report_note(option, "x0=0x%llx x1=0x%llx x2=0x%llx x3=0x%llx", (unsigned long long)x[0],
		    (unsigned long long)x[1], (unsigned long long)x[2], (unsigned long long)x[3]);
}

int main(int argc, char **argv)
{
	static const struct option long_options[] = {
	    {"read", required_argument, NULL, 'r'},
	    {"foreign", required_argument, NULL, 'f'},
	    {"messages", no_argument, NULL, 'm'},
	    {"random", required_argument, NULL, 'n'},
	    {"seed", required_argument, NULL, 's'},
	    {"smc", required_argument, NULL, 'c'},
	    {"hvc", required_argument, NULL, 'v'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	uint64_t foreign = 0x0e100000, seed = 1;
	unsigned random_calls = 0;
	bool messages = false;
	int option;

	if (argc == 1) {
		usage(stderr);
		return 2;
	}
	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		switch (option) {
		case 'r':
			attack_address(parse("read", optarg, 0, UINT64_MAX));
			break;
		case 'f':
			foreign =
			    parse("foreign", optarg, 0, UINT64_MAX) & ~(uint64_t)(PAGE_SIZE - 1);
			break;
		case 'm':
			messages = true;
			break;
		case 'n':
			random_calls = (unsigned)parse("random", optarg, 1, 10000000);
			break;
		case 's':
			seed = parse("seed", optarg, 1, UINT64_MAX);
			break;
		case 'c':
			one_call("smc", optarg, smc_raw);
			break;
		case 'v':
			one_call("hvc", optarg, hvc_raw);
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	if ((messages || random_calls) && !smc_open())
		return 3;
	if (messages) {
		attack_calls();
		attack_messages(foreign);
	}
	if (random_calls)
		attack_random(random_calls, seed, foreign);
	printf("HOSTILE refused %u breaches %u\n", refused_count, breaches);
	return breaches ? 1 : 0;
}
