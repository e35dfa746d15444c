/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The flow matrix, read from the bits: each port's boot page, and the memory between ports, are compared with /networks of the
 * description. bootinfo.c and memory.c prove that the tables make the boot page's channels, and that no other memory is
 * shared.
 */
#include "networks.h"
#include <bulkhead/lane.h>
#include <inttypes.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "boot_page.h"
#include "checks.h"
#include "description.h"
#include "lookup.h"
#include "tree.h"

#define BOTH	    (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)
#define DEFAULT_MTU 1500
#define SLOTS	    64
#define BUDGET_US   100000
#define NAME	    64
#define UPLINK	    "uplink"

int network_node(const struct system *system, unsigned index)
{
	int group, node;

	/* `report` also takes an image without a description. */
	if (!system->described.names)
		return -1;
	group = description_group(system, 0, "networks");
	if (group < 0)
		return -1;
	fdt_for_each_subnode(node, system->described.system, group) if (!index--) return node;
	return -1;
}

bool network_port(const struct system *system, int network, int index, const char **name,
		  uint32_t *vm)
{
	const void *tree = system->described.system;
	char text[2 * NAME];

	*name = tree_item(tree, network, "ports", index);
	/* The uplink comes behind all others. */
	if (!*name && tree_has(tree, network, UPLINK) &&
	    (index == 0 || tree_item(tree, network, "ports", index - 1)))
		*name = UPLINK;
	if (!*name)
		return false;
	snprintf(text, sizeof(text), "%.63s-%.63s", tree_name(tree, network), *name);
	*vm = description_vm(system, text);
	return true;
}

static bool names(const char *pattern, const char *name)
{
	return !strcmp(pattern, "*") || !strcmp(pattern, name);
}

bool network_allows(const struct system *system, int network, const char *from, const char *to)
{
	const void *tree = system->described.system;
	uint64_t here = tree_number(tree, fdt_subnode_offset(tree, network, from), "vlan", 0);
	uint64_t there = tree_number(tree, fdt_subnode_offset(tree, network, to), "vlan", 0);
	const char *rule;

	if (!strcmp(from, to) || (here && there && here != there))
		return false;
	for (int i = 0; (rule = tree_item(tree, network, "allow", i)); i++) {
		char left[NAME], arrow[4], right[NAME];

		if (sscanf(rule, "%63s %3s %63s", left, arrow, right) != 3)
			continue;
		if (names(left, from) && names(right, to))
			return true;
		if (arrow[0] == '<' && names(left, to) && names(right, from))
			return true;
	}
	return false;
}

/* Bytes of the two halves of a peer's lane: only the port writes one, only the peer the other. */
static void view_lane(const struct boot_page *page, unsigned peer, struct network_view *view)
{
	struct bulkhead_channel half[2];

	view->lane[peer].vm = BULKHEAD_NONE;
	for (unsigned i = 0; i < 2; i++)
		if (!boot_page_channel(page, 2 * peer + i, &half[i]))
			return;
	if (half[0].peer != half[1].peer ||
	    half[0].rights + half[1].rights != BOTH + BULKHEAD_RIGHT_READ)
		return;
	view->lane[peer].vm = half[0].peer;
	view->lane[peer].send = half[half[0].rights != BOTH].size;
	view->lane[peer].receive = half[half[0].rights == BOTH].size;
}

bool network_view(const struct system *system, uint32_t vm, struct network_view *view)
{
	const struct boot_page_table to = {&view->port,
					   view->peer,
					   sizeof(view->port),
					   sizeof(*view->peer),
					   &view->port.peer_count,
					   NETWORK_PEERS_MAX};
	struct bulkhead_window window;
	struct boot_page page;

	*view = (struct network_view){.stranger = BULKHEAD_NONE};
	if (!boot_page_open(system, vm, &page) || !boot_page_table(&page, &to))
		return false;
	for (unsigned i = 0; i < view->port.peer_count; i++)
		view_lane(&page, i, view);
	view->channels = page.head.channel_count;
	view->windows = page.head.window_count;
	if (boot_page_window(&page, 0, &window))
		view->stranger = window.client;
	return true;
}

/* --- Against the description ----------------------------------------------------------------------- */

struct check {
	struct system *system;
	int network;
	uint32_t vm; /* of the port */
	const char *name;
	struct network_view view;
};

static void wrong(const struct check *c, const char *what, const char *peer)
{
	finding_add(c->system->findings, VERIFY_NETWORK, "VM %s: %s%s", c->system->names[c->vm],
		    what, peer);
}

/* Checks a limit, which the port's node or else the network's node states. */
static void check_limit(const struct check *c, const char *property, uint32_t found)
{
	const void *tree = c->system->described.system;
	int own = fdt_subnode_offset(tree, c->network, c->name);

	if (found != tree_number(tree, own, property, tree_number(tree, c->network, property, 0)))
		wrong(c, "another limit than described: ", property);
}

static bool is_uplink(const struct check *c, const char *name)
{
	return !strcmp(name, UPLINK) && tree_has(c->system->described.system, c->network, UPLINK);
}

/* Does a port lead to other stations: is it the uplink, or behind a guest's bridge? */
static bool is_bridge(const struct check *c, const char *name)
{
	const void *tree = c->system->described.system;

	return is_uplink(c, name) ||
	       tree_has(tree, fdt_subnode_offset(tree, c->network, name), "bridge");
}

