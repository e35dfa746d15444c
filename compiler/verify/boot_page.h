/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a VM's boot page tells it, read from the image (bulkhead/bootinfo.h). That it is what the tables make is proved
 * elsewhere (bootinfo.c).
 */
#pragma once
#include <bulkhead/bootinfo.h>
#include "system.h"

struct boot_page {
	const uint8_t *bytes;
	struct bulkhead_bootinfo head;
};

/* The boot page of a VM; false: it has none. */
bool boot_page_open(const struct system *system, uint32_t vm, struct boot_page *page);
/* Element `index` of its channels, or of its windows; false: there are fewer. */
bool boot_page_channel(const struct boot_page *page, uint32_t index, struct bulkhead_channel *out);
bool boot_page_window(const struct boot_page *page, uint32_t index, struct bulkhead_window *out);
/* Its configuration, of head.configuration_size bytes; NULL: these aren't `least`, or not in the page. */
const uint8_t *boot_page_configuration(const struct boot_page *page, size_t least);
/* A configuration that is a head, with a table behind it: `*count`, a field of the head, says how many rows, at most `most`;
 * false: the VM has none, or its configuration is another. */
struct boot_page_table {
	void *head, *rows;
	size_t head_size, row_size;
	const uint32_t *count;
	uint32_t most;
};
bool boot_page_table(const struct boot_page *page, const struct boot_page_table *to);
/* Name and VM of the only client that it has; BULKHEAD_NONE: it has none, or several. */
uint32_t boot_page_client(const struct boot_page *page);
