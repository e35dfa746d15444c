/* SPDX-License-Identifier: BSD-3-Clause */
/* tee-tour runs every well-known example application once, and measures what calls cost. */
#include <stdio.h>
#include <string.h>
#include "common/options.h"
#include "report.h"
#include "tour.h"

int main(int argc, char **argv)
{
	struct tour_secret secret = {0};
	bool examples = true, measures = true, limits = false, usage_only = false, json = false;
	uint64_t rounds = 32;
	const struct option_entry options[] = {
	    OPTION_TEXT("secret", "TEXT", &secret.keep,
			"keep TEXT in secure storage (object bulkhead-secret) and read it back"),
	    OPTION_TEXT("check-secret", "TEXT", &secret.check, "the kept object must be TEXT"),
	    OPTION_TEXT("foreign", "TEXT", &secret.foreign,
			"the kept object must not contain TEXT (another guest's secret)"),
	    OPTION_FLAG("no-secret-yet", &secret.absent, true,
			"at first there must be no kept object"),
	    OPTION_NUMBER("rounds", &rounds, 1, 10000, "calls per measured row"),
	    OPTION_FLAG("no-measure", &measures, false, "skip the measurements"),
	    OPTION_FLAG("no-examples", &examples, false, "skip the examples"),
	    OPTION_FLAG("limits", &limits, true,
			"count live registrations and find the largest buffer"),
	    OPTION_FLAG("usage", &usage_only, true, "what the TEE holds, and nothing else"),
	    OPTION_FLAG("json", &json, true, "one JSON object instead of lines"),
	    {.name = NULL},
	};
	const struct option_program program = {
	    "tee-tour",
	    "Call the TEE's example applications (hello world, random, AES, secure storage), "
	    "check\n"
	    "their answers and measure calls. Lines: `TOUR check ok|FAIL|skipped detail`,\n"
	    "`MEASURE name value unit`, `TOUR passed N failed M skipped K`. Exit 0: something\n"
	    "passed, nothing failed.\n",
	    options, NULL, false};
	TEEC_Context context;

	options_parse(&program, argc, argv);
	report_json(json);
	if (!client_open(program.name, &context))
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
		tour_measure(&context, (unsigned)rounds);
	if (limits)
		tour_limits(&context);
	TEEC_FinalizeContext(&context);
	return report_end();
}
