/* SPDX-License-Identifier: BSD-3-Clause */
/* Sensors that a VM shows to another one, /sensors: docs/system-description.md, "Sensors in short". */
#include <arm/mhu.h>
#include <arm/scpi.h>
#include <bulkhead/bootinfo.h>
#include <bulkhead/sensors.h>
#include <string.h>
#include "diagnostics.h"
#include "edit.h"
#include "expand_parts.h"
#include "field.h"
#include "place.h"

#define PAGE_OF	  "page" /* suffix of the channel that the ECU writes */
#define STALE_US  200000u
#define BUDGET_US 100000u
#define RESTARTS  1000u

struct client {
	const char *name, *vm, *from;
	uint64_t address;
	uint32_t interrupt, budget_us, stale_us;
	LIST(struct sensor) sensors;
};
static LIST(struct client) clients;

static const struct field client_fields[] = {
    {"from", FIELD_STRING, offsetof(struct client, from), .required = true},
    {"stale-us", FIELD_U32, offsetof(struct client, stale_us), .minimum = 1},
    {"address", FIELD_U64, offsetof(struct client, address), .minimum = PAGE, .unit = PAGE},
    {"interrupt", FIELD_U32, offsetof(struct client, interrupt), .minimum = 32, .maximum = 1019},
    {"budget-us", FIELD_U32, offsetof(struct client, budget_us), .minimum = 1},
};
/* In the order of the protocol's numbers. */
static const char *const classes[] = {"temperature", "voltage", "current", "power", "energy", NULL};
static const struct field sensor_fields[] = {
    {"class", FIELD_CHOICE, offsetof(struct sensor, class), .required = true,
     .minimum = SCPI_TEMPERATURE, .choices = classes},
};

static void read_sensor(struct client *client, struct node node)
{
	const char *name = node_name(node);
	struct sensor sensor = {0};

	fields_read(node, sensor_fields, COUNT_OF(sensor_fields), &sensor);
	nodes_known(node, NULL, 0);
	if (strlen(name) >= SENSOR_NAME)
		diag_error(node.path, NULL, "the name has %zu characters, at most %u are possible",
			   strlen(name), SENSOR_NAME - 1);
	else
		memcpy(sensor.name, name, strlen(name));
	*LIST_ADD(&client->sensors) = sensor;
}

static void read_client(const void *tree, struct node node)
{
	struct client client = {.name = node_name(node),
				.vm = host_format("sensors-%s", node_name(node)),
				.from = "",
				.budget_us = BUDGET_US,
				.stale_us = STALE_US};
	unsigned before = diag_count();

	fields_read(node, client_fields, COUNT_OF(client_fields), &client);
	for (struct node n = node_first(node); n.offset >= 0; n = node_next(n))
		read_sensor(&client, n);
	if (!client.sensors.count || client.sensors.count > SENSORS_MAX)
		diag_error(node.path, NULL, "%zu sensors are described, 1 … %u are possible",
			   client.sensors.count, SENSORS_MAX);
	if (strlen(client.vm) + sizeof("-" PAGE_OF) > BULKHEAD_NAME_SIZE)
		diag_error(node.path, NULL, "the name has %zu characters, at most %zu are expected",
			   strlen(client.name), BULKHEAD_NAME_SIZE - sizeof("sensors--" PAGE_OF));
	if (diag_count() != before)
		return;
	place_client(tree, node.path, NULL, client.name);
	place_client(tree, node.path, "from", client.from);
	if (!strcmp(client.name, client.from))
		diag_error(node.path, "from", "%s has its own sensors without this", client.name);
	place(tree, client.name, &client.address, &client.interrupt);
	if (diag_count() == before)
		*LIST_ADD(&clients) = client;
}

/* The cells are words in the byte order of the machine, which is little-endian like this host. */
static void add_configuration(const struct client *c, const char *vm)
{
	uint32_t words[(sizeof(struct sensors) + SENSORS_MAX * sizeof(struct sensor)) /
		       sizeof(uint32_t)];
	struct sensors head = {.count = (uint32_t)c->sensors.count, .stale_us = c->stale_us};
	size_t bytes = c->sensors.count * sizeof(struct sensor);

	memcpy(words, &head, sizeof(head));
	memcpy(words + sizeof(head) / sizeof(*words), c->sensors.items, bytes);
	edit_cells(vm, "configuration", words, (sizeof(head) + bytes) / sizeof(*words));
}

static void add_client(const struct client *c)
{
	const char *vm = edit_node("/vms", c->vm);
	const char *routes = edit_node(host_format("/vms/%s", c->name), "routes");
	const char *route = edit_node(routes, c->vm);
	const char *shared = edit_node(edit_node("/", "channels"), c->vm);
	const char *page = edit_node(edit_node("/", "channels"), host_format("%s-" PAGE_OF, c->vm));

	edit_text(vm, "kind", "extension");
	edit_text(vm, "image", "services/scpi.elf");
	edit_number(edit_node(vm, "restart"), "max", RESTARTS);
	edit_number(edit_node(edit_node(vm, "inject"), "device"), "interrupt", c->interrupt);
	add_configuration(c, vm);

	edit_texts(route, "compatible", MHU_COMPATIBLE, "arm,primecell");
	edit_text(route, "class", "mmio");
	edit_pair(route, "range", c->address, c->address + MHU_PAGE - 1);
	edit_text(route, "extension", c->vm);
	edit_number(route, "budget-us", c->budget_us);
	edit_flag(route, "registers");
	edit_text(route, "on-failure", "retry");

	edit_texts(shared, "between", c->name, c->vm);
	edit_number(shared, "size", PAGE);
	edit_flag(shared, "uncached");

	edit_texts(page, "between", c->from, c->vm);
	edit_number(page, "size", PAGE);
	edit_flag(page, "one-way");
}

void expand_sensors_read(const void *tree)
{
	clients = (__typeof__(clients)){0};
	expand_each(tree, "sensors", read_client);
}

void expand_sensors_add(void)
{
	for (size_t i = clients.count; i-- > 0;)
		add_client(&clients.items[i]);
}
