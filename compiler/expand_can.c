/* SPDX-License-Identifier: BSD-3-Clause */
/* CAN buses between VMs, /can: docs/system-description.md, "CAN in short". */
#include <bulkhead/bootinfo.h>
#include <bulkhead/can.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "back_end.h"
#include "diagnostics.h"
#include "edit.h"
#include "expand_parts.h"
#include "field.h"
#include "place.h"

#define ANY	      "*"
#define FIRST_ADDRESS 0x0a040000ull /* behind the pages that place() assigns */
#define RAM	      "ram"	    /* suffix of the channels' names */
#define BUDGET_US     100000u
#define RESTARTS      1000u
#define UPLINK	      "uplink" /* the name of that port */
#define DRIVEN	      "xlnx,zynq-can-1.0"
#define BIT_RATE      500000u
#define CLOCK	      100000000u
/* Time quanta of a bit (ISO 11898-1, 11.3.1.2), and the largest prescaler (xilinx/can.h). */
#define QUANTA_LEAST  8u
#define QUANTA_MOST   25u
#define PRESCALER_MAX 256u

struct rule {
	uint32_t first, last;
	uint32_t from, to; /* ports, as bits */
	bool both;
};
struct port {
	const char *name, *vm;
	uint64_t address;
	uint32_t interrupt, budget_us, frames;
	bool uplink;
};
struct bus {
	const char *name, *path, *uplink;
	struct strings ports, allow;
	uint32_t frames, bit_rate, clock;
	struct port *port; /* [count] */
	size_t count;	   /* ports, the uplink included */
	LIST(struct rule) rules;
};
static LIST(struct bus) buses;
static const void *board_tree; /* or NULL */

static const struct field bus_fields[] = {
    {"ports", FIELD_STRINGS, offsetof(struct bus, ports), .required = true},
    {"allow", FIELD_STRINGS, offsetof(struct bus, allow), .required = true},
    {"frames-per-second", FIELD_U32, offsetof(struct bus, frames)},
    {UPLINK, FIELD_STRING, offsetof(struct bus, uplink)},
    {"bit-rate", FIELD_U32, offsetof(struct bus, bit_rate), .minimum = 1, .maximum = 1000000},
    {"clock-hz", FIELD_U32, offsetof(struct bus, clock), .minimum = 1},
};
static const struct field port_fields[] = {
    {"address", FIELD_U64, offsetof(struct port, address), .minimum = PAGE, .unit = PAGE},
    {"interrupt", FIELD_U32, offsetof(struct port, interrupt), .minimum = 32, .maximum = 1019},
    {"budget-us", FIELD_U32, offsetof(struct port, budget_us), .minimum = 1},
    {"frames-per-second", FIELD_U32, offsetof(struct port, frames)},
};
static const struct field uplink_fields[] = {
    {"frames-per-second", FIELD_U32, offsetof(struct port, frames)},
};

/* The ports that a name stands for, as bits; 0: none. */
static uint32_t ports_of(const struct bus *bus, const char *rule, const char *name)
{
	if (!strcmp(name, ANY))
		return (1u << bus->count) - 1;
	for (size_t i = 0; i < bus->count; i++)
		if (!strcmp(bus->port[i].name, name))
			return 1u << i;
	diag_error(bus->path, "allow", "\"%s\": the bus has no port \"%s\"", rule, name);
	return 0;
}

/*
 * Reads an identifier: three hexadecimal digits are a standard one, eight an extended one. Returns the text behind it; NULL:
 * it is no identifier.
 */
static const char *identifier(const char *text, uint32_t *id)
{
	size_t digits = strspn(text, "0123456789abcdefABCDEF");
	uint32_t value = 0;

	if ((digits != 3 && digits != 8) || sscanf(text, "%8x", &value) != 1 ||
	    value > (digits == 3 ? 0x7ffu : 0x1fffffffu))
		return NULL;
	*id = value | (digits == 8 ? CAN_EXTENDED : 0);
	return text + digits;
}

