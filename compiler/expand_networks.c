/* SPDX-License-Identifier: BSD-3-Clause */
/* Networks, /networks: docs/system-description.md, "Networks in short". */
#include <bulkhead/bootinfo.h>
#include <bulkhead/lane.h>
#include <bulkhead/network.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "back_end.h"
#include "diagnostics.h"
#include "edit.h"
#include "expand_parts.h"
#include "flows.h"
#include "pci.h"
#include "place.h"
#include "sha256.h"

#define MAC	   6u
#define MTU	   1500u
#define SLOTS	   64u
#define BUDGET_US  100000u
#define UPLINK	   "uplink" /* the name of that port */
#define UPLINK_MTU 1500u    /* IEEE 802.3, 3.2.7 */

/* The limit per second; 0: no limit. */
struct limits {
	uint32_t frames, bytes, broadcasts;
};
struct port {
	const char *name, *path, *vm, *mac_text;
	uint8_t mac[MAC];
	uint64_t address;
	uint32_t interrupt, budget_us, vlan;
	struct limits limits;
	bool uplink, bridge;
};
struct network {
	const char *name, *path, *uplink;
	struct strings ports, allow, accept;
	uint32_t mtu, slots;
	struct limits limits; /* of ports without limits of their own */
	struct port *port;    /* [flows.count] */
	struct flows flows;
};
static LIST(struct network) networks;
static const void *board_tree; /* or NULL */

#define LIMITS(type)                                                                  \
	{"frames-per-second", FIELD_U32, offsetof(type, limits.frames)},              \
	    {"bytes-per-second", FIELD_U32, offsetof(type, limits.bytes)},            \
	{                                                                             \
		"broadcasts-per-second", FIELD_U32, offsetof(type, limits.broadcasts) \
	}

static const struct field network_fields[] = {
    {"ports", FIELD_STRINGS, offsetof(struct network, ports), .required = true},
    {"allow", FIELD_STRINGS, offsetof(struct network, allow), .required = true},
    {"uplink", FIELD_STRING, offsetof(struct network, uplink)},
    {"accept", FIELD_STRINGS, offsetof(struct network, accept)},
    {"mtu", FIELD_U32, offsetof(struct network, mtu), .minimum = 68, .maximum = 65535},
    {"slots", FIELD_U32, offsetof(struct network, slots), .minimum = 64, .maximum = 1024},
    LIMITS(struct network),
};
static const struct field port_fields[] = {
    {"mac", FIELD_STRING, offsetof(struct port, mac_text)},
    {"vlan", FIELD_U32, offsetof(struct port, vlan), .minimum = 1, .maximum = 4094},
    {"address", FIELD_U64, offsetof(struct port, address), .minimum = PAGE, .unit = PAGE},
    {"interrupt", FIELD_U32, offsetof(struct port, interrupt), .minimum = 32, .maximum = 1019},
    {"budget-us", FIELD_U32, offsetof(struct port, budget_us), .minimum = 1},
    {"bridge", FIELD_FLAG, offsetof(struct port, bridge)},
    LIMITS(struct port),
};
static const struct field uplink_fields[] = {LIMITS(struct port)};

/* Makes a locally administered address (IEEE 802-2014, 8.4) from names: it stays the same as long as they do. */
static void make_mac(const void *tree, const struct network *network, struct port *port)
{
	const char *model = fdt_stringlist_get(tree, 0, "model", 0, NULL);
	const char *text = host_format("%s/%s/%s", model ? model : "", network->name, port->name);
	uint8_t digest[SHA256_BYTES];

	sha256(text, strlen(text), digest);
	memcpy(port->mac, digest, MAC);
	port->mac[0] = (uint8_t)((port->mac[0] & ~1u) | 2u);
}

static void read_mac(struct port *port)
{
	static const uint8_t none[MAC];
	uint8_t *m = port->mac;
	char more;

	if (strlen(port->mac_text) != 3 * MAC - 1 ||
	    sscanf(port->mac_text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%c", &m[0], &m[1], &m[2],
		   &m[3], &m[4], &m[5], &more) != MAC)
		diag_error(port->path, "mac",
			   "\"%s\": \"02:00:00:00:00:01\" or the like is expected", port->mac_text);
	else if (m[0] & 1 || !memcmp(m, none, MAC))
		diag_error(port->path, "mac", "\"%s\" is no address of one station",
			   port->mac_text);
}

static void check_macs(const struct network *network)
{
	for (size_t i = 0; i < network->flows.count; i++)
		for (size_t j = 0; j < i; j++)
			if (!memcmp(network->port[i].mac, network->port[j].mac, MAC) &&
			    strcmp(network->port[i].name, network->port[j].name))
				diag_error(network->port[i].path, "mac",
					   "%s has this address already, another is expected",
					   network->port[j].name);
}

