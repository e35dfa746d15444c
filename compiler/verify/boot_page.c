/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot_page.h"
#include <string.h>

bool boot_page_open(const struct system *system, uint32_t vm, struct boot_page *page)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++)
		if (system->regions[i].kind == DECLARED_BOOTINFO && system->regions[i].vm == vm) {
			page->bytes = image_at(&system->image, system->regions[i].pa, PAGE_SIZE);
			if (page->bytes)
				memcpy(&page->head, page->bytes, sizeof(page->head));
			return page->bytes;
		}
	return false;
}

/* Element `i` of an array of the page; false: there is none. */
static bool element(const struct boot_page *page, uint32_t offset, uint32_t count, uint32_t i,
		    size_t size, void *out)
{
	if (i >= count || offset > PAGE_SIZE || count > (PAGE_SIZE - offset) / size)
		return false;
	memcpy(out, page->bytes + offset + i * size, size);
	return true;
}

bool boot_page_channel(const struct boot_page *page, uint32_t index, struct bulkhead_channel *out)
{
	return element(page, page->head.channels, page->head.channel_count, index, sizeof(*out),
		       out);
}

bool boot_page_window(const struct boot_page *page, uint32_t index, struct bulkhead_window *out)
{
	return element(page, page->head.windows, page->head.window_count, index, sizeof(*out), out);
}

const uint8_t *boot_page_configuration(const struct boot_page *page, size_t least)
{
	const struct bulkhead_bootinfo *head = &page->head;

	if (head->configuration > PAGE_SIZE || head->configuration_size < least ||
	    head->configuration_size > PAGE_SIZE - head->configuration)
		return NULL;
	return page->bytes + head->configuration;
}

bool boot_page_table(const struct boot_page *page, const struct boot_page_table *to)
{
	const uint8_t *configuration = boot_page_configuration(page, to->head_size);

	if (!configuration)
		return false;
	memcpy(to->head, configuration, to->head_size);
	if (*to->count > to->most ||
	    page->head.configuration_size != to->head_size + *to->count * to->row_size)
		return false;
	memcpy(to->rows, configuration + to->head_size, *to->count * to->row_size);
	return true;
}

uint32_t boot_page_client(const struct boot_page *page)
{
	struct bulkhead_client client;

	if (page->head.client_count != 1 ||
	    !element(page, page->head.clients, 1, 0, sizeof(client), &client))
		return BULKHEAD_NONE;
	return client.vm;
}
