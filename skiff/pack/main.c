/* SPDX-License-Identifier: BSD-3-Clause */
/* skiff-pack: the command line. */
#include <getopt.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <skiff/pack.h>
#include "pack.h"

#define STRINGS_MAX 127 /* most arguments, and most variables, that apps/packed takes */

static const char usage[] =
    "usage: skiff-pack [OPTIONS] PROGRAM [ARGUMENT...]\n"
    "\n"
    "Make an image of an unmodified arm64 program of Linux: a static one, or one with its dynamic "
    "linker and\n"
    "the libraries that it names. Run it with\n"
    "\n"
    "    qemu-system-aarch64 -machine virt -cpu cortex-a57 -nographic -kernel IMAGE [-append "
    "ARGUMENTS]\n"
    "\n"
    "or as a bare-metal guest of Bulkhead (docs/posix.md).\n"
    "\n"
    "  PROGRAM           its path in the root, from / on; it is argv[0], too\n"
    "  ARGUMENT          what it is called with; what -append says comes behind\n"
    "  -o, --output FILE the image; default: PROGRAM's name and .elf\n"
    "  --root DIR        what is / to the program, for instance Debian packages unpacked by\n"
    "                    tools/apt-fetch.sh; default: /\n"
    "  --file PATH[=HOST] another file or folder, of the root or of the host (libraries that are "
    "loaded by\n"
    "                    name, modules, configuration); may be repeated\n"
    "  --env NAME=VALUE  an environment variable, beside HOME=/ and PATH=/usr/bin:/bin; may be "
    "repeated\n"
    "  --runtime FILE    the image that runs it; default: skiff/packed-virt/packed.elf beside this "
    "tool\n"
    "  --help            this text\n"
    "\n"
    "Exit 0: the image is written. 1: the program, a library or a file is missing or not for "
    "arm64.\n";

struct request {
	const char *output, *root, *runtime;
	char *variables[STRINGS_MAX];
	unsigned int count;
	struct archive archive;
};

/* The default runtime lies below the folder of this tool. */
static char *beside(const char *file)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n < 0)
		die("/proc/self/exe: %m: say --runtime");
	path[n] = '\0';
	return text("%s/%s", dirname(path), file);
}

static void add_file(struct request *r, const char *what)
{
	const char *equals = strchr(what, '=');
	char *path = equals ? strndup(what, (size_t)(equals - what)) : strdup(what);
	char *host = equals ? strdup(equals + 1) : root_find(r->root, path);

	if (!host)
		die("%s: there is no such file in %s", path, *r->root ? r->root : "/");
	archive_add(&r->archive, path, host);
	free(path), free(host);
}

static void add_variable(struct request *r, char *variable)
{
	if (!strchr(variable, '='))
		die("--env %s: NAME=VALUE is expected", variable);
	if (r->count == STRINGS_MAX)
		die("more than %d variables", STRINGS_MAX);
	r->variables[r->count++] = variable;
}

static int parse(int argc, char **argv, struct request *r)
{
	enum { ROOT = 256, FILE_, ENV, RUNTIME, HELP };
	static const struct option options[] = {{"output", required_argument, NULL, 'o'},
						{"root", required_argument, NULL, ROOT},
						{"file", required_argument, NULL, FILE_},
						{"env", required_argument, NULL, ENV},
						{"runtime", required_argument, NULL, RUNTIME},
						{"help", no_argument, NULL, HELP},
						{0}};
	char *files[argc];
	int option, count = 0;

	/* Options behind the program's name belong to the program. */
	while ((option = getopt_long(argc, argv, "+o:", options, NULL)) != -1) {
		switch (option) {
		case 'o':
			r->output = optarg;
			break;
		case ROOT:
			/* Paths begin with a slash. */
			r->root = strcmp(optarg, "/") == 0 ? "" : optarg;
			break;
		case FILE_:
			files[count++] = optarg;
			break;
		case ENV:
			add_variable(r, optarg);
			break;
		case RUNTIME:
			r->runtime = optarg;
			break;
		case HELP:
			fputs(usage, stdout);
			exit(0);
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind == argc) {
		fputs(usage, stderr);
		exit(2);
	}
	if (argc - optind > STRINGS_MAX)
		die("more than %d arguments", STRINGS_MAX);
	if (argv[optind][0] != '/')
		die("%s: a path from / on is expected; --root says where that is", argv[optind]);
	for (int i = 0; i < count; i++)
		add_file(r, files[i]);
	return optind;
}

static struct buffer payload_of(struct request *r, unsigned int argc, char **argv)
{
	struct pack_header h = {.magic = PACK_MAGIC,
				.version = PACK_VERSION,
				.arguments = argc,
				.variables = r->count,
				.strings = sizeof(h)};
	struct buffer b = {0};

	buffer_add(&b, NULL, sizeof(h));
	for (unsigned int i = 0; i < argc; i++)
		buffer_add(&b, argv[i], strlen(argv[i]) + 1);
	for (unsigned int i = 0; i < r->count; i++)
		buffer_add(&b, r->variables[i], strlen(r->variables[i]) + 1);
	buffer_align(&b, PACK_ALIGN);
	h.archive = b.size;
	h.archive_size = r->archive.bytes.size;
	buffer_add(&b, r->archive.bytes.data, r->archive.bytes.size);
	h.size = b.size;
	memcpy(b.data, &h, sizeof(h));
	return b;
}

int main(int argc, char **argv)
{
	struct request r = {.root = ""};
	static char home[] = "HOME=/", path[] = "PATH=/usr/bin:/bin";
	struct buffer payload;
	const char *what;
	int first;

	add_variable(&r, home);
	add_variable(&r, path);
	first = parse(argc, argv, &r);
	if (!r.runtime)
		r.runtime = beside("skiff/packed-virt/packed.elf");
	if (!r.output)
		r.output = text("%s.elf", basename(strdup(argv[first])));
	if (!program_add(&r.archive, r.root, argv[first], &what))
		die("%s %s", argv[first], what);
	archive_finish(&r.archive);
	payload = payload_of(&r, (unsigned int)(argc - first), argv + first);
	image_write(r.output, r.runtime, &payload);
	return 0;
}
