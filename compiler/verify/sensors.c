/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which sensors of which VM a client sees, read from the bits: the boot page of the VM that answers the client, and its memory, are
 * compared with /sensors of the description. bootinfo.c and memory.c prove that the tables make the channels, one-way ones included.
 */
#include <arm/scpi.h>
#include <bulkhead/sensors.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "boot_page.h"
#include "checks.h"
#include "description.h"
#include "tree.h"

#define NAME	  64
#define STALE_US  200000u
#define BUDGET_US 100000u
#define BOTH	  (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)

struct check {
	struct system *system;
	int node; /* of /sensors */
	struct boot_page page;
	struct sensors is;
	struct sensor sensor[SENSORS_MAX]; /* [is.count] */
};

static void wrong(const struct check *c, const char *what, const char *sensor)
{
	finding_add(c->system->findings, VERIFY_DESCRIBED_DEVICE, "sensors %s: %s%s",
		    tree_name(c->system->described.system, c->node), what, sensor);
}

static bool is_sensor(const struct check *c, uint32_t index, int node)
{
	static const char *const classes[] = {
	    [SCPI_TEMPERATURE] = "temperature", [SCPI_VOLTAGE] = "voltage",
	    [SCPI_CURRENT] = "current",		[SCPI_POWER] = "power",
	    [SCPI_ENERGY] = "energy",		NULL};
	const void *tree = c->system->described.system;
	struct sensor described = {.class = tree_choice(tree, node, "class", classes, UINT32_MAX)};
	const char *name = tree_name(tree, node);

	if (index >= c->is.count || strlen(name) >= SENSOR_NAME)
		return false;
	memcpy(described.name, name, strlen(name));
	return !memcmp(&c->sensor[index], &described, sizeof(described));
}

static void check_list(const struct check *c)
{
	const void *tree = c->system->described.system;
	uint32_t count = 0;
	int sensor;

	fdt_for_each_subnode(sensor, tree, c->node)
	{
		if (!is_sensor(c, count++, sensor))
			wrong(c, "its client is told of another sensor than ",
			      tree_name(tree, sensor));
	}
	if (count != c->is.count ||
	    c->is.stale_us != tree_number(tree, c->node, "stale-us", STALE_US))
		wrong(c, "its client is told of more sensors, or sees older values", "");
}

/* Does one of the two channels lead to this VM, with these rights? */
static bool has_channel(const struct check *c, uint32_t peer, uint32_t rights)
{
	struct bulkhead_channel channel;
	bool has = false;

	for (uint32_t i = 0; i < 2; i++)
		has |= boot_page_channel(&c->page, i, &channel) && channel.peer == peer &&
		       channel.rights == rights && channel.size == PAGE_SIZE;
	return has;
}

static void check_client(struct check *c)
{
	const struct boot_page_table to = {
	    &c->is, c->sensor, sizeof(c->is), sizeof(*c->sensor), &c->is.count, SENSORS_MAX};
	const void *tree = c->system->described.system;
	const char *name = tree_name(tree, c->node), *from = tree_text(tree, c->node, "from");
	uint32_t client = description_vm(c->system, name), vm;
	char text[NAME];

	snprintf(text, sizeof(text), "sensors-%.48s", name);
	vm = description_vm(c->system, text);
	if (vm == BULKHEAD_NONE || !from || !boot_page_open(c->system, vm, &c->page) ||
	    !boot_page_table(&c->page, &to)) {
		wrong(c, "nobody shows them", "");
		return;
	}
	check_list(c);
	if (c->page.head.channel_count != 2 || c->page.head.device_count ||
	    c->page.head.window_count || client == BULKHEAD_NONE ||
	    boot_page_client(&c->page) != client || !has_channel(c, client, BOTH) ||
	    !has_channel(c, description_vm(c->system, from), BULKHEAD_RIGHT_READ))
		wrong(c, "what shows them reaches another than its client and ", from);
	if (!description_bound(c->system, client, vm, c->node, BUDGET_US))
		wrong(c, "its client's route has another bound than described", "");
}

void check_sensors(struct system *system)
{
	const void *tree = system->described.system;
	int group = description_group(system, 0, "sensors"), node;

	if (group < 0)
		return;
	fdt_for_each_subnode(node, tree, group)
	{
		struct check c = {.system = system, .node = node};

		check_client(&c);
	}
}
