/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target: the commands that read an image get damaged ones. A script overwrites headers, manifest, declarations and boot
 * pages of a good image, moves parts of it and cuts it off; then `verify`, `report`, `trace` and `run --print` must report the
 * fault, or answer, within bounded time and memory.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <getopt.h>
#include <unistd.h>
#include "commands/tools.h"
#include "script.h"
#include "verify/verify.h"

#define PLACES	   64
#define DUMP_SIZE  8192
#define GROWTH_MAX 4096

struct seed {
	uint8_t *data;
	size_t size;
	/* A part of an image that is read. */
	struct place {
		size_t at, size;
	} places[PLACES];
	unsigned place_count;
};

static struct seed *seeds;
static size_t seed_count;
static int image_file, dump_file;
static char image_path[64], dump_path[64];

/* Replaces graphviz: a process for each input would take most of the time. */
FILE *popen(const char *command, const char *type)
{
	(void)command;
	return fopen("/dev/null", type);
}

int pclose(FILE *file)
{
	return fclose(file);
}

static void add_place(struct seed *seed, const void *at, size_t size)
{
	size_t offset = at ? (size_t)((const uint8_t *)at - seed->data) : seed->size;

	if (seed->place_count < PLACES && offset < seed->size)
		seed->places[seed->place_count++] =
		    (struct place){offset, size < seed->size - offset ? size : seed->size - offset};
}

/* Adds an array of the manifest; the system has a copy of it. */
static void add_array(struct seed *seed, const struct system *system, const void *array,
		      size_t size)
{
	uint64_t pa =
	    system->manifest_pa + (uint64_t)((const char *)array - (const char *)system->manifest);

	if (size)
		add_place(seed, image_at(&system->image, pa, 1), size);
}

static void find_places(struct seed *seed)
{
	struct findings findings = {0};
	struct system system = {0};
	const struct image *image = &system.image;

	if (!verify_bytes(seed->data, seed->size, &system, &findings) || findings.violations) {
		findings_print(&findings, "seed", false, stderr);
		exit(2);
	}
	add_place(seed, seed->data, 64 + 56 * 8);
	add_place(seed, seed->data + seed->size - 512, 512);
	add_place(seed, image_at(image, image->entry, 1), sizeof(struct bulkhead_core_header));
	for (unsigned i = 0; i < 3; i++) {
		add_place(seed, image_at(image, system.manifest_pa, 1),
			  sizeof(struct bulkhead_manifest));
		add_place(seed, image_at(image, system.manifest_pa, 1), system.manifest->size);
		add_place(seed, image->declarations.bytes, sizeof(struct bulkhead_declarations));
		add_place(seed, image->declarations.bytes, image->declarations.size);
	}
	add_array(seed, &system, system.cpus, system.manifest->cpu_count * sizeof(*system.cpus));
	add_array(seed, &system, system.vms, system.manifest->vm_count * sizeof(*system.vms));
	add_array(seed, &system, system.vcpus, system.manifest->vcpu_count * sizeof(*system.vcpus));
	add_array(seed, &system, system.vcpu_refs,
		  system.vcpu_ref_count * sizeof(*system.vcpu_refs));
	add_array(seed, &system, system.activations,
		  system.manifest->activation_count * sizeof(*system.activations));
	add_array(seed, &system, system.routes, system.route_count * sizeof(*system.routes));
	add_array(seed, &system, system.virqs, system.virq_count * sizeof(*system.virqs));
	add_array(seed, &system, system.client_refs,
		  system.client_ref_count * sizeof(*system.client_refs));
	add_place(seed, image_at(image, system.core.ttbr0_el2, 1), 4096);
	for (uint32_t i = 0; i < system.manifest->vm_count; i++)
		add_place(seed, image_at(image, system.vms[i].vttbr_el2 & 0xfffffffff000, 1), 4096);
	for (uint32_t i = 0; i < system.declared->region_count; i++)
		if (system.regions[i].kind == DECLARED_BOOTINFO)
			add_place(seed, image_at(image, system.regions[i].pa, 1), 1024);
	system_free(&system);
	findings_free(&findings);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char path[4096];
	glob_t files;

	(void)argc;
	(void)argv;
	snprintf(path, sizeof(path), "%s/images/*.elf", fuzz_seeds());
	if (glob(path, 0, NULL, &files)) {
		fprintf(stderr, "%s: no seeds\n", path);
		exit(2);
	}
	seed_count = files.gl_pathc;
	seeds = calloc(seed_count, sizeof(*seeds));
	for (size_t i = 0; i < seed_count; i++) {
		const void *map = file_map(files.gl_pathv[i], &seeds[i].size);

		seeds[i].data = malloc(seeds[i].size);
		memcpy(seeds[i].data, map, seeds[i].size);
		file_unmap(map, seeds[i].size);
		find_places(&seeds[i]);
	}
	globfree(&files);
	image_file = memfd_create("image", 0);
	dump_file = memfd_create("dump", 0);
	snprintf(image_path, sizeof(image_path), "/proc/self/fd/%d", image_file);
	snprintf(dump_path, sizeof(dump_path), "/proc/self/fd/%d", dump_file);
	return 0;
}

