/* SPDX-License-Identifier: BSD-3-Clause */
/* tee-check tests promises of the TEE Client API that the examples don't use, as a client sees them. */
#include <stdio.h>
#include "check.h"
#include "common/options.h"

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
	struct check check = {.random = 1};
	uint64_t largest = (1 << 20) + 1, rounds = 200;
	const struct option_entry options[] = {
	    OPTION_NUMBER("largest", &largest, 4096, 16 << 20, "buffers up to N bytes must work"),
	    OPTION_NUMBER("rounds", &rounds, 0, 1000000, "random combinations of parameters"),
	    OPTION_NUMBER("seed", &check.random, 1, UINT32_MAX, "of the random values"),
	    {.name = NULL},
	};
	const struct option_program program = {
	    "tee-check",
	    "Check the TEE through libteec: every combination of parameter types, references to\n"
	    "nothing, parts of shared memory at odd places, sizes around pages and megabytes,\n"
	    "many and dead sessions, more calls at once than there are threads, cancellation and\n"
	    "notifications. Lines `CHECK name ok|FAIL|skipped detail`, then `CHECK passed N "
	    "failed\n"
	    "M skipped K`. Exit 0: something passed, nothing failed.\n",
	    options, NULL, false};
	TEEC_Context context;

	options_parse(&program, argc, argv);
	check.largest = largest;
	check.rounds = (unsigned)rounds;
	if (!client_open(program.name, &context))
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