static bool identifiers(const char *text, struct rule *rule)
{
	const char *rest = identifier(text, &rule->first);

	rule->last = rule->first;
	if (rest && *rest == '-')
		rest = identifier(rest + 1, &rule->last);
	return rest && !*rest && rule->first <= rule->last &&
	       !((rule->first ^ rule->last) & CAN_EXTENDED);
}

static void read_rule(struct bus *bus, const char *text)
{
	size_t size = strlen(text) + 1;
	char *from = host_allocate(size), *to = host_allocate(size), *ids = host_allocate(size);
	char arrow[4] = "", more;
	struct rule rule = {.both = false};

	if (sscanf(text, "%s %3s %s %s %c", from, arrow, to, ids, &more) != 4 ||
	    (strcmp(arrow, "->") && strcmp(arrow, "<->")) || !identifiers(ids, &rule)) {
		diag_error(bus->path, "allow",
			   "\"%s\": \"A -> B 123\", \"A <-> B 100-1ff\" or \"A -> B "
			   "18fef100-18fef1ff\" is expected, hexadecimal, * being all ports",
			   text);
		return;
	}
	rule.both = arrow[0] == '<';
	rule.from = ports_of(bus, text, from);
	rule.to = ports_of(bus, text, to);
	if (rule.from == rule.to && strcmp(from, ANY) != 0)
		diag_error(bus->path, "allow", "\"%s\": a port sends nothing to itself", text);
	*LIST_ADD(&bus->rules) = rule;
}

/* Does this rule let port `from` send to port `to`? */
static bool rule_allows(const struct rule *r, size_t from, size_t to)
{
	return from != to && ((r->from >> from & r->to >> to & 1) ||
			      (r->both && r->from >> to & r->to >> from & 1));
}

static bool joined(const struct bus *bus, size_t a, size_t b)
{
	for (size_t i = 0; i < bus->rules.count; i++)
		if (rule_allows(&bus->rules.items[i], a, b) ||
		    rule_allows(&bus->rules.items[i], b, a))
			return true;
	return false;
}

/* The page of a client's next controller: a VM's controllers lie in the order of the buses. */
static uint64_t address_for(const char *client)
{
	uint64_t address = FIRST_ADDRESS;

	for (size_t b = 0; b < buses.count; b++)
		for (size_t i = 0; i < buses.items[b].ports.count; i++)
			if (!strcmp(buses.items[b].ports.items[i], client))
				address += PAGE;
	return address;
}

/* Begins a port: its name, and the node with its details, if there is one. `suffix`: of the longest name made of it. */
static struct port *begin_port(struct bus *bus, struct node node, size_t index, const char *name,
			       const char *suffix, const struct field *fields, size_t count)
{
	struct port *port = &bus->port[index];
	struct node own = node_child(node, name);

	*port = (struct port){.name = name,
			      .vm = host_format("%s-%s", bus->name, name),
			      .budget_us = BUDGET_US,
			      .frames = bus->frames};
	if (own.offset >= 0) {
		fields_read(own, fields, count, port);
		nodes_known(own, NULL, 0);
	}
	if (strlen(port->vm) + strlen(suffix) >= BULKHEAD_NAME_SIZE)
		diag_error(
		    bus->path, "ports",
		    "\"%s\", the name of a port, has %zu characters, at most %zu are expected",
		    port->vm, strlen(port->vm), BULKHEAD_NAME_SIZE - 1 - strlen(suffix));
	for (size_t i = 0; i < index; i++)
		if (!strcmp(bus->port[i].name, name))
			diag_error(bus->path, "ports", "\"%s\" is there twice", name);
	return port;
}

static void read_port(const void *tree, struct bus *bus, struct node node, size_t index)
{
	const char *name = bus->ports.items[index];
	struct port *port =
	    begin_port(bus, node, index, name, "-" RAM, port_fields, COUNT_OF(port_fields));

	place_client(tree, bus->path, "ports", name);
	if (!port->address)
		port->address = address_for(name);
	place(tree, name, &port->address, &port->interrupt);
}

