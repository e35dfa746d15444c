/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of violations found in an image. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "codes.h"

/*
 * Number of findings per code that are kept; more are only counted, so that a damaged image costs little.
 */
#define FINDINGS_KEPT 20

struct finding {
	enum verify_code code;
	char *text;
};

struct findings {
	struct finding *list;
	size_t kept, capacity;
	size_t violations; /* kept or not */
	uint32_t per_code[VERIFY_CODE_COUNT];
	bool mute; /* count, but keep no text (mutation test, fuzzing) */
};

/* Adds a violation with a printf-style text that has names and addresses. */
void finding_add(struct findings *findings, enum verify_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints the kept findings, one a line (`V023 title: text`), and the number of those that weren't kept. */
void findings_print(const struct findings *findings, const char *image, bool colour, FILE *out);

/* Writes `"` + text + `"` as a JSON string, everything but printable ASCII escaped. */
void json_string(FILE *out, const char *text);

/* Frees what the list holds. */
void findings_free(struct findings *findings);