static void check_address(const struct check *c)
{
	const uint8_t *m = c->view.port.mac;
	const void *tree = c->system->described.system;
	const char *mac = tree_text(tree, fdt_subnode_offset(tree, c->network, c->name), "mac");
	char own[18];

	snprintf(own, sizeof(own), "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4],
		 m[5]);
	if (is_uplink(c, c->name) ? strcmp(own, "00:00:00:00:00:00") != 0
	    : mac		  ? strcasecmp(mac, own) != 0
				  : (m[0] & 3) != 2)
		wrong(c, "its address isn't as described: ", own);
}

/* Checks the bound of a request by the port's client. */
static void check_budget(const struct check *c)
{
	int own = fdt_subnode_offset(c->system->described.system, c->network, c->name);

	if (!is_uplink(c, c->name) &&
	    !description_bound(c->system, description_vm(c->system, c->name), c->vm, own,
			       BUDGET_US))
		wrong(c, "its client's route has another bound than described", "");
}

static void check_port(const struct check *c)
{
	const struct network_port *port = &c->view.port;
	const void *tree = c->system->described.system;
	const char *uplink = tree_text(tree, c->network, UPLINK);
	const char *device = tree_text(tree, c->system->described.nodes[c->vm], "devices");

	check_budget(c);
	check_limit(c, "frames-per-second", port->frames);
	check_limit(c, "bytes-per-second", port->bytes);
	check_limit(c, "broadcasts-per-second", port->broadcasts);
	if (port->mtu != tree_number(tree, c->network, "mtu", DEFAULT_MTU) ||
	    port->slots != tree_number(tree, c->network, "slots", SLOTS) ||
	    port->flags !=
		((uplink ? 0 : NETWORK_OFFLOAD) | (is_bridge(c, c->name) ? NETWORK_BRIDGE : 0)))
		wrong(c, "its MTU, slots or flags aren't as described", "");
	/* A back end must see only its client's memory and the lanes; the uplink's driver only the lanes and its device. */
	if (c->view.channels != 2 * port->peer_count)
		wrong(c, "it has other channels than its lanes", "");
	if (is_uplink(c, c->name)
		? c->view.windows != 0 || !device || !uplink || strcmp(device, uplink) != 0
		: c->view.windows != 1 || device ||
		      c->view.stranger != description_vm(c->system, c->name))
		wrong(c, "it reaches more than its client, or another device", "");
}

/* The flags about a peer that a port must be told. */
static uint16_t peer_flags(const struct check *c, const char *peer)
{
	const void *tree = c->system->described.system;
	int node = fdt_subnode_offset(tree, c->network, peer);
	uint16_t vlan = is_uplink(c, c->name) ? (uint16_t)tree_number(tree, node, "vlan", 0) : 0;

	return (network_allows(c->system, c->network, c->name, peer) ? NETWORK_SEND : 0) |
	       (network_allows(c->system, c->network, peer, c->name) ? NETWORK_RECEIVE : 0) |
	       (is_bridge(c, peer) ? NETWORK_UPLINK : 0) | NETWORK_OF_VLAN(vlan);
}

/* Does the half of a lane that one end writes have the right size: frames, or a page without room for frames? */
static bool half_fits(const struct check *c, uint64_t bytes, bool frames)
{
	uint64_t lane = LANE_HALF_BYTES((uint64_t)c->view.port.slots, NETWORK_SLOT);

	return bytes == (frames ? (lane + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE : PAGE_SIZE);
}

static void check_peer(const struct check *c, unsigned index, uint32_t vm, const char *name)
{
	const struct network_peer *peer = &c->view.peer[index];
	bool send = network_allows(c->system, c->network, c->name, name);
	bool receive = network_allows(c->system, c->network, name, c->name);
	struct network_view other;

	if (peer->flags != peer_flags(c, name))
		wrong(c, "its rights aren't those of the flow matrix, towards ", name);
	if (c->view.lane[index].vm != vm || !half_fits(c, c->view.lane[index].send, send) ||
	    !half_fits(c, c->view.lane[index].receive, receive))
		wrong(c, "its lane isn't what the flow matrix makes, towards ", name);
	if (!network_view(c->system, vm, &other) ||
	    memcmp(peer->mac, other.port.mac, sizeof(peer->mac)) != 0)
		wrong(c, "it takes frames from an address that isn't that of ", name);
}

/* Checks the port's peers, in the order of the network's ports. */
static void check_peers(const struct check *c)
{
	struct network_view other;
	unsigned peers = 0;
	const char *name;
	uint32_t vm;

	for (int i = 0; network_port(c->system, c->network, i, &name, &vm); i++) {
		if (vm == c->vm)
			continue;
		if (network_view(c->system, vm, &other) &&
		    !memcmp(other.port.mac, c->view.port.mac, sizeof(other.port.mac)))
			wrong(c, "its address is also that of ", name);
		if (!network_allows(c->system, c->network, c->name, name) &&
		    !network_allows(c->system, c->network, name, c->name))
			continue;
		if (peers < c->view.port.peer_count)
			check_peer(c, peers, vm, name);
		peers++;
	}
	if (peers != c->view.port.peer_count)
		wrong(c, "it has other peers than the flow matrix allows", "");
}

static void check_ports(struct system *system, int network)
{
	struct check c = {.system = system, .network = network};

	for (int i = 0; network_port(system, network, i, &c.name, &c.vm); i++) {
		if (c.vm == BULKHEAD_NONE || !network_view(system, c.vm, &c.view)) {
			finding_add(system->findings, VERIFY_NETWORK,
				    "network %s: %s isn't one of its ports",
				    tree_name(system->described.system, network), c.name);
			continue;
		}
		check_address(&c);
		check_port(&c);
		check_peers(&c);
	}
}

void check_networks(struct system *system)
{
	int network;

	for (unsigned i = 0; (network = network_node(system, i)) >= 0; i++)
		check_ports(system, network);
}
