/* SPDX-License-Identifier: BSD-3-Clause */
/* A bare guest reads its device tree (Devicetree Specification 0.4, 5). */
#pragma once
#include <stdint.h>

struct tree_channel {
	uint64_t base, size;
	uint32_t intid; /* interrupt of the peer's doorbell; 0: none */
	uint32_t index; /* number for the hypercall DOORBELL */
};

/* Find the channel whose `bulkhead,name` is `name`. @return 0: found; -1: the tree has none */
int tree_channel(const char *name, struct tree_channel *channel);
/* The same for a node that isn't a plain channel, but has `compatible` as the first string of that property. */
int tree_memory(const char *name, const char *compatible, struct tree_channel *channel);
/* /@return chosen/bootargs, or "" if there is none */
const char *tree_bootargs(void);