/* The bytes per second must be a frame's at least, or that frame is never sent. */
static void check_limits(const char *path, const struct limits *limits)
{
	if (limits->bytes && limits->bytes < NETWORK_FRAME_MAX)
		diag_error(
		    path, "bytes-per-second",
		    "%u would stop frames of %u bytes for ever, 0 (no limit) or that many are "
		    "expected",
		    limits->bytes, NETWORK_FRAME_MAX);
}

/* Begins a port: its name, and the node with its details, if there is one. */
static struct port *begin_port(struct network *network, struct node node, size_t index,
			       const char *name, const struct field *fields, size_t count)
{
	struct port *port = &network->port[index];
	struct node own = node_child(node, name);

	*port = (struct port){.name = name,
			      .path = own.offset < 0 ? network->path : own.path,
			      .vm = host_format("%s-%s", network->name, name),
			      .budget_us = BUDGET_US,
			      .limits = network->limits};
	if (own.offset >= 0) {
		fields_read(own, fields, count, port);
		nodes_known(own, NULL, 0);
		check_limits(own.path, &port->limits);
	}
	if (strlen(port->vm) >= BULKHEAD_NAME_SIZE)
		diag_error(network->path, "ports",
			   "\"%s\", the name of a port, has %zu characters, at most %d are "
			   "expected",
			   port->vm, strlen(port->vm), BULKHEAD_NAME_SIZE - 1);
	for (size_t i = 0; i < index; i++)
		if (!strcmp(network->port[i].name, name))
			diag_error(network->path, "ports", "\"%s\" is there twice", name);
	return port;
}

static void read_port(const void *tree, struct network *network, struct node node, size_t index)
{
	struct port *port = begin_port(network, node, index, network->ports.items[index],
				       port_fields, COUNT_OF(port_fields));

	make_mac(tree, network, port);
	if (port->mac_text)
		read_mac(port);
	place_client(tree, network->path, "ports", port->name);
	place(tree, port->name, &port->address, &port->interrupt);
}

static void read_uplink(struct network *network, struct node node, size_t index)
{
	struct port *port =
	    begin_port(network, node, index, UPLINK, uplink_fields, COUNT_OF(uplink_fields));

	port->uplink = port->bridge = true;
	if (network->mtu > UPLINK_MTU)
		diag_error(network->path, "mtu",
			   "%u is more than the %u of Ethernet, which the uplink is", network->mtu,
			   UPLINK_MTU);
}

static uint32_t peers_of(const struct network *network, size_t port)
{
	uint32_t count = 0;

	for (size_t i = 0; i < network->flows.count; i++)
		count += flows_join(&network->flows, port, i);
	return count;
}

static void check_peers(const struct network *network)
{
	for (size_t i = 0; i < network->flows.count; i++) {
		uint32_t peers = peers_of(network, i);

		if (!peers)
			diag_error(network->path, "allow", "%s neither sends nor gets anything",
				   network->port[i].name);
		if (peers > NETWORK_PEERS_MAX)
			diag_error(network->path, "allow",
				   "%s is joined to %u ports, at most %u are possible",
				   network->port[i].name, peers, NETWORK_PEERS_MAX);
	}
}

/* Each node must have a port's name, as it holds that port's details. */
static void check_nodes(struct node node, const struct network *network)
{
	size_t count = network->ports.count;
	const char **names = host_allocate((count + 1) * sizeof(*names));

	if (count)
		memcpy(names, network->ports.items, count * sizeof(*names));
	if (network->uplink)
		names[count++] = UPLINK;
	nodes_known(node, names, count);
}

static void read_network(const void *tree, struct node node)
{
	struct network network = {
	    .name = node_name(node), .path = node.path, .mtu = MTU, .slots = SLOTS};
	unsigned before = diag_count();
	struct flow_port *names;

	fields_read(node, network_fields, COUNT_OF(network_fields), &network);
	check_nodes(node, &network);
	if (network.slots & (network.slots - 1))
		diag_error(network.path, "slots", "%u is no power of two", network.slots);
	if (network.accept.count && !network.uplink)
		diag_error(network.path, "accept", "is for an uplink's driver");
	check_limits(network.path, &network.limits);
	network.flows.count = network.ports.count + (network.uplink != NULL);
	network.port = host_allocate(network.flows.count * sizeof(*network.port) + 1);
	for (size_t i = 0; i < network.ports.count; i++)
		read_port(tree, &network, node, i);
	if (network.uplink)
		read_uplink(&network, node, network.ports.count);
	names = host_allocate(network.flows.count * sizeof(*names) + 1);
	for (size_t i = 0; i < network.flows.count; i++)
		names[i] = (struct flow_port){network.port[i].name, network.port[i].vlan};
	network.flows.ports = names;
	flows_read(&network.flows, network.path, &network.allow);
	check_macs(&network);
	if (diag_count() == before)
		check_peers(&network);
	if (diag_count() == before)
		*LIST_ADD(&networks) = network;
}

/* --- What it becomes ---------------------------------------------------------------------------- */

