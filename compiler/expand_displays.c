/* SPDX-License-Identifier: BSD-3-Clause */
/* Screens and their planes, /displays: docs/system-description.md, "Displays in short". */
#include <bulkhead/bootinfo.h>
#include <bulkhead/display.h>
#include <bulkhead/input.h>
#include <libfdt.h>
#include <string.h>
#include "back_end.h"
#include "diagnostics.h"
#include "edit.h"
#include "expand_parts.h"
#include "field.h"
#include "place.h"

#define BUDGET_US    100000u
#define SCREEN	     "screen" /* suffix of the drivers' names */
#define INPUT	     "input"  /* … of back ends and their channels */
#define FRAME	     "frame"  /* suffix of the channels' names */
#define DRIVER_BYTES 0x40000u /* of the driver's memory, besides the frame */

struct plane {
	const char *name, *path, *client, *vm; /* the VM that draws */
	struct cells at, size;
	struct display_plane is;
	uint64_t address;
	uint32_t interrupt, budget_us;
	bool direct, touch, keys;
	uint64_t input_address;
	uint32_t input_interrupt;
};
struct display {
	const char *name, *path, *screen, *watch, *vm;
	struct strings accept, input;
	struct cells size;
	uint32_t width, height, count;
	struct plane plane[DISPLAY_PLANES_MAX];
};
static LIST(struct display) displays;

static const struct field display_fields[] = {
    {"screen", FIELD_STRING, offsetof(struct display, screen), .required = true},
    {"size", FIELD_CELLS, offsetof(struct display, size), .required = true},
    {"watch", FIELD_STRING, offsetof(struct display, watch)},
    {"accept", FIELD_STRINGS, offsetof(struct display, accept)},
    {"input", FIELD_STRINGS, offsetof(struct display, input)},
};
static const struct field plane_fields[] = {
    {"for", FIELD_STRING, offsetof(struct plane, client), .required = true},
    {"at", FIELD_CELLS, offsetof(struct plane, at), .required = true},
    {"size", FIELD_CELLS, offsetof(struct plane, size), .required = true},
    {"layer", FIELD_U32, offsetof(struct plane, is.layer)},
    {"direct", FIELD_FLAG, offsetof(struct plane, direct)},
    {"touch", FIELD_FLAG, offsetof(struct plane, touch)},
    {"keys", FIELD_FLAG, offsetof(struct plane, keys)},
    {"address", FIELD_U64, offsetof(struct plane, address), .minimum = PAGE, .unit = PAGE},
    {"interrupt", FIELD_U32, offsetof(struct plane, interrupt), .minimum = 32, .maximum = 1019},
    {"budget-us", FIELD_U32, offsetof(struct plane, budget_us), .minimum = 1},
};

static void check_name(const char *path, const char *name)
{
	if (strlen(name) >= BULKHEAD_NAME_SIZE)
		diag_error(path, NULL, "\"%s\" would have %zu characters, at most %d are expected",
			   name, strlen(name), BULKHEAD_NAME_SIZE - 1);
}

static void read_pair(const char *path, const char *property, const struct cells *cells,
		      uint32_t minimum, uint32_t *first, uint32_t *second)
{
	if (cells->count != 2 || cells->items[0] < minimum || cells->items[0] > DISPLAY_SIZE_MAX ||
	    cells->items[1] < minimum || cells->items[1] > DISPLAY_SIZE_MAX) {
		diag_error(path, property, "two numbers of pixels, %u ... %u, are expected",
			   minimum, DISPLAY_SIZE_MAX);
		return;
	}
	*first = cells->items[0];
	*second = cells->items[1];
}

static bool overlap(const struct display_rect *a, const struct display_rect *b)
{
	return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
	       b->y < a->y + a->height;
}

/* The ASIL of a VM as a character to compare: "QM" and none are less than "A". */
static char asil_of(const void *tree, const char *vm)
{
	int node = node_at(tree, host_format("/vms/%s", vm)).offset;
	const char *asil = node < 0 ? NULL : fdt_stringlist_get(tree, node, "asil", 0, NULL);

	return asil && strlen(asil) == 1 ? asil[0] : 0;
}

/*
 * Overlapping planes must differ in `layer`, so that the order of nodes decides nothing; no VM may cover the plane of one with
 * a higher ASIL.
 */
static void check_layers(const void *tree, const struct display *display, const struct plane *plane)
{
	for (uint32_t i = 0; i < display->count; i++) {
		const struct plane *other = &display->plane[i];
		bool above = plane->is.layer > other->is.layer;
		const struct plane *top = above ? plane : other, *low = above ? other : plane;

		if (!overlap(&plane->is.rect, &other->is.rect))
			continue;
		if (plane->is.layer == other->is.layer)
			diag_error(plane->path, "layer",
				   "%s overlaps it and has the same layer, another is expected",
				   other->path);
		else if (asil_of(tree, top->client) < asil_of(tree, low->client))
			diag_error(top->path, "layer",
				   "it would cover %s, whose VM has a higher ASIL", low->path);
	}
}

