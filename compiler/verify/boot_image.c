/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * `bulkhead image`: writes a system as an arm64 boot image, which U-Boot's `booti` and QEMU start in RAM, or as a flattened
 * image tree with that image, for `bootm`.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../command.h"
#include "../commands/tools.h"
#include "../replace.h"
#include "fit.h"
#include "verify.h"

#define FLAT_BYTES_MAX (1ull << 30) /* limit, as a boot loader has to read and move the image */

/* The lowest address of RAM: boot loaders count from there. */
static uint64_t ram_start(const struct system *system)
{
	uint64_t start = UINT64_MAX;

	for (uint32_t i = 0; i < system->manifest->bank_count; i++)
		if (system->banks[i].base < start)
			start = system->banks[i].base;
	return start;
}

static const char *write_flat(const struct system *system, FILE *file)
{
	const struct image *image = &system->image;
	const struct image_segment *last = &image->segments[image->segment_count - 1];
	struct bulkhead_core_header header = system->core;
	uint64_t base = header.load_address, end = last->pa + last->memory_size;

	if (image->segments[0].pa < base)
		return "a file lies below the core, with which a boot image begins: the memory "
		       "above has no room for it";
	if (ram_start(system) > base)
		return "the core lies below the RAM";
	if (end - base > FLAT_BYTES_MAX)
		return "it would be larger than 1 GiB: place the VMs nearer to the core";
	for (size_t i = 0; i < image->segment_count; i++) {
		const struct image_segment *s = &image->segments[i];

		if (fseeko(file, (off_t)(s->pa - base), SEEK_SET) ||
		    (s->file_size && fwrite(s->bytes, s->file_size, 1, file) != 1))
			return strerror(errno);
	}
	header.text_offset = base - ram_start(system);
	header.image_size = end - base;
	if (fseeko(file, 0, SEEK_SET) || fwrite(&header, sizeof(header), 1, file) != 1 ||
	    fflush(file) || ftruncate(fileno(file), (off_t)(end - base)))
		return strerror(errno);
	return NULL;
}

static const char *write_fit(const struct system *system, FILE *output)
{
	FILE *flat = tmpfile();
	struct stat status;
	const char *wrong;

	if (!flat)
		return strerror(errno);
	wrong = write_flat(system, flat);
	if (!wrong)
		wrong = fstat(fileno(flat), &status)
			    ? strerror(errno)
			    : fit_write(flat, (uint64_t)status.st_size, output);
	fclose(flat);
	return wrong;
}

static const char *flatten(const struct system *system, const char *output, bool fit)
{
	struct replace file;
	const char *wrong = replace_begin(&file, output, false), *incomplete;

	if (wrong)
		return wrong;
	wrong = (fit ? write_fit : write_flat)(system, file.file);
	incomplete = replace_close(&file) ?: replace_end(&file, !wrong);
	return wrong ?: incomplete;
}

int image_flatten(const char *path, const char *output, bool fit)
{
	struct findings findings = {0};
	struct system system = {0};
	const char *wrong = NULL;
	size_t size;
	const void *data;
	int status = 1;

	replace_protect(path);
	data = file_map(path, &size);
	if (!data)
		return 1;
	if (image_open(&system.image, data, size, &findings) && system_read(&system, &findings)) {
		wrong = flatten(&system, output, fit);
		status = !!wrong;
	} else {
		findings_print(&findings, path, false, stderr);
	}
	if (wrong)
		fprintf(stderr, "bulkhead: %s from %s: %s\n", output, path, wrong);
	system_free(&system);
	findings_free(&findings);
	file_unmap(data, size);
	return status;
}

int image_main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"output", required_argument, NULL, 'o'}, {"fit", no_argument, NULL, 'f'}, {0}};
	const char *output = NULL;
	bool fit = false;
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1)
		switch (option) {
		case 'o':
			output = optarg;
			break;
		case 'f':
			fit = true;
			break;
		default:
			return COMMAND_USAGE;
		}
	if (!output || optind + 1 != argc)
		return COMMAND_USAGE;
	if (verify_image(argv[optind], argv[optind], 1)) {
		fputs("bulkhead: not written; `bulkhead explain CODE' tells what to do\n", stderr);
		return 1;
	}
	return image_flatten(argv[optind], output, fit);
}
