/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "diagnostics.h"
#include "host.h"

#define NAME_MAX_LENGTH 63

static const char *diag_file = "";
static unsigned errors;
static LIST(char) text;
static size_t last_line; /* where the last line begins in `text` */
/* A property whose value was reported as unusable. */
struct place {
	const char *node, *property;
};
static LIST(struct place) wrong;

void diag_begin(const char *file)
{
	diag_file = file;
	errors = 0;
	last_line = 0;
	memset(&text, 0, sizeof(text));
	memset(&wrong, 0, sizeof(wrong));
}

const char *diag_about(const char *file)
{
	const char *before = diag_file;

	diag_file = file;
	return before;
}

static bool is_wrong(const char *node, const char *property)
{
	for (size_t i = 0; node && property && i < wrong.count; i++)
		if (!strcmp(wrong.items[i].node, node) &&
		    !strcmp(wrong.items[i].property, property))
			return true;
	return false;
}

/* Adds a message, unless it equals the last one. */
__attribute__((format(printf, 4, 0))) static bool
add(const char *node, const char *property, const char *kind, const char *format, va_list args)
{
	va_list again;
	char *message, *line;
	int length;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	message = host_allocate((size_t)length + 1);
	vsnprintf(message, (size_t)length + 1, format, args);
	line = host_format("%s: %s%s%s%s%s%s\n", diag_file, node ? node : "", node ? ": " : "",
			   property ? property : "", property ? ": " : "", kind, message);
	if (text.count - last_line == strlen(line) &&
	    !memcmp(text.items + last_line, line, strlen(line)))
		return false;
	last_line = text.count;
	for (const char *c = line; *c; c++)
		*LIST_ADD(&text) = *c;
	return true;
}

__attribute__((format(printf, 3, 0))) static void error(const char *node, const char *property,
							const char *format, va_list args)
{
	if (!is_wrong(node, property))
		errors += add(node, property, "", format, args);
}

void diag_error(const char *node, const char *property, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error(node, property, format, args);
	va_end(args);
}

void diag_wrong(const char *node, const char *property, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error(node, property, format, args);
	va_end(args);
	if (!is_wrong(node, property))
		*LIST_ADD(&wrong) = (struct place){node, property};
}

void diag_note(const char *node, const char *property, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(node, property, "note: ", format, args);
	va_end(args);
}

unsigned diag_count(void)
{
	return errors;
}

const char *diag_text(void)
{
	*LIST_ADD(&text) = '\0';
	text.count--;
	return text.items;
}

/* Levenshtein distance, names cut at NAME_MAX_LENGTH. */
static size_t distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_LENGTH + 1], n = strnlen(b, NAME_MAX_LENGTH);

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i] && i < NAME_MAX_LENGTH; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < n; j++) {
			size_t best = diagonal + (a[i] != b[j]);

			diagonal = row[j + 1];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (diagonal + 1 < best)
				best = diagonal + 1;
			row[j + 1] = best;
		}
	}
	return row[n];
}

const char *diag_suggest(const char *name, const void *candidates, size_t count, size_t stride)
{
	size_t limit = strlen(name) / 3 > 2 ? strlen(name) / 3 : 2;
	const char *best = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *candidate =
		    *(const char *const *)((const char *)candidates + i * stride);
		size_t d = distance(name, candidate);

		if (d && d <= limit && d < strlen(candidate)) {
			best = candidate;
			limit = d - 1;
		}
	}
	return best;
}

const char *diag_hint(const char *name, const void *candidates, size_t count, size_t stride)
{
	const char *guess = diag_suggest(name, candidates, count, stride);

	return guess ? host_format(" (did you mean `%s'?)", guess) : "";
}
