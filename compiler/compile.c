/* SPDX-License-Identifier: BSD-3-Clause */
#include <getopt.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "address_space.h"
#include "bootinfo.h"
#include "check.h"
#include "command.h"
#include "compile.h"
#include "confine.h"
#include "diagnostics.h"
#include "expand.h"
#include "image.h"
#include "manifest.h"
#include "maker.h"
#include "map.h"
#include "output.h"
#include "parse.h"
#include "placement.h"
#include "resolve.h"
#include "source.h"
#include "stage2.h"
#include "streams.h"

#define PASSES_MAX 8

/*
 * The tables' size depends on the placement, which depends on the tables' size: repeat until both are stable, usually twice.
 */
static bool settle(struct system *system, struct core *core, struct bytes *manifest)
{
	struct core_needs needs = {0};
	uint64_t stage2_size = PAGE * 4 * system->vms.count;

	manifest_needs(system, &needs);
	/* A wrong description is placed once, to report errors of the placement, too. */
	if (diag_count())
		*manifest = (struct bytes){NULL, PAGE};
	else
		*manifest = manifest_build(system, core);
	needs.manifest_size = manifest->size;
	for (unsigned pass = 0; pass < PASSES_MAX; pass++) {
		placement_make(system, core_place(core, &system->board, &needs, stage2_size));
		for (size_t i = 0; i < system->vms.count && !diag_count(); i++)
			stage2_build(system, &system->vms.items[i], &core->stage2);
		if (!diag_count())
			streams_build(system, core);
		if (diag_count())
			return false;
		if (core->stage2.bytes.count == stage2_size) {
			*manifest = manifest_build(system, core);
			bootinfo_build(system);
			return !diag_count() && manifest->size == needs.manifest_size;
		}
		stage2_size = core->stage2.bytes.count;
	}
	diag_error("/", NULL, "the placement doesn't settle; fixed addresses (memory-at) may help");
	return false;
}

static bool compile(struct system *system, const struct compile_options *o, const char *boards)
{
	struct source_options source = {o->includes, o->include_count, o->defines, o->define_count};
	struct core core = {0};
	struct bytes tree, manifest;

	if (!source_load(o->description, &source, &tree)) {
		diag_error(NULL, NULL, "can't be read as a device tree source");
		return false;
	}
	tree = expand(tree, system->build, system->folder, boards);
	if (o->expand)
		return source_print(tree);
	system->description = tree;
	parse(system, tree.data);
	if (fdt_num_mem_rsv(tree.data))
		diag_error("/", NULL,
			   "/memreserve/ has no effect in a system; the board reserves memory: its "
			   "property `reserved' is expected");
	if (!system->board_name ||
	    !board_read(&system->board, system->board_name, boards,
			host_format("%s/boards", system->build), system->cpus, system->memory_size))
		return false;
	resolve(system);
	address_spaces_make(system);
	check(system);
	maker_tell(system);
	if (!core_read(&core, system->core_file, &system->board))
		return false;
	if (!diag_count())
		confine_vmids(system);
	if (!settle(system, &core, &manifest) ||
	    (o->output && !output_write(o->output, system, &core, &manifest, o->verify)))
		return false;
	if (o->map)
		map_print(system, &core);
	return true;
}

bool compile_system(const struct compile_options *options)
{
	struct compile_options o = *options;
	struct system system = {0};
	const char *build = o.build ? o.build : host_tool_directory();
	const char *boards = o.boards ? o.boards : host_format("%s/../boards", build);
	const char *abi = host_format("%s/../abi", build);
	LIST(const char *) includes = {0};
	bool ok;

	for (size_t i = 0; i < o.include_count; i++)
		*LIST_ADD(&includes) = o.includes[i];
	*LIST_ADD(&includes) = abi;
	o.includes = includes.items;
	o.include_count = includes.count;
	system.file = o.description;
	system.folder = host_directory(o.description);
	system.build = build;
	system.core_file = o.core ? o.core : host_format("%s/core/core.elf", build);
	system.loader_file = o.loader ? o.loader : host_format("%s/guests/loader.bin", build);
	diag_begin(o.description);
	image_forget();
	ok = compile(&system, &o, boards);
	if (!o.quiet)
		fputs(diag_text(), stderr);
	return ok && !diag_count();
}

int (*compile_verify)(const char *file, const char *name);

int compile_main(int argc, char **argv)
{
	static const struct option long_options[] = {
	    {"output", required_argument, NULL, 'o'},
	    {"map", no_argument, NULL, 'm'},
	    {"core", required_argument, NULL, 'c'},
	    {"loader", required_argument, NULL, 'l'},
	    {"boards", required_argument, NULL, 'b'},
	    {"build", required_argument, NULL, 'B'},
	    {"no-verify", no_argument, NULL, 'n'},
	    {"expand", no_argument, NULL, 'e'},
	    {NULL, 0, NULL, 0},
	};
	struct compile_options o = {0};
	LIST(const char *) includes = {0}, defines = {0};
	int option;
	bool ok, unverified = false;

	while ((option = getopt_long(argc, argv, "o:I:D:", long_options, NULL)) != -1) {
		switch (option) {
		case 'o':
			o.output = optarg;
			break;
		case 'I':
			*LIST_ADD(&includes) = optarg;
			break;
		case 'D':
			*LIST_ADD(&defines) = optarg;
			break;
		case 'm':
			o.map = true;
			break;
		case 'c':
			o.core = optarg;
			break;
		case 'l':
			o.loader = optarg;
			break;
		case 'b':
			o.boards = optarg;
			break;
		case 'B':
			o.build = optarg;
			break;
		case 'e':
			o.expand = true;
			break;
		case 'n':
			unverified = true;
			break;
		default:
			return COMMAND_USAGE;
		}
	}
	if (optind + 1 != argc) {
		fprintf(stderr, "bulkhead compile: one description is expected\n");
		return COMMAND_USAGE;
	}
	o.description = argv[optind];
	o.includes = includes.items;
	o.include_count = includes.count;
	o.defines = defines.items;
	o.define_count = defines.count;
	o.verify = unverified ? NULL : compile_verify;
	ok = compile_system(&o);
	host_release();
	return !ok;
}
