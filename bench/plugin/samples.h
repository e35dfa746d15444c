/* SPDX-License-Identifier: BSD-3-Clause */
/* Growing lists of figures. They are written as distinct figures, each with its number of occurrences. */
#pragma once
#include <stdint.h>
#include <stdio.h>

#define SAMPLE_FIELDS 3

struct sample {
	uint32_t field[SAMPLE_FIELDS];
};

struct samples {
	struct sample *items;
	size_t count, room;
};

/* Ends the emulator with a message if there is no memory: missing figures would make the results wrong. */
void samples_add(struct samples *samples, struct sample sample);

/* Write lines `PREFIX FIELDS... TIMES` with the first `fields` (1 to 3) fields. */
void samples_write(struct samples *samples, unsigned fields, FILE *out, const char *prefix);
