/* SPDX-License-Identifier: BSD-3-Clause */
/* A bare guest's look into its device tree (Devicetree Specification 0.4, 5). */
#pragma once
#include <stdint.h>

struct tree_channel {
	uint64_t base, size;
	uint32_t intid; /* of the peer's doorbell, 0: none */
	uint32_t index; /* for the hypercall DOORBELL */
};

/* The channel whose `bulkhead,name` is `name`. 0: found; -1: the tree has none. */
int tree_channel(const char *name, struct tree_channel *channel);
/* The same, of a node that isn't a plain channel: the first of its property `compatible`. */
int tree_memory(const char *name, const char *compatible, struct tree_channel *channel);
/* /chosen/bootargs, "" if there is none. */
const char *tree_bootargs(void);
