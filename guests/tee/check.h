/* SPDX-License-Identifier: BSD-3-Clause */
/* The chapters of tee-check. Each reports its own checks. */
#pragma once
#include "client.h"
#include "report.h"

struct check {
	TEEC_Context *context;
	uint64_t random;
	size_t largest;	 /* largest buffer that must work, in bytes */
	unsigned rounds; /* random combinations of parameters, in addition to one of each */
};

/* Opens a session with the bench application. Returns false if there is no such application: the check `name` is then reported
 * as skipped. */
bool check_enter(struct check *check, TEEC_Session *session, const char *name);
/* Reports `name` with the printf-like detail. */
#define check_report(name, ok, ...) \
	report_check(name, (ok) ? REPORT_OK : REPORT_FAILED, __VA_ARGS__)

/* Parameters: every combination of types, references to nothing, parts, sizes, misuse. */
void check_parameters(struct check *check);
void check_sizes(struct check *check);
/* Sessions: many, unknown, with parameters, dead, left behind. */
void check_sessions(struct check *check);
/* What runs at the same time: more calls than threads, cancellation, notifications. */
void check_concurrency(struct check *check);
