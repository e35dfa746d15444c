/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands beside `compile`. Those that look into an image share no code with the compiler. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int verify_main(int argc, char **argv);
int explain_main(int argc, char **argv);
int run_main(int argc, char **argv);
int top_main(int argc, char **argv);
int trace_main(int argc, char **argv);
int report_main(int argc, char **argv);
int image_main(int argc, char **argv);
int disk_main(int argc, char **argv);
int init_main(int argc, char **argv);
int version_main(int argc, char **argv);

/* Verifies the image `path`; prints violations of `name`, and a summary unless `quiet`. 0: all holds. */
int verify_image(const char *path, const char *name, int quiet);

/* Writes the image `path` to `output` as an arm64 boot image; `fit`: in a flattened image tree. 0, or 1 after a message. */
int image_flatten(const char *path, const char *output, bool fit);

/* What `run` and `trace` need to know of an image. */
struct image_facts {
	char qemu[1024]; /* arguments for QEMU, "" if its board isn't QEMU's */
	int secure_world;
	bool boot_image;       /* QEMU starts it as an arm64 boot image at EL2 */
	uint64_t load_address; /* load address of the core */
	uint64_t trace;	       /* physical address of the trace rings */
	uint64_t trace_bytes;  /* size of all rings together; 0: none */
};
/* Reads the facts of the image `path`; returns 0, or 1 with a message on stderr. */
int image_facts(const char *path, struct image_facts *facts);

/* Enters the names of an image's VMs into the outcome. 0, or 1 with a message on stderr. */
struct outcome;
int image_vms(const char *path, struct outcome *outcome);
void image_vms_free(struct outcome *outcome);

/* Writes Chrome trace JSON of the rings in the file `dump` to `json`. 0, or 1 with a message. */
int trace_convert(const char *image, const char *dump, const char *json);

/* Does the path end in .dts? */
bool is_description(const char *path);
/* Compiles a description into a file of its own; its path, or NULL after messages on stderr. The
 * path stays until the next call. */
const char *compile_aside(const char *description, const char *const *defines, size_t define_count,
			  const char *const *includes, size_t include_count);
