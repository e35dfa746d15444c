/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which VM draws which rectangle of a screen, read from the bits: the boot pages of the screen's VM and of the drawing VMs,
 * and the memory between them, are compared with /displays of the description. Of any two overlapping planes, one is above by
 * its layer, and no VM covers the plane of one with a higher ASIL. bootinfo.c and memory.c prove that the tables make the
 * channels, one-way ones included.
 */
#include <bulkhead/display.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "boot_page.h"
#include "checks.h"
#include "description.h"
#include "tree.h"

#define NAME	       64
#define BUDGET_US      100000u
#define ROUNDED(bytes) (((bytes) + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE)
#define BOTH	       (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)

struct check {
	struct system *system;
	int display;
	uint32_t vm; /* the VM that drives the screen */
	struct boot_page page;
	struct display_screen screen;
	struct display_plane plane[DISPLAY_PLANES_MAX]; /* [screen.planes] */
	uint32_t asil[DISPLAY_PLANES_MAX];		/* ASIL of the plane's guest */
};

static void wrong(const struct check *c, const char *what, const char *plane)
{
	finding_add(c->system->findings, VERIFY_DISPLAY, "display %s: %s%s",
		    tree_name(c->system->described.system, c->display), what, plane);
}

/* The VM DISPLAY-NAME. */
static uint32_t own_vm(const struct system *system, int display, const char *name)
{
	char text[2 * NAME];

	snprintf(text, sizeof(text), "%.63s-%.63s", tree_name(system->described.system, display),
		 name);
	return description_vm(system, text);
}

static bool pair_is(const void *tree, int node, const char *property, uint32_t first,
		    uint32_t second)
{
	struct tree_cells cells = tree_cells(tree, node, property);

	return cells.count == 2 && tree_cell(cells, 0) == first && tree_cell(cells, 1) == second;
}

/* Does channel `index` of a boot page lead to this VM, with these rights and size? */
static bool channel_is(const struct boot_page *page, uint32_t index, uint32_t peer, uint64_t bytes,
		       uint32_t rights)
{
	struct bulkhead_channel channel;

	return boot_page_channel(page, index, &channel) && channel.peer == peer &&
	       channel.size == ROUNDED(bytes) && channel.rights == rights;
}

static bool overlap(const struct display_rect *a, const struct display_rect *b)
{
	return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
	       b->y < a->y + a->height;
}

/* Checks which of two overlapping planes is on top. */
static void check_order(const struct check *c, uint32_t index, const char *name)
{
	const struct display_plane *plane = &c->plane[index];

	for (uint32_t i = 0; i < index; i++) {
		bool above = plane->layer > c->plane[i].layer;

		if (!overlap(&plane->rect, &c->plane[i].rect))
			continue;
		if (plane->layer == c->plane[i].layer)
			wrong(c, "a plane that overlaps it has the same layer: ", name);
		else if (c->asil[above ? index : i] < c->asil[above ? i : index])
			wrong(c,
			      "a plane covers one of a VM with a higher ASIL; one of the two is ",
			      name);
	}
}

/* Checks the VM that draws a plane: it is told the right place, and reaches no other plane. */
static void check_source(const struct check *c, uint32_t index, int node, uint32_t vm,
			 uint32_t client)
{
	const char *name = tree_name(c->system->described.system, node);
	const struct display_rect *r = &c->plane[index].rect;
	struct boot_page page;
	const uint8_t *configuration;
	struct display_place place;
	struct bulkhead_window window;

	if (vm == BULKHEAD_NONE || !boot_page_open(c->system, vm, &page)) {
		wrong(c, "nobody draws ", name);
		return;
	}
	configuration = boot_page_configuration(&page, sizeof(place));
	if (configuration)
		memcpy(&place, configuration, sizeof(place));
	if (!configuration || page.head.configuration_size != sizeof(place) ||
	    place.width != c->screen.width || place.height != c->screen.height ||
	    memcmp(&place.rect, r, sizeof(*r)) != 0)
		wrong(c, "the VM that draws it was told another place: ", name);
	if (vm == client)
		return; /* an image of the user draws it, with channels of its own */
	if (page.head.channel_count != 2 || page.head.device_count || page.head.window_count != 1 ||
	    boot_page_client(&page) != client || !boot_page_window(&page, 0, &window) ||
	    window.client != client ||
	    !channel_is(&page, 0, c->vm, DISPLAY_PLANE_BYTES((uint64_t)r->width, r->height),
			BOTH) ||
	    !channel_is(&page, 1, c->vm, PAGE_SIZE, BULKHEAD_RIGHT_READ))
		wrong(c, "it reaches more than its client and its plane: ", name);
	if (!description_bound(c->system, client, vm, node, BUDGET_US))
		wrong(c, "its client's route has another bound than described: ", name);
}

