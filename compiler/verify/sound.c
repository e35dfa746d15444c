/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which VM plays what, and how loud, read from the bits: the boot pages of the mixer's VM and of the VMs that play, and the memory
 * between them, are compared with /sound of the description. While a stream that ducks has sound, the sum of all volumes is at
 * most 1, so nothing that others play takes away from it, and it ducks no VM of a higher ASIL. bootinfo.c and memory.c prove that
 * the tables make the channels, one-way ones included.
 */
#include <bulkhead/sound.h>
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
	int output;
	uint32_t vm; /* the mixer's */
	struct boot_page page;
	struct sound_output is;
	struct sound_level level[SOUND_STREAMS_MAX]; /* [is.streams] */
	uint32_t asil[SOUND_STREAMS_MAX];	     /* ASIL of the stream's guest */
	uint32_t ducks;				     /* the stream that ducks, as described */
};

static void wrong(const struct check *c, const char *what, const char *stream)
{
	finding_add(c->system->findings, VERIFY_DISPLAY, "sound %s: %s%s",
		    tree_name(c->system->described.system, c->output), what, stream);
}

/* The VM OUTPUT-NAME. */
static uint32_t own_vm(const struct system *system, int output, const char *name)
{
	char text[2 * NAME];

	snprintf(text, sizeof(text), "%.63s-%.63s", tree_name(system->described.system, output),
		 name);
	return description_vm(system, text);
}

/* Does channel `index` of a boot page lead to this VM, with these rights and size? */
static bool channel_is(const struct boot_page *page, uint32_t index, uint32_t peer, uint64_t bytes,
		       uint32_t rights)
{
	struct bulkhead_channel channel;

	return boot_page_channel(page, index, &channel) && channel.peer == peer &&
	       channel.size == ROUNDED(bytes) && channel.rights == rights;
}

/* The sum of the `ducked` volumes of all streams but one. */
static uint32_t others(const struct check *c, uint32_t index)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < c->is.streams; i++)
		sum += i == index ? 0 : c->level[i].ducked;
	return sum;
}

/* Checks the VM that plays a stream: it is told the right volumes, and reaches no other stream. */
static void check_source(const struct check *c, uint32_t index, int node, uint32_t vm,
			 uint32_t client)
{
	const void *tree = c->system->described.system;
	const char *name = tree_name(tree, node);
	const struct sound_place place = {
	    index, c->level[index], tree_has(tree, node, "ducks") ? others(c, index) : SOUND_NONE};
	struct boot_page page;
	const uint8_t *configuration;
	struct bulkhead_window window;

	if (vm == BULKHEAD_NONE || !boot_page_open(c->system, vm, &page)) {
		wrong(c, "nobody plays ", name);
		return;
	}
	configuration = boot_page_configuration(&page, sizeof(place));
	if (!configuration || page.head.configuration_size != sizeof(place) ||
	    memcmp(configuration, &place, sizeof(place)) != 0)
		wrong(c, "the VM that plays it was told other volumes: ", name);
	if (vm == client)
		return; /* an image of the user plays it, with channels of its own */
	if (page.head.channel_count != 2 || page.head.device_count || page.head.window_count != 1 ||
	    boot_page_client(&page) != client || !boot_page_window(&page, 0, &window) ||
	    window.client != client ||
	    !channel_is(&page, 0, c->vm, sizeof(struct sound_stream), BOTH) ||
	    !channel_is(&page, 1, c->vm, PAGE_SIZE, BULKHEAD_RIGHT_READ))
		wrong(c, "it reaches more than its client and its stream: ", name);
	if (!description_bound(c->system, client, vm, node, BUDGET_US))
		wrong(c, "its client's route has another bound than described: ", name);
}

