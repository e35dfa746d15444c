/* SPDX-License-Identifier: BSD-3-Clause */
/* `bulkhead report`: reads (or compiles) an image, verifies it, and reports what it means. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../commands/tools.h"
#include "command.h"
#include "html.h"
#include "model.h"
#include "replace.h"
#include "text.h"

typedef void writer(const struct model *model, FILE *out);

static int report(const char *image, const char *name, writer *write, const char *output)
{
	struct findings findings = {0};
	struct system system = {0};
	struct model model;
	size_t size;
	const void *data = file_map(image, &size);
	int status = 1;

	replace_protect(image);
	replace_protect(name);
	if (!data)
		return 1;
	if (verify_bytes(data, size, &system, &findings) && model_can(&system)) {
		const char *slash = strrchr(name, '/'), *wrong = NULL;
		struct replace file = {.file = stdout};

		if (output)
			wrong = replace_begin(&file, output, true);
		if (!wrong) {
			model_make(&model, &system, &findings, slash ? slash + 1 : name);
			errno = 0;
			write(&model, file.file);
			if (!output && (ferror(stdout) | fflush(stdout)))
				wrong = strerror(errno);
			else if (output)
				wrong = replace_close(&file);
			model_free(&model);
		}
		if (!wrong)
			wrong = replace_end(&file, true);
		if (wrong)
			fprintf(stderr, "bulkhead: %s: %s\n", output ? output : "output", wrong);
		status = wrong != NULL;
	} else {
		findings_print(&findings, image, false, stderr);
	}
	system_free(&system);
	findings_free(&findings);
	file_unmap(data, size);
	return status ? 1 : 0;
}

int report_main(int argc, char **argv)
{
	static const struct option options[] = {{"html", no_argument, NULL, 'H'},
						{"text", no_argument, NULL, 't'},
						{"json", no_argument, NULL, 'j'},
						{"output", required_argument, NULL, 'o'},
						{0}};
	const char **defines = zalloc(argc, sizeof(*defines));
	const char **includes = zalloc(argc, sizeof(*includes));
	size_t define_count = 0, include_count = 0;
	writer *write = report_html;
	const char *output = NULL, *image, *compiled = NULL;
	int option, status = 1;

	while ((option = getopt_long(argc, argv, "o:D:I:", options, NULL)) != -1) {
		switch (option) {
		case 'H':
			write = report_html;
			break;
		case 't':
			write = report_text;
			break;
		case 'j':
			write = report_json;
			break;
		case 'o':
			output = optarg;
			break;
		case 'D':
			defines[define_count++] = optarg;
			break;
		case 'I':
			includes[include_count++] = optarg;
			break;
		default:
			return COMMAND_USAGE;
		}
	}
	if (optind + 1 != argc) {
		return COMMAND_USAGE;
	}
	image = argv[optind];
	if (is_description(image))
		image = compiled =
		    compile_aside(image, defines, define_count, includes, include_count);
	if (image)
		status = report(image, argv[optind], write, output);
	if (compiled)
		temporary_done(compiled, true);
	free(defines);
	free(includes);
	return status;
}
