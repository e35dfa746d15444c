/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A VM's boot page, read from the image (bulkhead/bootinfo.h). bootinfo.c proves that it agrees with the tables.
 */
#pragma once
#include <bulkhead/bootinfo.h>
#include "system.h"

struct boot_page {
	const uint8_t *bytes;
	struct bulkhead_bootinfo head;
};

/* Opens the boot page of a VM; false: the VM has none. */
bool boot_page_open(const struct system *system, uint32_t vm, struct boot_page *page);
/* Element `index` of the page's channels, or of its windows; false: there are fewer. */
bool boot_page_channel(const struct boot_page *page, uint32_t index, struct bulkhead_channel *out);
bool boot_page_window(const struct boot_page *page, uint32_t index, struct bulkhead_window *out);
/* The page's configuration, of head.configuration_size bytes; NULL: it is shorter than `least`, or not inside the page. */
const uint8_t *boot_page_configuration(const struct boot_page *page, size_t least);
/*
 * A configuration of a head with a table behind it. `*count`, a field of the head, is the number of rows, at most `most`.
 * False: the VM has no such configuration.
 */
struct boot_page_table {
	void *head, *rows;
	size_t head_size, row_size;
	const uint32_t *count;
	uint32_t most;
};
bool boot_page_table(const struct boot_page *page, const struct boot_page_table *to);
/* Name and VM of the page's only client; BULKHEAD_NONE: it has none, or several. */
uint32_t boot_page_client(const struct boot_page *page);
