/* SPDX-License-Identifier: BSD-3-Clause */
/* tee-tour: every well-known example application once, and what calls cost. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include "report.h"
#include "tour.h"

static const char program[] = "tee-tour";

static void usage(FILE *to)
{
	fputs(
	    "usage: tee-tour [options]\n"
	    "Call the TEE's example applications (hello world, random, AES, secure storage), check "
	    "their\n"
	    "answers and measure calls. Lines: `TOUR check ok|FAIL|skipped detail`, `MEASURE name "
	    "value\n"
	    "unit`, `TOUR passed N failed M skipped K`. Exit 0: something passed, nothing failed.\n"
	    "  --secret TEXT         keep TEXT in secure storage (object bulkhead-secret) and read "
	    "it back\n"
	    "  --check-secret TEXT   the kept object must be TEXT\n"
	    "  --foreign TEXT        the kept object must not contain TEXT (another guest's "
	    "secret)\n"
	    "  --no-secret-yet       at first there must be no kept object\n"
	    "  --rounds N            calls per measured row, 1..10000 (default 32)\n"
	    "  --no-measure          skip the measurements\n"
	    "  --no-examples         skip the examples\n"
	    "  --limits              count live registrations and find the largest buffer\n"
	    "  --json                one JSON object instead of lines\n"
	    "  --help                this text\n",
	    to);
}

int main(int argc, char **argv)
{
	static const struct option long_options[] = {
	    {"secret", required_argument, NULL, 's'},
	    {"check-secret", required_argument, NULL, 'c'},
	    {"foreign", required_argument, NULL, 'f'},
	    {"no-secret-yet", no_argument, NULL, 'a'},
	    {"rounds", required_argument, NULL, 'r'},
	    {"no-measure", no_argument, NULL, 'm'},
	    {"no-examples", no_argument, NULL, 'e'},
	    {"limits", no_argument, NULL, 'l'},
	    {"usage", no_argument, NULL, 'u'},
	    {"json", no_argument, NULL, 'j'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	struct tour_secret secret = {0};
	bool examples = true, measures = true, limits = false, usage_only = false;
	unsigned rounds = 32;
	TEEC_Context context;
	int option;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		switch (option) {
		case 's':
			secret.keep = optarg;
			break;
		case 'c':
			secret.check = optarg;
			break;
		case 'f':
			secret.foreign = optarg;
			break;
		case 'a':
			secret.absent = true;
			break;
		case 'r':
			rounds = (unsigned)client_number(program, "rounds", optarg, 1, 10000);
			break;
		case 'm':
			measures = false;
			break;
		case 'e':
			examples = false;
			break;
		case 'l':
			limits = true;
			break;
		case 'u':
			usage_only = true;
			break;
		case 'j':
			report_json(true);
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	if (optind != argc) {
		fprintf(stderr, "%s: unexpected argument %s\n", program, argv[optind]);
		usage(stderr);
		return 2;
	}
	if (!client_open(program, &context))
		return 3;
	if (usage_only) {
		tour_usage(&context);
		examples = measures = limits = false;
	}
	if (examples) {
		tour_examples(&context);
		tour_storage(&context, &secret);
	}
	if (measures)
		tour_measure(&context, rounds);
	if (limits)
		tour_limits(&context);
	TEEC_FinalizeContext(&context);
	return report_end();
}