static void damage(struct script *script, const struct seed *seed, uint8_t *data, size_t *size)
{
	const struct place *place = &seed->places[script_choose(script, seed->place_count)];
	size_t offset = place->at + script_choose(script, (uint32_t)place->size);
	unsigned width = 1u << script_choose(script, 4);
	const struct place *other;
	uint64_t number;

	switch (script_choose(script, 8)) {
	case 0: /* copy a part over another */
		other = &seed->places[script_choose(script, seed->place_count)];
		width = 8 * script_choose(script, 64);
		if (offset + width <= *size && other->at + width <= *size)
			memmove(data + offset, data + other->at, width);
		return;
	case 1: /* cut off or extend the image */
		number = script_number(script);
		if (script_choose(script, 4) == 0 && number < seed->size + GROWTH_MAX)
			*size = number;
		else if (script_choose(script, 4) == 0)
			*size = offset;
		return;
	case 2: /* one bit */
		if (offset < *size)
			data[offset] ^= (uint8_t)(1u << script_choose(script, 8));
		return;
	default: /* change a number, at its alignment */
		offset -= offset % width;
		number = script_number(script);
		if (offset + width <= *size)
			memcpy(data + offset, &number, width);
	}
}

/* Corrects the manifest's checksum, so that the checks behind it are reached. */
static void seal(uint8_t *data, size_t size)
{
	struct findings findings = {.mute = true};
	struct image image = {0};
	struct bulkhead_core_header core;
	struct bulkhead_manifest head;
	const uint8_t *at = NULL;
	void *copy;

	if (image_open(&image, data, size, &findings))
		at = image_at(&image, image.entry, sizeof(core));
	if (at) {
		memcpy(&core, at, sizeof(core));
		at = image_at(&image, core.manifest, sizeof(head));
	}
	if (at) {
		memcpy(&head, at, sizeof(head));
		if (head.size % 8 == 0 && head.size >= sizeof(head) &&
		    image_at(&image, core.manifest, head.size)) {
			copy = malloc(head.size);
			memcpy(copy, at, head.size);
			head.checksum = manifest_checksum(copy, head.size);
			free(copy);
			memcpy(data + (at - data) + offsetof(struct bulkhead_manifest, checksum),
			       &head.checksum, 4);
		}
	}
	image_close(&image);
	findings_free(&findings);
}

static void write_all(int file, const void *data, size_t size)
{
	if (ftruncate(file, 0) || pwrite(file, data, size, 0) != (ssize_t)size)
		abort();
}

/* Runs a command, which must succeed or report why not. */
static int command(int (*run)(int, char **), char **words)
{
	FILE *out = stdout, *error = stderr;
	char *text = NULL;
	size_t length = 0;
	int count = 0, status;

	while (words[count])
		count++;
	stdout = fopen("/dev/null", "w");
	stderr = open_memstream(&text, &length);
	optind = 0; /* as in a new process */
	status = run(count, words);
	fclose(stdout);
	fclose(stderr);
	stdout = out;
	stderr = error;
	if (status && !length && run != verify_main) {
		fprintf(stderr, "%s fails and says nothing\n", words[0]);
		abort();
	}
	free(text);
	return status;
}

#define RUN(main, ...) command(main, (char *[]){__VA_ARGS__, NULL})

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct script script = {data, data + size};
	const struct seed *seed = &seeds[script_choose(&script, (uint32_t)seed_count)];
	uint8_t *image = calloc(1, seed->size + GROWTH_MAX), dump[DUMP_SIZE];
	size_t image_size = seed->size;
	bool sealed = script_choose(&script, 4) != 0;

	memcpy(image, seed->data, seed->size);
	while (script.at < script.end)
		damage(&script, seed, image, &image_size);
	if (sealed)
		seal(image, image_size);
	for (size_t i = 0; i < sizeof(dump); i++)
		dump[i] = (uint8_t)(size ? data[i % size] & (i % 7 ? 7 : 255) : 0);
	write_all(image_file, image, image_size);
	write_all(dump_file, dump, sizeof(dump));
	free(image);
	RUN(verify_main, "verify", image_path);
	RUN(verify_main, "verify", "--json", image_path);
	RUN(report_main, "report", "--html", image_path);
	RUN(report_main, "report", "--text", image_path);
	RUN(report_main, "report", "--json", image_path);
	RUN(trace_main, "trace", image_path, "--dump", dump_path);
	RUN(trace_main, "trace", image_path);
	RUN(run_main, "run", "--print", "--no-verify", image_path);
	return 0;
}
