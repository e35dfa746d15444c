/* SPDX-License-Identifier: BSD-3-Clause */
/* The partitions of a disk's image (UEFI 2.10, 5.3). The image may come from anywhere: each field of its table is checked. */
#pragma once
#include <bulkhead/gpt.h>
#include "host.h"

struct gpt_partition {
	const char *name; /* UTF-8 */
	unsigned number;  /* from 1 on, as in Linux */
	uint64_t first, sectors;
};

struct gpt {
	uint64_t sectors; /* size of the disk */
	bool backup; /* the first table is damaged: these partitions come from the second one */
	LIST(struct gpt_partition) partitions;
};

/*
 * Reads the table of the disk in the file at `path`: the first one, or, where that is damaged, the second one, in the
 * last sector. Each partition has a sector at least, lies inside of the usable sectors, and overlaps no other. Returns what is
 * wrong, or NULL.
 */
const char *gpt_read(const char *path, struct gpt *gpt);