/* Does a whole number of time quanta have the bit rate? */
static bool has_rate(const struct bus *bus)
{
	for (uint64_t quanta = QUANTA_LEAST; quanta <= QUANTA_MOST; quanta++)
		if (bus->clock % (bus->bit_rate * quanta) == 0 &&
		    bus->clock / (bus->bit_rate * quanta) <= PRESCALER_MAX)
			return true;
	return false;
}

static void read_uplink(struct bus *bus, struct node node, size_t index)
{
	struct port *port =
	    begin_port(bus, node, index, UPLINK, "", uplink_fields, COUNT_OF(uplink_fields));
	int device = board_tree ? fdt_path_offset(board_tree, bus->uplink) : -1;

	port->uplink = true;
	if (device >= 0 && fdt_node_check_compatible(board_tree, device, DRIVEN))
		diag_error(bus->path, UPLINK, "%s has no driver, a \"" DRIVEN "\" is expected",
			   bus->uplink);
	if (!has_rate(bus))
		diag_error(bus->path, "bit-rate",
			   "%u isn't the clock of %u Hz divided by 8 to 25 and by at most 256",
			   bus->bit_rate, bus->clock);
}

/* Reads all ports, the uplink behind the others. Returns false if there are too many. */
static bool read_ports(const void *tree, struct bus *bus, struct node node)
{
	const char **names;
	size_t count = bus->ports.count;

	bus->count = count + (bus->uplink != NULL);
	if (bus->count > CAN_PEERS_MAX + 1) {
		diag_error(bus->path, "ports", "%zu are named, at most %u are possible", bus->count,
			   CAN_PEERS_MAX + 1);
		return false;
	}
	names = host_allocate((count + 1) * sizeof(*names));
	if (count)
		memcpy(names, bus->ports.items, count * sizeof(*names));
	names[count] = UPLINK;
	nodes_known(node, names, bus->count);
	bus->port = host_allocate(bus->count * sizeof(*bus->port) + 1);
	for (size_t i = 0; i < count; i++)
		read_port(tree, bus, node, i);
	if (bus->uplink)
		read_uplink(bus, node, count);
	else if (node_has(node, "bit-rate") || node_has(node, "clock-hz"))
		diag_error(bus->path, "bit-rate", "it is that of an uplink, which there isn't");
	return true;
}

static void check_bus(const struct bus *bus)
{
	if (bus->rules.count > CAN_RULES_MAX)
		diag_error(bus->path, "allow", "%zu rules are described, at most %u are possible",
			   bus->rules.count, CAN_RULES_MAX);
	for (size_t a = 0; a < bus->count; a++) {
		bool any = false;

		for (size_t b = 0; b < bus->count; b++)
			any |= joined(bus, a, b);
		if (!any)
			diag_error(bus->path, "allow", "%s neither sends nor gets anything",
				   bus->port[a].name);
	}
}

static void read_bus(const void *tree, struct node node)
{
	struct bus bus = {
	    .name = node_name(node), .path = node.path, .bit_rate = BIT_RATE, .clock = CLOCK};
	unsigned before = diag_count();

	fields_read(node, bus_fields, COUNT_OF(bus_fields), &bus);
	if (!read_ports(tree, &bus, node))
		return;
	for (size_t i = 0; i < bus.allow.count; i++)
		read_rule(&bus, bus.allow.items[i]);
	if (diag_count() == before)
		check_bus(&bus);
	if (diag_count() == before)
		*LIST_ADD(&buses) = bus;
}

/* --- What it becomes ---------------------------------------------------------------------------- */

