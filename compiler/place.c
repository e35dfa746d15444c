/* SPDX-License-Identifier: BSD-3-Clause */
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include "diagnostics.h"
#include "field.h"
#include "place.h"

#define FIRST_ADDRESS	0x0a000000ull
#define FIRST_INTERRUPT 80u /* behind the interrupts of virt's virtio slots */
#define SLOTS		64u

struct place {
	const char *client;
	uint64_t address;
	uint32_t interrupt;
};
static LIST(struct place) places;

void place_begin(void)
{
	places = (__typeof__(places)){0};
}

/* The page of the unit address in a node's path: `/virtio_mmio@a003e00`. 0: there is none. */
static uint64_t unit_page(const char *path)
{
	const char *unit = strrchr(path, '@');

	return unit ? strtoull(unit + 1, NULL, 16) & ~(PAGE - 1) : 0;
}

/* Does the client use this page already? */
static bool taken(const void *tree, const char *client, uint64_t page)
{
	int vm = node_at(tree, host_format("/vms/%s", client)).offset, node, length;
	int routes = vm < 0 ? -1 : fdt_subnode_offset(tree, vm, "routes");
	const char *path;

	for (size_t i = 0; i < places.count; i++)
		if (!strcmp(places.items[i].client, client) && places.items[i].address == page)
			return true;
	for (int i = 0; vm >= 0 && (path = fdt_stringlist_get(tree, vm, "devices", i, NULL)); i++)
		if (unit_page(path) == page)
			return true;
	if (routes >= 0)
		fdt_for_each_subnode(node, tree, routes)
		{
			const fdt32_t *range = fdt_getprop(tree, node, "range", &length);

			if (length == 8 && fdt32_to_cpu(range[0]) < page + PAGE &&
			    fdt32_to_cpu(range[1]) >= page)
				return true;
		}
	return false;
}

static bool rings(const char *client, uint32_t interrupt)
{
	for (size_t i = 0; i < places.count; i++)
		if (!strcmp(places.items[i].client, client) &&
		    places.items[i].interrupt == interrupt)
			return true;
	return false;
}

void place(const void *tree, const char *client, uint64_t *address, uint32_t *interrupt)
{
	unsigned slot = 0;

	while (slot < SLOTS && taken(tree, client, FIRST_ADDRESS + slot * PAGE))
		slot++;
	if (!*address)
		*address = FIRST_ADDRESS + slot * PAGE;
	if (!*interrupt)
		for (*interrupt = FIRST_INTERRUPT + slot; rings(client, *interrupt);)
			++*interrupt;
	*LIST_ADD(&places) = (struct place){client, *address, *interrupt};
}

void place_client(const void *tree, const char *path, const char *property, const char *client)
{
	LIST(const char *) names = {0};

	if (node_at(tree, host_format("/vms/%s", client)).offset >= 0)
		return;
	for (struct node vm = node_first(node_at(tree, "/vms")); vm.offset >= 0; vm = node_next(vm))
		*LIST_ADD(&names) = node_name(vm);
	diag_error(path, property, "there is no VM \"%s\"%s", client,
		   diag_hint(client, names.items, names.count, sizeof(*names.items)));
}