static void check_stream(struct check *c, uint32_t index, int node)
{
	const void *tree = c->system->described.system;
	const char *name = tree_name(tree, node), *guest = tree_text(tree, node, "for");
	const struct sound_level *is = &c->level[index];
	uint32_t client = guest ? description_vm(c->system, guest) : BULKHEAD_NONE;
	uint32_t vm = tree_has(tree, node, "direct") ? client : own_vm(c->system, c->output, name);
	uint64_t volume = tree_number(tree, node, "volume", SOUND_VOLUME);

	if (is->volume != volume || is->ducked != tree_number(tree, node, "ducked", volume) ||
	    is->volume > SOUND_VOLUME || is->ducked > SOUND_VOLUME)
		wrong(c, "its mixer was told other volumes: ", name);
	if (tree_has(tree, node, "ducks"))
		c->ducks = c->ducks == SOUND_NONE ? index : SOUND_STREAMS_MAX;
	if (client == BULKHEAD_NONE)
		wrong(c, "its client doesn't exist: ", name);
	else
		c->asil[index] = c->system->vms[client].asil;
	if (!channel_is(&c->page, 2 * index, vm, sizeof(struct sound_stream),
			BULKHEAD_RIGHT_READ) ||
	    !channel_is(&c->page, 2 * index + 1, vm, PAGE_SIZE, BOTH))
		wrong(c, "its memory doesn't join the mixer and the VM that plays: ", name);
	check_source(c, index, node, vm, client);
}

/* Checks that nobody takes away from the stream that ducks. */
static void check_ducks(const struct check *c)
{
	if (c->is.ducks != c->ducks) {
		wrong(c, "another stream ducks than described", "");
		return;
	}
	if (c->ducks >= c->is.streams)
		return;
	if (others(c, c->ducks) + c->level[c->ducks].volume > SOUND_VOLUME)
		wrong(c, "the stream that ducks can be limited by what others play", "");
	for (uint32_t i = 0; i < c->is.streams; i++)
		if (c->asil[c->ducks] < c->asil[i])
			wrong(c, "a stream ducks one of a VM with a higher ASIL", "");
}

/* Checks the mixer: its device, and the VM that watches. */
static void check_mixer(const struct check *c, uint32_t streams)
{
	const void *tree = c->system->described.system;
	const char *watch = tree_text(tree, c->output, "watch");
	const char *device = tree_text(tree, c->system->described.nodes[c->vm], "devices");
	const char *described = tree_text(tree, c->output, "device");

	if (!device != !described || (device && strcmp(device, described) != 0))
		wrong(c, "it has another device than described", "");
	if (c->is.streams != streams || c->is.watched != (watch != NULL) ||
	    c->page.head.channel_count != 2 * streams + c->is.watched || c->page.head.window_count)
		wrong(c, "its mixer reaches others than its streams", "");
	if (watch && !channel_is(&c->page, 2 * streams, description_vm(c->system, watch),
				 sizeof(struct sound_mix), BOTH))
		wrong(c, "what it plays isn't seen by ", watch);
}

/* Reads the boot page of the mixer's VM; false: it is none of a mixer. */
static bool read_mixer(struct check *c)
{
	const struct boot_page_table to = {
	    &c->is, c->level, sizeof(c->is), sizeof(*c->level), &c->is.streams, SOUND_STREAMS_MAX};

	return c->vm != BULKHEAD_NONE && boot_page_open(c->system, c->vm, &c->page) &&
	       boot_page_table(&c->page, &to);
}

void check_sound(struct system *system)
{
	const void *tree = system->described.system;
	int group = description_group(system, 0, "sound"), output, stream;

	if (group < 0)
		return;
	fdt_for_each_subnode(output, tree, group)
	{
		struct check c = {.system = system, .output = output, .ducks = SOUND_NONE};
		uint32_t streams = 0;

		c.vm = own_vm(system, output, "mixer");
		if (!read_mixer(&c)) {
			wrong(&c, "it has no VM that mixes", "");
			continue;
		}
		fdt_for_each_subnode(stream, tree, output)
		{
			if (streams < c.is.streams)
				check_stream(&c, streams, stream);
			streams++;
		}
		check_ducks(&c);
		check_mixer(&c, streams);
	}
}