static void add_configuration(const struct bus *bus, size_t port, const char *vm)
{
	uint32_t words[(sizeof(struct can_port) + CAN_RULES_MAX * sizeof(struct can_rule)) /
		       sizeof(uint32_t)];
	struct can_port head = {.frames = bus->port[port].frames};
	uint32_t *at = words + sizeof(head) / sizeof(*words);

	for (size_t r = 0; r < bus->rules.count; r++) {
		const struct rule *rule = &bus->rules.items[r];
		struct can_rule own = {rule->first, rule->last, 0, 0};
		uint32_t peers = 0;

		for (size_t i = 0; i < bus->count; i++) {
			if (!joined(bus, port, i))
				continue;
			if (bus->port[i].uplink)
				head.slow |= 1u << peers;
			own.send |= (uint16_t)(rule_allows(rule, port, i) << peers);
			own.receive |= (uint16_t)(rule_allows(rule, i, port) << peers);
			peers++;
		}
		head.peer_count = peers;
		if (!own.send && !own.receive)
			continue;
		memcpy(at, &own, sizeof(own));
		at += sizeof(own) / sizeof(*at);
		head.rule_count++;
	}
	memcpy(words, &head, sizeof(head));
	edit_cells(vm, "configuration", words, (size_t)(at - words));
}

static void add_uplink(const struct bus *bus, size_t index)
{
	static const struct strings nothing;
	const char *vm = driver_add(bus->port[index].vm, "services/can.elf", bus->uplink, &nothing);

	edit_text(vm, "args", host_format("rate=%u clock=%u", bus->bit_rate, bus->clock));
	add_configuration(bus, index, vm);
}

static void add_port(const struct bus *bus, size_t index)
{
	const struct port *port = &bus->port[index];
	const char *vm = edit_node("/vms", port->vm);
	const char *routes = edit_node(host_format("/vms/%s", port->name), "routes");
	const char *route = edit_node(routes, port->vm);

	edit_text(vm, "kind", "extension");
	edit_text(vm, "image", "services/mcan.elf");
	edit_number(edit_node(vm, "restart"), "max", RESTARTS);
	edit_number(edit_node(edit_node(vm, "inject"), "device"), "interrupt", port->interrupt);
	add_configuration(bus, index, vm);

	edit_text(route, "compatible", "bosch,m_can");
	edit_text(route, "class", "mmio");
	edit_pair(route, "range", port->address, port->address + PAGE - 1);
	edit_text(route, "extension", port->vm);
	edit_number(route, "budget-us", port->budget_us);
	edit_flag(route, "registers");
	edit_text(route, "on-failure", "retry");
}

/* Adds a page that one port writes and the other reads. */
static void add_channel(const struct bus *bus, size_t from, size_t to)
{
	const char *channel =
	    edit_node(edit_node("/", "channels"), host_format("%s-%zu-%zu", bus->name, from, to));

	edit_texts(channel, "between", bus->port[from].vm, bus->port[to].vm);
	edit_number(channel, "size", PAGE);
	edit_flag(channel, "one-way");
	edit_flag(channel, "doorbells");
}

/* Adds the message RAM, which the guest shares with its controller, so that writing a frame takes no request. */
static void add_ram(const struct port *port)
{
	const char *channel =
	    edit_node(edit_node("/", "channels"), host_format("%s-" RAM, port->vm));

	edit_texts(channel, "between", port->name, port->vm);
	edit_number(channel, "size", PAGE);
	edit_flag(channel, "uncached");
}

static void add_bus(const struct bus *bus)
{
	for (size_t i = bus->ports.count; i-- > 0;)
		add_ram(&bus->port[i]);
	/*
	 * A port's channels stand in the order of its peers, with both directions side by side. A node that is added first
	 * stands last.
	 */
	for (size_t a = bus->count; a-- > 0;)
		for (size_t b = bus->count; b-- > a + 1;)
			if (joined(bus, a, b)) {
				add_channel(bus, b, a);
				add_channel(bus, a, b);
			}
	if (bus->uplink)
		add_uplink(bus, bus->ports.count);
	for (size_t i = bus->ports.count; i-- > 0;)
		add_port(bus, i);
}

void expand_can_read(const void *tree, const void *machine)
{
	board_tree = machine;
	buses = (__typeof__(buses)){0};
	expand_each(tree, "can", read_bus);
}

void expand_can_add(void)
{
	for (size_t i = buses.count; i-- > 0;)
		add_bus(&buses.items[i]);
}
