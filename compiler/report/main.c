/* SPDX-License-Identifier: BSD-3-Clause */
/* `bulkhead report`: reads (or compiles) an image, verifies it, and says what it means. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../commands/tools.h"
#include "model.h"

static const char usage[] =
    "usage: bulkhead report [--html | --text | --json] [-o FILE] [-D NAME=VALUE] [-I DIR] "
    "SYSTEM.dts|IMAGE\n"
    "Shows what each VM must trust and what is lost when a component falls. Default: HTML.\n";

typedef void writer(const struct model *model, FILE *out);

static int report(const char *image, const char *name, writer *write, const char *output)
{
	struct findings findings = {0};
	struct system system = {0};
	struct model model;
	size_t size;
	const void *data = file_map(image, &size);
	FILE *out;
	int status = 1;

	if (!data) {
		fprintf(stderr, "bulkhead: %s: %s\n", image, strerror(errno));
		return 1;
	}
	if (verify_bytes(data, size, &system, &findings)) {
		out = output ? fopen(output, "w") : stdout;
		if (out) {
			const char *slash = strrchr(name, '/');

			model_make(&model, &system, &findings, slash ? slash + 1 : name);
			write(&model, out);
			model_free(&model);
			status = output ? fclose(out) : fflush(out);
		}
		if (!out || status)
			fprintf(stderr, "bulkhead: %s: %s\n", output ? output : "output",
				strerror(errno));
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
	static const struct option options[] = {
	    {"html", no_argument, NULL, 'H'}, {"text", no_argument, NULL, 't'},
	    {"json", no_argument, NULL, 'j'}, {"output", required_argument, NULL, 'o'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	const char **defines = zalloc(argc, sizeof(*defines));
	const char **includes = zalloc(argc, sizeof(*includes));
	size_t define_count = 0, include_count = 0;
	writer *write = report_html;
	const char *output = NULL, *image, *compiled = NULL;
	int option, status = 1;

	while ((option = getopt_long(argc, argv, "o:D:I:h", options, NULL)) != -1) {
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
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (optind + 1 != argc) {
		fputs(usage, stderr);
		return 2;
	}
	image = argv[optind];
	if (is_description(image))
		image = compiled =
		    compile_aside(image, defines, define_count, includes, include_count);
	if (image)
		status = report(image, argv[optind], write, output);
	if (compiled)
		unlink(compiled);
	free(defines);
	free(includes);
	return status;
}
