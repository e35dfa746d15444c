/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which VM gets touches on a screen, and keys, read from the bits: the planes in the boot page of the input devices' VM are
 * compared with /displays of the description, and each channel of that page must lead to a back end of the plane's client,
 * which has no other channel. displays.c proves that planes cover each other as described.
 */
#include <bulkhead/input.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "boot_page.h"
#include "checks.h"
#include "description.h"
#include "tree.h"

#define NAME	  64
#define BUDGET_US 100000u
#define BOTH	  (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)

struct check {
	struct system *system;
	int display;
	uint32_t vm; /* of the input devices */
	struct boot_page page;
	struct input_screen screen;
	struct input_plane plane[DISPLAY_PLANES_MAX]; /* [screen.planes] */
	uint32_t channels;			      /* channels of the planes checked so far */
	uint32_t keys;				      /* number of planes that take keys */
};

static void wrong(const struct check *c, const char *what, const char *plane)
{
	finding_add(c->system->findings, VERIFY_DISPLAY, "display %s: %s%s",
		    tree_name(c->system->described.system, c->display), what, plane);
}

/* The VM DISPLAY-input or, for a plane, DISPLAY-PLANE-input. */
static uint32_t own_vm(const struct check *c, const char *plane)
{
	char text[3 * NAME];

	snprintf(text, sizeof(text), "%.63s%s%.63s-input",
		 tree_name(c->system->described.system, c->display), plane ? "-" : "",
		 plane ? plane : "");
	return description_vm(c->system, text);
}

static bool pair_is(const void *tree, int node, const char *property, uint32_t first,
		    uint32_t second)
{
	struct tree_cells cells = tree_cells(tree, node, property);

	return cells.count == 2 && tree_cell(cells, 0) == first && tree_cell(cells, 1) == second;
}

static bool channel_is(const struct boot_page *page, uint32_t index, uint32_t peer, uint32_t rights)
{
	struct bulkhead_channel channel;

	return boot_page_channel(page, index, &channel) && channel.peer == peer &&
	       channel.size == PAGE_SIZE && channel.rights == rights;
}

/* Checks the back end of a plane: it is told what the plane takes, and reaches only its client and this channel. */
static void check_back_end(struct check *c, int node, uint32_t takes, const struct input_plane *is)
{
	const void *tree = c->system->described.system;
	const char *name = tree_name(tree, node), *guest = tree_text(tree, node, "for");
	uint32_t vm = own_vm(c, name),
		 client = guest ? description_vm(c->system, guest) : BULKHEAD_NONE;
	const struct input_place place = {takes, is->rect.width, is->rect.height};
	const uint8_t *configuration;
	struct bulkhead_window window;
	struct boot_page page;

	if (vm == BULKHEAD_NONE || client == BULKHEAD_NONE || tree_has(tree, node, "direct") ||
	    !boot_page_open(c->system, vm, &page)) {
		wrong(c, "nobody gets what is touched or typed for ", name);
		return;
	}
	configuration = boot_page_configuration(&page, sizeof(place));
	if (!configuration || page.head.configuration_size != sizeof(place) ||
	    memcmp(configuration, &place, sizeof(place)) != 0)
		wrong(c, "its input's VM was told another size, or what it takes: ", name);
	if (page.head.channel_count != 1 || page.head.device_count || page.head.window_count != 1 ||
	    boot_page_client(&page) != client || !boot_page_window(&page, 0, &window) ||
	    window.client != client || !channel_is(&page, 0, c->vm, BULKHEAD_RIGHT_READ))
		wrong(c, "its input's VM reaches more than its client and its channel: ", name);
	if (!description_bound(c->system, client, vm, node, BUDGET_US))
		wrong(c, "the route to its input's VM has another bound than described: ", name);
	if (!channel_is(&c->page, c->channels++, vm, BOTH))
		wrong(c, "what is touched or typed goes to another than ", name);
}

static void check_plane(struct check *c, uint32_t index, int node)
{
	const void *tree = c->system->described.system;
	const char *name = tree_name(tree, node);
	const struct input_plane *is = &c->plane[index];
	uint32_t takes = (tree_has(tree, node, "touch") ? INPUT_TOUCH : 0) |
			 (tree_has(tree, node, "keys") ? INPUT_KEY : 0);

	if (!pair_is(tree, node, "at", is->rect.x, is->rect.y) ||
	    !pair_is(tree, node, "size", is->rect.width, is->rect.height) ||
	    is->layer != tree_number(tree, node, "layer", 0) || is->takes != takes)
		wrong(c,
		      "the VM of its input devices was told another place, layer or use: ", name);
	c->keys += takes & INPUT_KEY ? 1 : 0;
	if (takes)
		check_back_end(c, node, takes, is);
}

/* Reads the boot page of the input devices' VM; false: it is none of such a VM. */
static bool read_page(struct check *c)
{
	const struct boot_page_table to = {&c->screen,	      c->plane,
					   sizeof(c->screen), sizeof(*c->plane),
					   &c->screen.planes, DISPLAY_PLANES_MAX};

	return c->vm != BULKHEAD_NONE && boot_page_open(c->system, c->vm, &c->page) &&
	       boot_page_table(&c->page, &to);
}

/* The VM must own the screen's input devices, and no other. */
static void check_input_devices(const struct check *c)
{
	const void *tree = c->system->described.system;
	int node = c->system->described.nodes[c->vm], index = 0;
	const char *device, *described;

	do {
		device = tree_item(tree, node, "devices", index);
		described = tree_item(tree, c->display, "input", index++);
		if (!device != !described || (device && strcmp(device, described) != 0)) {
			wrong(c, "it has other input devices than described", "");
			return;
		}
	} while (device);
}

/* On a screen without input devices, no plane may take input. */
static void check_none(const struct check *c)
{
	const void *tree = c->system->described.system;
	int plane;

	fdt_for_each_subnode(plane, tree, c->display) if (tree_has(tree, plane, "touch") ||
							  tree_has(tree, plane, "keys"))
	    wrong(c, "it has no input for ", tree_name(tree, plane));
}

void check_input(struct system *system, int display)
{
	const void *tree = system->described.system;
	struct check c = {.system = system, .display = display};
	uint32_t planes = 0;
	int plane;

	if (!tree_has(tree, display, "input")) {
		check_none(&c);
		return;
	}
	c.vm = own_vm(&c, NULL);
	if (!read_page(&c)) {
		wrong(&c, "it has no VM for its input devices", "");
		return;
	}
	if (!pair_is(tree, display, "size", c.screen.width, c.screen.height))
		wrong(&c, "the VM of its input devices was told another size", "");
	fdt_for_each_subnode(plane, tree, display)
	{
		if (planes < c.screen.planes)
			check_plane(&c, planes, plane);
		planes++;
	}
	if (c.screen.planes != planes || c.page.head.channel_count != c.channels ||
	    c.page.head.window_count || c.keys > 1)
		wrong(&c, "the VM of its input devices reaches others than its planes", "");
	check_input_devices(&c);
}
