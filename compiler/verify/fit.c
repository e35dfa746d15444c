/* SPDX-License-Identifier: BSD-3-Clause */
/* A flattened image tree with one configuration: a boot image that is executed where its header says (kernel_noload). */
#include "fit.h"
#include <errno.h>
#include <libfdt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../sha256.h"

#define REST 4096 /* bytes of the tree without the image */

static int text(void *tree, const char *name, const char *value)
{
	return fdt_property_string(tree, name, value);
}

static int core_node(void *tree, const void *image, size_t size)
{
	uint8_t digest[SHA256_BYTES];

	sha256(image, size, digest);
	return fdt_begin_node(tree, "system") ?: text(tree, "description", "Bulkhead and its VMs")
	       ?: text(tree, "type", "kernel_noload") ?: text(tree, "arch", "arm64")
	       ?: text(tree, "os", "linux") ?: text(tree, "compression", "none")
	       ?: fdt_property_u32(tree, "load", 0) ?: fdt_property_u32(tree, "entry", 0)
	       ?: fdt_property(tree, "data", image, (int)size) ?: fdt_begin_node(tree, "hash-1")
	       ?: text(tree, "algo", "sha256")
	       ?: fdt_property(tree, "value", digest, sizeof(digest)) ?: fdt_end_node(tree)
	       ?: fdt_end_node(tree);
}

/* Writes the tree; returns libfdt's error, 0: none. The time stamp is constant, so that equal systems make equal files. */
static int write_tree(void *tree, int room, const void *image, size_t size)
{
	return fdt_create(tree, room) ?: fdt_finish_reservemap(tree) ?: fdt_begin_node(tree, "")
	       ?: text(tree, "description", "Bulkhead") ?: fdt_property_u32(tree, "timestamp", 0)
	       ?: fdt_property_u32(tree, "#address-cells", 1) ?: fdt_begin_node(tree, "images")
	       ?: core_node(tree, image, size) ?: fdt_end_node(tree)
	       ?: fdt_begin_node(tree, "configurations") ?: text(tree, "default", "bulkhead")
	       ?: fdt_begin_node(tree, "bulkhead") ?: text(tree, "description", "Bulkhead")
	       ?: text(tree, "kernel", "system") ?: fdt_end_node(tree) ?: fdt_end_node(tree)
	       ?: fdt_end_node(tree) ?: fdt_finish(tree);
}

const char *fit_write(FILE *image, uint64_t size, FILE *output)
{
	const char *wrong = NULL;
	void *data, *tree;
	int error;

	if (size > INT_MAX - REST)
		return "it is too large for a flattened image tree";
	data = mmap(NULL, size, PROT_READ, MAP_SHARED, fileno(image), 0);
	if (data == MAP_FAILED)
		return strerror(errno);
	tree = malloc(size + REST);
	error = tree ? write_tree(tree, (int)size + REST, data, size) : -FDT_ERR_NOSPACE;
	if (error)
		wrong = tree ? fdt_strerror(error) : strerror(ENOMEM);
	else if (fwrite(tree, fdt_totalsize(tree), 1, output) != 1)
		wrong = strerror(errno);
	free(tree);
	munmap(data, size);
	return wrong;
}
