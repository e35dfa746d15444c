/* SPDX-License-Identifier: BSD-3-Clause */
/* tee-check: what the TEE Client API promises, seen from a client, beyond what the examples use. */
#include <getopt.h>
#include <stdio.h>
#include "check.h"

static const char program[] = "tee-check";

static void usage(FILE *to)
{
	fputs(
	    "usage: tee-check [options]\n"
	    "Check the TEE through libteec: every combination of parameter types, references to\n"
	    "nothing, parts of shared memory at odd places, sizes around pages and megabytes,\n"
	    "many and dead sessions, more calls at once than there are threads, cancellation and\n"
	    "notifications. Lines `CHECK name ok|FAIL|skipped detail`, then `CHECK passed N "
	    "failed\n"
	    "M skipped K`. Exit 0: something passed, nothing failed.\n"
	    "  --largest N  buffers up to N bytes must work, 4096..16777216 (default 1048577)\n"
	    "  --rounds N   random combinations of parameters, 0..1000000 (default 200)\n"
	    "  --seed N     of what is random, 1..2^32-1 (default 1)\n"
	    "  --help       this text\n",
	    to);
}

bool check_enter(struct check *check, TEEC_Session *session, const char *name)
{
	TEEC_Result result = client_session(check->context, session, &ta_bench);

	if (result == TEEC_SUCCESS)
		return true;
	report_check(name, client_absent(result) ? REPORT_SKIPPED : REPORT_FAILED,
		     "bench application: %s", client_error(result));
	return false;
}

int main(int argc, char **argv)
{
	static const struct option long_options[] = {
	    {"largest", required_argument, NULL, 'l'},
	    {"rounds", required_argument, NULL, 'r'},
	    {"seed", required_argument, NULL, 's'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	struct check check = {.largest = (1 << 20) + 1, .rounds = 200, .random = 1};
	TEEC_Context context;
	int option;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		switch (option) {
		case 'l':
			check.largest = client_number(program, "largest", optarg, 4096, 16 << 20);
			break;
		case 'r':
			check.rounds =
			    (unsigned)client_number(program, "rounds", optarg, 0, 1000000);
			break;
		case 's':
			check.random = client_number(program, "seed", optarg, 1, UINT32_MAX);
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
		return 2;
	}
	if (!client_open(program, &context))
		return 3;
	report_word("CHECK");
	check.context = &context;
	check_parameters(&check);
	check_sizes(&check);
	check_sessions(&check);
	check_concurrency(&check);
	TEEC_FinalizeContext(&context);
	return report_end();
}
