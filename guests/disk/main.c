/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>
#include "common/options.h"
#include "disk.h"

int main(int argc, char **argv)
{
	struct disk_options o = {
	    .device = "/dev/vda", .depth = 32, .requests = 4000, .span = 16, .wait = 60};
	const struct option_entry entries[] = {
	    OPTION_TEXT("device", "FILE", &o.device, "the block device (default /dev/vda)"),
	    OPTION_NUMBER("depth", &o.depth, 1, DEPTH_MAX, "requests in flight"),
	    OPTION_NUMBER("requests", &o.requests, 1, 1u << 30, "requests"),
	    OPTION_NUMBER("span", &o.span, 1, SPAN_MAX, "load: most blocks of a request"),
	    OPTION_NUMBER("blocks", &o.blocks, 0, 1u << 24,
			  "load: blocks that are used, 0 for all of them"),
	    OPTION_NUMBER("seed", &o.seed, 0, 1u << 30, "seed of the random numbers"),
	    OPTION_NUMBER("wait", &o.wait, 1, 3600, "seconds before a request counts as lost"),
	    OPTION_FLAG("write", &o.write, true, "measure: write"),
	    {0}};
	const struct option_program program = {
	    "guest-disk",
	    "  load     writes all blocks, then reads and writes at random, then reads all:\n"
	    "           the last line says whether each byte was right\n"
	    "  measure  4 KiB at scattered places: `MEASURE blk.read_qd1 N ns`\n",
	    entries, "load | measure", true};
	int first = options_parse(&program, argc, argv);

	if (first + 1 == argc && !strcmp(argv[first], "load"))
		return !disk_load(&o);
	if (first + 1 == argc && !strcmp(argv[first], "measure"))
		return !disk_measure(&o);
	options_mistake(&program, "load or measure is expected");
}
