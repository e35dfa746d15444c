/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target: descriptions with mistakes. A script breaks the device tree of a good system, property by
 * property and node by node; the compiler must refuse it with an error, or make an image whose tables,
 * registers and lists the verifier proves. This file replaces source.c: trees come from the seeds.
 */
#include <glob.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "breaking.h"
#include "compile.h"
#include "diagnostics.h"
#include "script.h"
#include "source.h"
#include "verify/verify.h"

#define ROOM	    65536 /* bytes that mutations may add to a tree */
#define DESCRIPTION "fuzz.dts"
#define OUTPUT_MAX  (16 << 20)

struct seed {
	char *name;
	uint8_t *data;
	size_t size;
};

static struct seed *systems, *boards;
static size_t system_count, board_count;
static uint8_t *tree; /* the tree with mistakes */
static size_t tree_size;
static char *build, *output;
static FILE *surprises; /* FUZZ_SURPRISES=FILE: violations go there, and the run goes on */

static struct seed read_seed(const char *path)
{
	struct bytes file;
	struct seed seed;

	if (!host_read_file(path, &file))
		abort();
	seed = (struct seed){fuzz_copy(strrchr(path, '/') + 1, strlen(strrchr(path, '/') + 1)),
			     fuzz_copy(file.data, file.size), file.size};
	host_release();
	return seed;
}

static size_t read_seeds(const char *pattern, struct seed **seeds)
{
	char path[4096];
	size_t count;
	glob_t files;

	snprintf(path, sizeof(path), "%s/%s", fuzz_seeds(), pattern);
	if (glob(path, 0, NULL, &files)) {
		fprintf(stderr, "%s: no seeds\n", path);
		exit(2);
	}
	*seeds = calloc(files.gl_pathc, sizeof(**seeds));
	for (size_t i = 0; i < files.gl_pathc; i++)
		(*seeds)[i] = read_seed(files.gl_pathv[i]);
	count = files.gl_pathc;
	globfree(&files);
	return count;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct rlimit limit = {OUTPUT_MAX, OUTPUT_MAX};

	(void)argc;
	(void)argv;
	system_count = read_seeds("systems/*.dtb", &systems);
	board_count = read_seeds("boards/*.dtb", &boards);
	if (asprintf(&build, "%s/build", fuzz_seeds()) < 0 ||
	    asprintf(&output, "%s/fuzz-%ld.elf", fuzz_seeds(), (long)getpid()) < 0)
		abort();
	if (getenv("FUZZ_SURPRISES"))
		surprises = fopen(getenv("FUZZ_SURPRISES"), "a");
	setrlimit(RLIMIT_FSIZE, &limit);
	return 0;
}

/* Replaces the function of source.c; nobody prints the long form here. */
bool source_print(struct bytes expanded)
{
	(void)expanded;
	return true;
}

/* Replaces the function of source.c. */
bool source_load(const char *path, const struct source_options *options, struct bytes *out)
{
	(void)options;
	*out = (struct bytes){tree, tree_size};
	for (size_t i = 0; strcmp(path, DESCRIPTION) && i < board_count; i++) {
		size_t length = strlen(boards[i].name) - strlen(".dtb");
		const char *folder = strstr(path, "boards/");

		if (folder && !strncmp(folder + strlen("boards/"), boards[i].name, length) &&
		    folder[strlen("boards/") + length] == '/')
			*out = (struct bytes){boards[i].data, boards[i].size};
	}
	return !fdt_check_full(out->data, out->size);
}

/* A violation that a correct description may have: the user decides on it. */
static bool is_choice(enum verify_code code)
{
	return code == VERIFY_DMA || code == VERIFY_ASIL || code == VERIFY_DEADLINE;
}

static int verify(const char *file, const char *name)
{
	struct findings findings = {0};
	struct system system = {0};
	size_t size;
	const void *data = file_map(file, &size);
	bool surprise = false;

	if (!data)
		abort();
	verify_bytes(data, size, &system, &findings);
	for (unsigned code = 0; code < VERIFY_CODE_COUNT; code++)
		surprise |= findings.per_code[code] && !is_choice(code);
	if (surprise && surprises) {
		findings_print(&findings, name, false, surprises);
		fflush(surprises);
	} else if (surprise) {
		findings_print(&findings, name, false, stderr);
		abort();
	}
	system_free(&system);
	findings_free(&findings);
	file_unmap(data, size);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct script script = {data, data + size};
	const struct seed *seed = &systems[script_choose(&script, (uint32_t)system_count)];
	struct compile_options options = {.description = DESCRIPTION,
					  .output = output,
					  .build = build,
					  .boards = "boards",
					  .verify = verify,
					  .quiet = true};
	bool good;

	tree = malloc(seed->size + ROOM);
	if (!tree || fdt_open_into(seed->data, tree, (int)(seed->size + ROOM)))
		abort();
	while (script.at < script.end)
		break_tree(&script, tree);
	fdt_pack(tree);
	tree_size = fdt_totalsize(tree);
	good = compile_system(&options);
	if (good != !access(output, F_OK) || good == (diag_count() != 0)) {
		fprintf(stderr, "%s, but:\n%s", good ? "good" : "refused", diag_text());
		abort();
	}
	unlink(output);
	free(tree);
	host_release();
	return 0;
}
