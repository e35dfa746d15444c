/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "report.h"

#define ENTRIES_MAX 64

struct entry {
	char name[40], detail[120];
	bool is_figure;
	enum report_outcome outcome;
	uint64_t value;
};

static struct entry entries[ENTRIES_MAX];
static unsigned count, outcomes[3];
static bool json;
static const char *word = "TOUR";

static const char *const outcome_names[] = {"ok", "FAIL", "skipped"};

void report_word(const char *first)
{
	word = first;
}

void report_json(bool on)
{
	json = on;
}

static struct entry *entry_add(const char *name)
{
	struct entry *entry = &entries[count < ENTRIES_MAX - 1 ? count++ : ENTRIES_MAX - 1];

	memset(entry, 0, sizeof(*entry));
	snprintf(entry->name, sizeof(entry->name), "%s", name);
	return entry;
}

void report_check(const char *name, enum report_outcome outcome, const char *format, ...)
{
	struct entry *entry = entry_add(name);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(entry->detail, sizeof(entry->detail), format, arguments);
	va_end(arguments);
	entry->outcome = outcome;
	outcomes[outcome]++;
	if (!json) {
		printf("%s %s %s %s\n", word, name, outcome_names[outcome], entry->detail);
		fflush(stdout);
	}
}

void report_figure(const char *name, uint64_t value, const char *unit)
{
	struct entry *entry = entry_add(name);

	entry->is_figure = true;
	entry->value = value;
	snprintf(entry->detail, sizeof(entry->detail), "%s", unit);
	if (!json) {
		printf("MEASURE %s %llu %s\n", name, (unsigned long long)value, unit);
		fflush(stdout);
	}
}

/* Details may contain what a user typed, so quotes, backslashes and control bytes are escaped. */
static void print_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte == '"' || byte == '\\')
			printf("\\%c", byte);
		else if (byte < 0x20 || byte >= 0x7f)
			printf("\\u%04x", byte);
		else
			putchar(byte);
	}
	putchar('"');
}

static void print_json(void)
{
	printf("{\"checks\": [");
	for (unsigned i = 0, first = 1; i < count; i++) {
		if (entries[i].is_figure)
			continue;
		printf("%s{\"name\": ", first ? "" : ", ");
		print_string(entries[i].name);
		printf(", \"outcome\": \"%s\", \"detail\": ", outcome_names[entries[i].outcome]);
		print_string(entries[i].detail);
		putchar('}');
		first = 0;
	}
	printf("], \"figures\": [");
	for (unsigned i = 0, first = 1; i < count; i++) {
		if (!entries[i].is_figure)
			continue;
		printf("%s{\"name\": ", first ? "" : ", ");
		print_string(entries[i].name);
		printf(", \"value\": %llu, \"unit\": ", (unsigned long long)entries[i].value);
		print_string(entries[i].detail);
		putchar('}');
		first = 0;
	}
	printf("], \"passed\": %u, \"failed\": %u, \"skipped\": %u}\n", outcomes[REPORT_OK],
	       outcomes[REPORT_FAILED], outcomes[REPORT_SKIPPED]);
}

int report_end(void)
{
	if (json)
		print_json();
	else
		printf("%s passed %u failed %u skipped %u\n", word, outcomes[REPORT_OK],
		       outcomes[REPORT_FAILED], outcomes[REPORT_SKIPPED]);
	fflush(stdout);
	return outcomes[REPORT_OK] && !outcomes[REPORT_FAILED] ? 0 : 1;
}
