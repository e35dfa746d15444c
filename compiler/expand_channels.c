/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels for user space of a Linux guest: docs/system-description.md, "Channels in user space". */
#include <libfdt.h>
#include <string.h>
#include <bulkhead/bootinfo.h>
#include "diagnostics.h"
#include "edit.h"
#include "expand_parts.h"
#include "place.h"
#include "user_channel.h"

#define BUDGET_US 100000u
#define RESTARTS  1000u

struct bell {
	const char *channel, *client, *peer, *vm;
	uint64_t page, interval_us;
};
static LIST(struct bell) bells;

bool expand_channels_any(const void *tree)
{
	struct node group = node_child(node_at(tree, "/"), "channels");

	for (struct node n = node_first(group); group.offset >= 0 && n.offset >= 0;
	     n = node_next(n))
		if (node_has(n, "user-space"))
			return true;
	return false;
}

static void read_end(const void *tree, struct node node, const char *client)
{
	const char *between[2] = {fdt_stringlist_get(tree, node.offset, "between", 0, NULL),
				  fdt_stringlist_get(tree, node.offset, "between", 1, NULL)};
	int size = 0;
	const fdt32_t *interval = fdt_getprop(tree, node.offset, "min-interval-us", &size);
	struct bell bell = {.channel = node_name(node), .client = client};
	uint32_t unused = 1; /* the channel's memory alone interrupts nobody */

	if (!between[0] || !between[1])
		return; /* reported later */
	if (strcmp(client, between[0]) != 0 && strcmp(client, between[1]) != 0) {
		diag_error(node.path, "user-space", "\"%s\" isn't one of `between'", client);
		return;
	}
	bell.peer = between[!strcmp(client, between[0])];
	bell.vm = user_channel_bell(bell.channel, client);
	if (strlen(bell.vm) >= BULKHEAD_NAME_SIZE) {
		diag_error(node.path, "user-space",
			   "\"%s\", the name of its bell, has %zu characters, at most %d are "
			   "expected",
			   bell.vm, strlen(bell.vm), BULKHEAD_NAME_SIZE - 1);
		return;
	}
	if (interval && size == 4)
		bell.interval_us = fdt32_to_cpu(*interval);
	place(tree, client, &bell.page, &unused);
	*LIST_ADD(&bells) = bell;
}

void expand_channels_read(const void *tree)
{
	struct node group = node_child(node_at(tree, "/"), "channels");
	const char *client;

	bells = (__typeof__(bells)){0};
	if (group.offset < 0)
		return;
	for (struct node n = node_first(group); n.offset >= 0; n = node_next(n))
		for (int i = 0;
		     (client = fdt_stringlist_get(tree, n.offset, "user-space", i, NULL)); i++)
			read_end(tree, n, client);
}

static void add_bell(const struct bell *b)
{
	const char *channels = edit_node("/", "channels");
	const char *vm = edit_node("/vms", b->vm);
	const char *routes = edit_node(host_format("/vms/%s", b->client), "routes");
	const char *route = edit_node(routes, b->vm), *channel;

	edit_text(vm, "kind", "extension");
	edit_text(vm, "image", "services/bell.elf");
	edit_number(edit_node(vm, "restart"), "max", RESTARTS);
	edit_text(route, "class", "mmio");
	edit_pair(route, "range", b->page, b->page + PAGE - 1);
	edit_text(route, "extension", b->vm);
	edit_number(route, "budget-us", BUDGET_US);
	edit_text(route, "on-failure", "retry");

	edit_flag(host_format("%s/%s", channels, b->channel), "uncached");
	channel = edit_node(channels, b->vm);
	edit_texts(channel, "between", b->vm, b->peer);
	edit_number(channel, "size", PAGE);
	edit_flag(channel, "doorbells");
	if (b->interval_us)
		edit_number(channel, "min-interval-us", b->interval_us);
}

void expand_channels_add(void)
{
	for (size_t i = bells.count; i-- > 0;)
		add_bell(&bells.items[i]);
}