static void check_plane(struct check *c, uint32_t index, int node)
{
	const void *tree = c->system->described.system;
	const char *name = tree_name(tree, node), *guest = tree_text(tree, node, "for");
	const struct display_plane *plane = &c->plane[index];
	const struct display_rect *r = &plane->rect;
	uint32_t client = guest ? description_vm(c->system, guest) : BULKHEAD_NONE;
	uint32_t vm = tree_has(tree, node, "direct") ? client : own_vm(c->system, c->display, name);

	if (!pair_is(tree, node, "at", r->x, r->y) ||
	    !pair_is(tree, node, "size", r->width, r->height) ||
	    plane->layer != tree_number(tree, node, "layer", 0))
		wrong(c, "its screen's VM was told another place or layer: ", name);
	if (r->x >= c->screen.width || r->width > c->screen.width - r->x ||
	    r->y >= c->screen.height || r->height > c->screen.height - r->y)
		wrong(c, "it reaches out of the screen: ", name);
	if (client == BULKHEAD_NONE)
		wrong(c, "its client doesn't exist: ", name);
	else
		c->asil[index] = c->system->vms[client].asil;
	check_order(c, index, name);
	if (!channel_is(&c->page, 2 * index, vm, DISPLAY_PLANE_BYTES((uint64_t)r->width, r->height),
			BULKHEAD_RIGHT_READ) ||
	    !channel_is(&c->page, 2 * index + 1, vm, PAGE_SIZE, BOTH))
		wrong(c, "its memory doesn't join the screen and the VM that draws: ", name);
	check_source(c, index, node, vm, client);
}

/* Checks the screen: its size, its device, and the place of the frame if another VM watches it. */
static void check_screen(const struct check *c, uint32_t planes)
{
	const void *tree = c->system->described.system;
	const char *watch = tree_text(tree, c->display, "watch");
	const char *device = tree_text(tree, c->system->described.nodes[c->vm], "devices");
	const char *screen = tree_text(tree, c->display, "screen");
	uint64_t bytes = (uint64_t)c->screen.width * c->screen.height * DISPLAY_PIXEL_BYTES;

	if (!pair_is(tree, c->display, "size", c->screen.width, c->screen.height))
		wrong(c, "it has another size than described", "");
	if (!device || !screen || strcmp(device, screen) != 0)
		wrong(c, "it has another device than described", "");
	if (c->screen.planes != planes || c->screen.watched != (watch != NULL) ||
	    c->page.head.channel_count != 2 * planes + c->screen.watched ||
	    c->page.head.window_count)
		wrong(c, "its screen's VM reaches others than its planes", "");
	if (watch &&
	    !channel_is(&c->page, 2 * planes, description_vm(c->system, watch), bytes, BOTH))
		wrong(c, "its frame isn't seen by ", watch);
}

/* Reads the boot page of the screen's VM; false: it is none of a screen. */
static bool read_screen(struct check *c)
{
	const struct boot_page_table to = {&c->screen,	      c->plane,
					   sizeof(c->screen), sizeof(*c->plane),
					   &c->screen.planes, DISPLAY_PLANES_MAX};

	return c->vm != BULKHEAD_NONE && boot_page_open(c->system, c->vm, &c->page) &&
	       boot_page_table(&c->page, &to);
}

void check_displays(struct system *system)
{
	const void *tree = system->described.system;
	int group = description_group(system, 0, "displays"), display, plane;

	if (group < 0)
		return;
	fdt_for_each_subnode(display, tree, group)
	{
		struct check c = {.system = system, .display = display};
		uint32_t planes = 0;

		c.vm = own_vm(system, display, "screen");
		if (!read_screen(&c)) {
			wrong(&c, "it has no VM that drives its screen", "");
			continue;
		}
		fdt_for_each_subnode(plane, tree, display)
		{
			if (planes < c.screen.planes)
				check_plane(&c, planes, plane);
			planes++;
		}
		check_screen(&c, planes);
		check_input(system, display);
	}
}