static bool takes_input(const struct plane *plane)
{
	return plane->touch || plane->keys;
}

/* Checks `input`: a client gets what is touched on its plane, or typed for it, by an input device of its own. */
static void check_input(const void *tree, const struct display *display, struct plane *plane)
{
	const char *word = plane->touch ? "touch" : "keys";

	if (!takes_input(plane))
		return;
	if (!display->input.count)
		diag_error(plane->path, word, "the screen has no `input'");
	if (plane->direct)
		diag_error(plane->path, word, "a plane that is `direct' takes no input");
	else
		place(tree, plane->client, &plane->input_address, &plane->input_interrupt);
	check_name(plane->path, host_format("%s-%s-" INPUT, display->name, plane->name));
	for (uint32_t i = 0; plane->keys && i < display->count; i++)
		if (display->plane[i].keys)
			diag_error(plane->path, "keys",
				   "%s takes the keys already, one plane is expected",
				   display->plane[i].path);
}

static void read_plane(const void *tree, struct display *display, struct node node)
{
	struct plane plane = {.name = node_name(node), .path = node.path, .budget_us = BUDGET_US};
	struct display_rect *r = &plane.is.rect;
	unsigned before = diag_count();

	fields_read(node, plane_fields, COUNT_OF(plane_fields), &plane);
	nodes_known(node, NULL, 0);
	if (diag_count() != before)
		return;
	read_pair(plane.path, "at", &plane.at, 0, &r->x, &r->y);
	read_pair(plane.path, "size", &plane.size, 1, &r->width, &r->height);
	if (diag_count() == before &&
	    (r->x + r->width > display->width || r->y + r->height > display->height))
		diag_error(plane.path, "size", "it reaches out of the screen of %ux%u",
			   display->width, display->height);
	place_client(tree, plane.path, "for", plane.client);
	plane.vm = plane.direct ? plane.client : host_format("%s-%s", display->name, plane.name);
	check_name(plane.path, host_format("%s-%s-tick", display->name, plane.name));
	if (!strcmp(plane.name, SCREEN) || !strcmp(plane.name, FRAME) || !strcmp(plane.name, INPUT))
		diag_error(plane.path, NULL, "a plane can't have this name");
	if (!plane.direct)
		place(tree, plane.client, &plane.address, &plane.interrupt);
	check_input(tree, display, &plane);
	if (diag_count() == before)
		check_layers(tree, display, &plane);
	if (display->count == DISPLAY_PLANES_MAX)
		diag_error(plane.path, NULL, "it is one plane too many, at most %u are expected",
			   DISPLAY_PLANES_MAX);
	else if (diag_count() == before)
		display->plane[display->count++] = plane;
}

static void read_display(const void *tree, struct node node)
{
	struct display display = {.name = node_name(node), .path = node.path};
	unsigned before = diag_count(), takers = 0;

	fields_read(node, display_fields, COUNT_OF(display_fields), &display);
	if (diag_count() != before)
		return;
	read_pair(display.path, "size", &display.size, 1, &display.width, &display.height);
	display.vm = host_format("%s-" SCREEN, display.name);
	check_name(display.path, display.vm);
	if (display.watch)
		place_client(tree, display.path, "watch", display.watch);
	if (diag_count() != before)
		return;
	for (struct node n = node_first(node); n.offset >= 0; n = node_next(n))
		read_plane(tree, &display, n);
	if (!display.count && diag_count() == before)
		diag_error(display.path, NULL, "a plane, a node with `for', is expected");
	for (uint32_t i = 0; i < display.count; i++)
		takers += takes_input(&display.plane[i]);
	if (display.input.count && !takers && diag_count() == before)
		diag_error(display.path, "input",
			   "no plane takes input: `touch' or `keys' is expected");
	if (diag_count() == before)
		*LIST_ADD(&displays) = display;
}

/* --- What it becomes ---------------------------------------------------------------------------- */

/* Adds memory that one VM writes and the other reads. */
static void add_channel(const char *name, const char *writer, const char *reader, uint64_t bytes,
			bool doorbells)
{
	const char *channel = edit_node(edit_node("/", "channels"), name);

	edit_texts(channel, "between", writer, reader);
	edit_number(channel, "size", ALIGN_UP(bytes, PAGE));
	edit_flag(channel, "one-way");
	if (doorbells)
		edit_flag(channel, "doorbells");
}

