/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>
#include "samples.h"

void samples_add(struct samples *samples, struct sample sample)
{
	if (samples->count == samples->room) {
		samples->room = samples->room ? 2 * samples->room : 1024;
		samples->items = realloc(samples->items, samples->room * sizeof(*samples->items));
		if (!samples->items) {
			fprintf(stderr, "count: out of memory after %zu figures\n", samples->count);
			abort();
		}
	}
	samples->items[samples->count++] = sample;
}

static int compare(const void *left, const void *right)
{
	const struct sample *a = left, *b = right;

	for (unsigned i = 0; i < SAMPLE_FIELDS; i++)
		if (a->field[i] != b->field[i])
			return a->field[i] < b->field[i] ? -1 : 1;
	return 0;
}

void samples_write(struct samples *samples, unsigned fields, FILE *out, const char *prefix)
{
	size_t next;

	if (!samples->count)
		return;
	qsort(samples->items, samples->count, sizeof(*samples->items), compare);
	for (size_t i = 0; i < samples->count; i = next) {
		for (next = i + 1;
		     next < samples->count && !compare(&samples->items[i], &samples->items[next]);)
			next++;
		fputs(prefix, out);
		for (unsigned f = 0; f < fields; f++)
			fprintf(out, " %u", samples->items[i].field[f]);
		fprintf(out, " %zu\n", next - i);
	}
}
