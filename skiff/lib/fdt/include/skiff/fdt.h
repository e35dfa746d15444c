/* SPDX-License-Identifier: BSD-3-Clause */
/* Device tree blobs, read in one walk (Devicetree Specification 0.3, chapter 5). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A node with its own properties. Pointers are into the blob, big-endian;
 * NULL or 0: no such property. */
struct fdt_node {
	const char *name;	    /* with unit address */
	unsigned int depth;	    /* root: 0 */
	const char *compatible;	    /* list of strings, each ended by a 0 */
	uint32_t compatible_length; /* bytes of the list */
	const uint8_t *reg;	    /* see fdt_reg */
	uint32_t reg_length;	    /* bytes of reg */
	unsigned int address_cells; /* cells of an address in reg */
	unsigned int size_cells;    /* cells of a size in reg */
	const uint8_t *interrupts;  /* cells in the interrupt controller's format */
	uint32_t interrupts_length; /* bytes of interrupts */
	const char *bootargs;	    /* of /chosen: the command line */
	const char *method;	    /* of a PSCI node: "smc" or "hvc" */
	bool memory;		    /* device_type is "memory" */
};
/** Called by fdt_walk with its `context`. */
typedef void fdt_visit(void *context, const struct fdt_node *node);

/** Visit each node once, parents first. Bounds of everything are checked against the blob.
 * @return 0, or -EINVAL: not a device tree, damaged, or nested deeper than 16 */
int fdt_walk(const void *fdt, fdt_visit *visit, void *context);

/** Size of the blob in bytes; 0: not a device tree. */
uint32_t fdt_size(const void *fdt);

/** Bytes up to the end of the last part of a blob that fdt_walk has accepted. The size in the header may include unused room. */
uint32_t fdt_used(const void *fdt);

/** Which of `names` is among the node's compatible strings?
 * @return the index of the first that is, or -1 */
int fdt_match(const struct fdt_node *node, const char *const *names, unsigned int count);

/** Entry `index` of reg. @return false: there is none */
bool fdt_reg(const struct fdt_node *node, unsigned int index, uint64_t *address, uint64_t *size);

/** Is `name` one of the node's compatible strings? */
static inline bool fdt_is(const struct fdt_node *node, const char *name)
{
	return fdt_match(node, &name, 1) == 0;
}

/** A big-endian 32-bit cell. */
static inline uint32_t fdt_cell(const void *p)
{
	const uint8_t *b = p;

	return (uintptr_t)p % 4 == 0 ? __builtin_bswap32(*(const uint32_t *)p)
				     : (uint32_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}