/* Adds the words of a struct network_port or network_peer, which begins with an address and flags. */
static void add_words(uint32_t **at, const void *object, size_t size)
{
	memcpy(*at, object, size);
	*at += size / sizeof(**at);
}

static uint16_t peer_flags(const struct network *network, size_t of, size_t peer)
{
	const struct flows *flows = &network->flows;
	uint16_t vlan = network->port[of].uplink ? NETWORK_OF_VLAN(network->port[peer].vlan) : 0;

	return (uint16_t)((flows_allow(flows, of, peer) ? NETWORK_SEND : 0) |
			  (flows_allow(flows, peer, of) ? NETWORK_RECEIVE : 0) |
			  (network->port[peer].bridge ? NETWORK_UPLINK : 0) | vlan);
}

static void add_configuration(const struct network *network, size_t index, const char *vm)
{
	const struct port *port = &network->port[index];
	const struct flows *flows = &network->flows;
	uint32_t
	    words[(sizeof(struct network_port) + NETWORK_PEERS_MAX * sizeof(struct network_peer)) /
		  sizeof(uint32_t)];
	uint32_t *at = words;
	/* Frames that leave by an uplink must be complete, with their checksum. */
	struct network_port own = {.flags = (uint16_t)((network->uplink ? 0 : NETWORK_OFFLOAD) |
						       (port->bridge ? NETWORK_BRIDGE : 0)),
				   .mtu = (uint16_t)network->mtu,
				   .slots = (uint16_t)network->slots,
				   .frames = port->limits.frames,
				   .bytes = port->limits.bytes,
				   .broadcasts = port->limits.broadcasts,
				   .peer_count = peers_of(network, index)};

	memcpy(own.mac, port->mac, MAC);
	add_words(&at, &own, sizeof(own));
	for (size_t i = 0; i < flows->count; i++) {
		struct network_peer peer = {.flags = peer_flags(network, index, i)};

		if (!flows_join(flows, index, i))
			continue;
		memcpy(peer.mac, network->port[i].mac, MAC);
		add_words(&at, &peer, sizeof(peer));
	}
	edit_cells(vm, "configuration", words, (size_t)(at - words));
}

/* Adds memory that one port writes and the other reads: if the writer may send nothing, a page without room for frames. */
static void add_channel(const struct network *network, size_t from, size_t to)
{
	const char *channel = edit_node(edit_node("/", "channels"),
					host_format("%s-%zu-%zu", network->name, from, to));
	uint64_t frames = LANE_HALF_BYTES((uint64_t)network->slots, NETWORK_SLOT);

	edit_texts(channel, "between", network->port[from].vm, network->port[to].vm);
	edit_number(channel, "size",
		    flows_allow(&network->flows, from, to) ? ALIGN_UP(frames, PAGE) : PAGE);
	edit_flag(channel, "one-way");
	edit_flag(channel, "doorbells");
}

/*
 * A port's channels lie in the order of its peers, with both directions side by side. A node is added before its siblings, so
 * the last one is added first.
 */
static void add_channels(const struct network *network)
{
	for (size_t a = network->flows.count; a-- > 0;)
		for (size_t b = network->flows.count; b-- > a + 1;)
			if (flows_join(&network->flows, a, b)) {
				add_channel(network, b, a);
				add_channel(network, a, b);
			}
}

static const char *add_back_end(const struct port *port)
{
	return back_end_add(&(struct back_end){.name = port->vm,
					       .image = "services/virtio-net.elf",
					       .client = port->name,
					       .address = port->address,
					       .interrupt = port->interrupt,
					       .budget_us = port->budget_us});
}

const char *expand_networks_driver(const char *name)
{
	return host_format("%s-" UPLINK, name);
}

/* What drives this device of the board. */
static const char *image_of(const char *uplink)
{
	int node = board_tree ? fdt_path_offset(board_tree, uplink) : -1;

	if (pci_is_function(uplink))
		return "services/uplink-e1000e.elf";
	if (node >= 0 && !fdt_node_check_compatible(board_tree, node, "cdns,gem"))
		return "services/uplink-gem.elf";
	return "services/uplink.elf";
}

static const char *add_driver(const struct network *network, const struct port *port)
{
	return driver_add(port->vm, image_of(network->uplink), network->uplink, &network->accept);
}

static void add_port(const struct network *network, size_t index)
{
	const struct port *port = &network->port[index];

	add_configuration(network, index,
			  port->uplink ? add_driver(network, port) : add_back_end(port));
}

void expand_networks_read(const void *tree, const void *machine)
{
	board_tree = machine;
	networks = (__typeof__(networks)){0};
	expand_each(tree, "networks", read_network);
}

void expand_networks_add(void)
{
	for (size_t n = networks.count; n-- > 0;) {
		add_channels(&networks.items[n]);
		for (size_t i = networks.items[n].flows.count; i-- > 0;)
			add_port(&networks.items[n], i);
	}
}
