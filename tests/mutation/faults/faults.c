/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes faults in a C source: a value that is stored (by an assignment, or as an initializer's element) is replaced by a wrong
 * one.
 *
 *   faults FILE		the number of faults that FILE can have
 *   faults FILE N	FILE with fault N (from 0) on stdout; on stderr, its line and the line as it was
 *
 * Each store has three faults: the value plus one, 0 in its place, and the value with its lowest bits inverted. If the C
 * compiler refuses one (the value isn't a number), it doesn't count as a fault.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VARIANTS 3

struct store {
	size_t from, to; /* the value's text */
};

static char *text;
static char *plain; /* the same text, with blanks in place of comments, literals and directives */
static size_t size;
static struct store *stores;
static size_t store_count;

static bool read_file(const char *path)
{
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	fseek(file, 0, SEEK_END);
	size = (size_t)ftell(file);
	rewind(file);
	text = calloc(size + 1, 1);
	plain = calloc(size + 1, 1);
	size = fread(text, 1, size, file);
	fclose(file);
	memcpy(plain, text, size);
	return true;
}

static void blank(size_t from, size_t to)
{
	for (size_t i = from; i < to && i < size; i++)
		if (plain[i] != '\n')
			plain[i] = ' ';
}

/* Blanks text that can't contain stores, so that the remaining brackets and commas belong to code. */
static void strip(void)
{
	bool line_start = true;

	for (size_t i = 0; i < size; i++) {
		size_t end = i;

		if (line_start && plain[i] == '#') {
			while (end < size && (text[end] != '\n' || text[end - 1] == '\\'))
				end++;
		} else if (!strncmp(text + i, "/*", 2)) {
			end = (size_t)(strstr(text + i, "*/") + 2 - text);
		} else if (text[i] == '"' || text[i] == '\'') {
			for (end = i + 1; end < size && text[end] != text[i]; end++)
				end += text[end] == '\\';
			blank(i + 1, end);
			i = end;
			line_start = false;
			continue;
		}
		if (end > i) {
			blank(i, end);
			i = end - 1;
			continue;
		}
		if (plain[i] == '\n')
			line_start = true;
		else if (!isspace((unsigned char)plain[i]))
			line_start = false;
	}
}

static void add_store(size_t from, size_t to)
{
	while (from < to && isspace((unsigned char)plain[from]))
		from++;
	while (to > from && isspace((unsigned char)plain[to - 1]))
		to--;
	if (from == to || plain[from] == '{' || plain[from] == '"')
		return;
	stores = realloc(stores, (store_count + 1) * sizeof(*stores));
	stores[store_count++] = (struct store){from, to};
}

/* Returns the end of the value that begins at `from`: a comma, semicolon or closing bracket of the same level. */
static size_t value_end(size_t from)
{
	int depth = 0;

	for (size_t i = from; i < size; i++) {
		if (strchr("([{", plain[i]))
			depth++;
		else if (strchr(")]}", plain[i]) && !depth--)
			return i;
		else if (!depth && (plain[i] == ',' || plain[i] == ';'))
			return i;
	}
	return size;
}

/* Is the '=' at `i` an assignment or an initializer? */
static bool is_assignment(size_t i)
{
	return plain[i] == '=' && plain[i + 1] != '=' && i && !strchr("=!<>", plain[i - 1]);
}

/* Finds the elements of a brace list without designators. */
static void add_elements(size_t brace)
{
	for (size_t i = brace + 1; i < size && plain[i] != '}';) {
		size_t end = value_end(i), at = i;

		while (at < end && isspace((unsigned char)plain[at]))
			at++;
		if (plain[at] != '.' && plain[at] != '[')
			add_store(at, end);
		i = plain[end] == ',' ? end + 1 : end;
		if (plain[i] == ';')
			return;
	}
}

/* Does the brace at `i` open a list of values? */
static bool is_list(size_t i)
{
	size_t at = i;

	while (at && isspace((unsigned char)plain[at - 1]))
		at--;
	if (!at)
		return false;
	if (plain[at - 1] == '=' || plain[at - 1] == ',' || plain[at - 1] == '{')
		return true;
	/* (struct type){...}, and not the body of a condition or function, which begins on a line's end. */
	return plain[at - 1] == ')' && at == i && plain[i + 1] != '\n';
}

static void find(void)
{
	for (size_t i = 0; i < size; i++) {
		/* <<= and >>= are assignments too. */
		bool shift = i > 1 && plain[i] == '=' &&
			     (plain[i - 1] == '<' || plain[i - 1] == '>') &&
			     plain[i - 2] == plain[i - 1];

		if (is_assignment(i) || shift)
			add_store(i + 1, value_end(i + 1));
		else if (plain[i] == '{' && is_list(i))
			add_elements(i);
	}
}

static void write_fault(size_t number)
{
	static const char *const forms[VARIANTS][2] = {
	    {"((", ") + 1)"}, {"(0 * (", "))"}, {"((", ") ^ 3)"}};
	const struct store *store = &stores[number / VARIANTS];
	const char *const *form = forms[number % VARIANTS];
	size_t from = store->from, to = store->from, line = 1;

	fwrite(text, 1, store->from, stdout);
	fputs(form[0], stdout);
	fwrite(text + store->from, 1, store->to - store->from, stdout);
	fputs(form[1], stdout);
	fwrite(text + store->to, 1, size - store->to, stdout);
	for (size_t i = 0; i < store->from; i++)
		line += text[i] == '\n';
	while (from && text[from - 1] != '\n')
		from--;
	while (to < size && text[to] != '\n')
		to++;
	fprintf(stderr, "%zu: %.*s: %s%.*s%s\n", line, (int)(to - from), text + from, form[0],
		(int)(store->to - store->from), text + store->from, form[1]);
}

int main(int argc, char **argv)
{
	if (argc < 2 || !read_file(argv[1]))
		return 2;
	strip();
	find();
	if (argc == 2)
		printf("%zu\n", store_count * VARIANTS);
	else if (strtoul(argv[2], NULL, 10) < store_count * VARIANTS)
		write_fault(strtoul(argv[2], NULL, 10));
	else
		return 2;
	return 0;
}