/* A node is added before its siblings, so the last one is added first. */
static void add_channels(const struct display *display)
{
	uint64_t frame = (uint64_t)display->width * display->height * DISPLAY_PIXEL_BYTES;

	if (display->watch)
		add_channel(host_format("%s-" FRAME, display->name), display->vm, display->watch,
			    frame, false);
	for (uint32_t i = display->count; i-- > 0;) {
		const struct plane *p = &display->plane[i];
		const char *name = host_format("%s-%s", display->name, p->name);

		add_channel(host_format("%s-tick", name), display->vm, p->vm, PAGE, true);
		add_channel(name, p->vm, display->vm,
			    DISPLAY_PLANE_BYTES(p->is.rect.width, p->is.rect.height), true);
	}
	for (uint32_t i = display->count; i-- > 0;) {
		const char *name =
		    host_format("%s-%s-" INPUT, display->name, display->plane[i].name);

		if (takes_input(&display->plane[i]))
			add_channel(name, host_format("%s-" INPUT, display->name), name,
				    sizeof(struct input_lane), true);
	}
}

static void add_plane(const struct display *display, const struct plane *plane)
{
	const struct display_place place = {display->width, display->height, plane->is.rect};
	uint32_t words[sizeof(place) / sizeof(uint32_t)];
	const char *vm = plane->direct
			     ? edit_node("/vms", plane->vm)
			     : back_end_add(&(struct back_end){.name = plane->vm,
							       .image = "services/virtio-gpu.elf",
							       .client = plane->client,
							       .address = plane->address,
							       .interrupt = plane->interrupt,
							       .budget_us = plane->budget_us});

	memcpy(words, &place, sizeof(place));
	edit_cells(vm, "configuration", words, COUNT_OF(words));
}

static void add_driver(const struct display *display)
{
	const char *vm =
	    driver_add(display->vm, "services/screen.elf", display->screen, &display->accept);
	struct display_screen head = {display->width, display->height, display->count,
				      display->watch != NULL};
	uint32_t words[(sizeof(head) + DISPLAY_PLANES_MAX * sizeof(struct display_plane)) /
		       sizeof(uint32_t)];
	size_t count = sizeof(head) / sizeof(uint32_t);

	memcpy(words, &head, sizeof(head));
	for (uint32_t i = 0; i < display->count; i++) {
		memcpy(&words[count], &display->plane[i].is, sizeof(struct display_plane));
		count += sizeof(struct display_plane) / sizeof(uint32_t);
	}
	edit_cells(vm, "configuration", words, count);
	if (!display->watch)
		edit_number(
		    vm, "memory",
		    ALIGN_UP((uint64_t)display->width * display->height * DISPLAY_PIXEL_BYTES,
			     PAGE) +
			DRIVER_BYTES);
}

static uint32_t takes(const struct plane *plane)
{
	return (plane->touch ? INPUT_TOUCH : 0) | (plane->keys ? INPUT_KEY : 0);
}

/* Adds the back end of a plane that takes input. */
static void add_input(const struct display *display, const struct plane *plane)
{
	const struct input_place place = {takes(plane), plane->is.rect.width,
					  plane->is.rect.height};
	const struct back_end end = {
	    .name = host_format("%s-%s-" INPUT, display->name, plane->name),
	    .image = "services/virtio-input.elf",
	    .client = plane->client,
	    .address = plane->input_address,
	    .interrupt = plane->input_interrupt,
	    .budget_us = plane->budget_us,
	};
	uint32_t words[sizeof(place) / sizeof(uint32_t)];

	memcpy(words, &place, sizeof(place));
	edit_cells(back_end_add(&end), "configuration", words, COUNT_OF(words));
}

/* Adds the VM of the input devices. It knows all planes, since planes that take no input cover others, too. */
static void add_input_driver(const struct display *display)
{
	const char *name = host_format("%s-" INPUT, display->name), *vm;
	struct input_screen head = {display->width, display->height, display->count};
	uint32_t words[(sizeof(head) + DISPLAY_PLANES_MAX * sizeof(struct input_plane)) /
		       sizeof(uint32_t)];
	size_t count = sizeof(head) / sizeof(uint32_t);

	edit_list(edit_node("/vms", name), "devices", &display->input);
	vm = driver_add(name, "services/input.elf", display->input.items[0], &display->accept);
	memcpy(words, &head, sizeof(head));
	for (uint32_t i = 0; i < display->count; i++) {
		const struct plane *p = &display->plane[i];
		const struct input_plane is = {p->is.rect, p->is.layer, takes(p)};

		memcpy(&words[count], &is, sizeof(is));
		count += sizeof(is) / sizeof(uint32_t);
	}
	edit_cells(vm, "configuration", words, count);
}

void expand_displays_read(const void *tree)
{
	displays = (__typeof__(displays)){0};
	expand_each(tree, "displays", read_display);
}

void expand_displays_add(void)
{
	for (size_t i = displays.count; i-- > 0;) {
		const struct display *display = &displays.items[i];

		add_channels(display);
		for (uint32_t p = display->count; p-- > 0;)
			if (takes_input(&display->plane[p]))
				add_input(display, &display->plane[p]);
		if (display->input.count)
			add_input_driver(display);
		for (uint32_t p = display->count; p-- > 0;)
			add_plane(display, &display->plane[p]);
		add_driver(display);
	}
}
