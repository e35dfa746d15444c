/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which port may send and receive which identifiers on a CAN bus, read from the bits: the rules of each port's boot page, peer
 * by peer, are compared with /can of the description. Both agree on every identifier if they agree at each begin of a range
 * and just behind each end. bootinfo.c and memory.c prove that no other memory joins the ports.
 */
#include <bulkhead/can.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "boot_page.h"
#include "checks.h"
#include "description.h"
#include "tree.h"

#define NAME		64
#define BUDGET_US	100000u
#define EXTENDED_DIGITS 8u
#define UPLINK		"uplink"
#define BIT_RATE	500000
#define CLOCK		100000000
#define BOTH		(BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)

struct check {
	struct system *system;
	int bus;
	uint32_t vm; /* the port's VM */
	const char *name;
	struct boot_page page;
	struct can_port port;
	struct can_rule rule[CAN_RULES_MAX]; /* [port.rule_count] */
	const char *peer[CAN_PEERS_MAX];     /* [port.peer_count] */
};

/* A rule of `allow`. */
struct allowed {
	char from[NAME], to[NAME];
	uint32_t first, last;
	bool both;
};

static void wrong(const struct check *c, const char *what, const char *peer)
{
	finding_add(c->system->findings, VERIFY_CAN, "VM %s: %s%s", c->system->names[c->vm], what,
		    peer);
}

/* The VM of a bus's port. */
static uint32_t port_vm(const struct system *system, int bus, const char *port)
{
	char name[2 * NAME];

	snprintf(name, sizeof(name), "%.63s-%.63s", tree_name(system->described.system, bus), port);
	return description_vm(system, name);
}

/* Port `index` of the bus, the uplink behind the others; NULL: there are fewer. */
static const char *port_name(const struct system *system, int bus, int index)
{
	const void *tree = system->described.system;
	const char *name = tree_item(tree, bus, "ports", index);

	if (!name && tree_has(tree, bus, UPLINK) &&
	    (index == 0 || tree_item(tree, bus, "ports", index - 1)))
		return UPLINK;
	return name;
}

static bool is_uplink(const struct check *c)
{
	return !strcmp(c->name, UPLINK) && tree_has(c->system->described.system, c->bus, UPLINK);
}

static uint32_t identifier(const char *digits)
{
	uint32_t value = 0;

	sscanf(digits, "%8x", &value);
	return value |
	       (strspn(digits, "0123456789abcdefABCDEF") == EXTENDED_DIGITS ? CAN_EXTENDED : 0);
}

/* Reads rule `index`; false: there are fewer. A rule that can't be read allows nothing. */
static bool read_rule(const struct check *c, int index, struct allowed *rule)
{
	const char *text = tree_item(c->system->described.system, c->bus, "allow", index), *dash;
	char arrow[4] = "", ids[NAME] = "";

	if (!text)
		return false;
	*rule = (struct allowed){.first = 1};
	if (sscanf(text, "%63s %3s %63s %63s", rule->from, arrow, rule->to, ids) != 4)
		return true;
	dash = strchr(ids, '-');
	rule->first = identifier(ids);
	rule->last = dash ? identifier(dash + 1) : rule->first;
	rule->both = arrow[0] == '<';
	return true;
}

static bool names(const char *pattern, const char *name)
{
	return !strcmp(pattern, "*") || !strcmp(pattern, name);
}

static bool rule_allows(const struct allowed *r, const char *from, const char *to)
{
	return strcmp(from, to) != 0 && ((names(r->from, from) && names(r->to, to)) ||
					 (r->both && names(r->from, to) && names(r->to, from)));
}

/* By the description, may port `from` send the identifier to port `to`? */
static bool described(const struct check *c, uint32_t id, const char *from, const char *to)
{
	struct allowed rule;

	for (int i = 0; read_rule(c, i, &rule); i++)
		if (id >= rule.first && id <= rule.last && rule_allows(&rule, from, to))
			return true;
	return false;
}

/* The peers to which the boot page lets the port send an identifier, or from which receive it. */
static uint32_t told(const struct check *c, uint32_t id, bool receive)
{
	uint32_t peers = 0;

	for (uint32_t i = 0; i < c->port.rule_count; i++)
		if (id >= c->rule[i].first && id <= c->rule[i].last)
			peers |= receive ? c->rule[i].receive : c->rule[i].send;
	return peers;
}

static void check_identifier(const struct check *c, uint32_t id)
{
	uint32_t send = 0, receive = 0;
	char text[NAME];

	for (uint32_t i = 0; i < c->port.peer_count; i++) {
		send |= (uint32_t)described(c, id, c->name, c->peer[i]) << i;
		receive |= (uint32_t)described(c, id, c->peer[i], c->name) << i;
	}
	snprintf(text, sizeof(text), id & CAN_EXTENDED ? "%08x" : "%03x", id & ~CAN_EXTENDED);
	if (told(c, id, false) != send)
		wrong(c, "it may send to others than described: ", text);
	if (told(c, id, true) != receive)
		wrong(c, "it may receive from others than described: ", text);
}

static void check_identifiers(const struct check *c)
{
	struct allowed rule;

	for (int i = 0; read_rule(c, i, &rule); i++) {
		check_identifier(c, rule.first);
		check_identifier(c, rule.last + 1);
	}
	for (uint32_t i = 0; i < c->port.rule_count; i++) {
		check_identifier(c, c->rule[i].first);
		check_identifier(c, c->rule[i].last + 1);
	}
}

static bool joined(const struct check *c, const char *a, const char *b)
{
	struct allowed rule;

	for (int i = 0; read_rule(c, i, &rule); i++)
		if (rule_allows(&rule, a, b) || rule_allows(&rule, b, a))
			return true;
	return false;
}

/* Each peer has two pages: one that the port writes, and one that the peer writes. */
static void check_halves(const struct check *c, uint32_t index)
{
	uint32_t vm = port_vm(c->system, c->bus, c->peer[index]);
	struct bulkhead_channel half[2] = {{.size = 0}};
	bool there = boot_page_channel(&c->page, 2 * index, &half[0]) &&
		     boot_page_channel(&c->page, 2 * index + 1, &half[1]);

	if (!there || half[0].peer != vm || half[1].peer != vm || half[0].size != PAGE_SIZE ||
	    half[1].size != PAGE_SIZE ||
	    half[0].rights + half[1].rights != BOTH + BULKHEAD_RIGHT_READ)
		wrong(c, "it isn't joined as described to ", c->peer[index]);
}

/* The peers that are told to be real buses are the uplink, if it is one of them. */
static bool knows_uplink(const struct check *c)
{
	uint32_t slow = 0;

	if (tree_has(c->system->described.system, c->bus, UPLINK))
		for (uint32_t i = 0; i < c->port.peer_count; i++)
			slow |= (uint32_t)!strcmp(c->peer[i], UPLINK) << i;
	return c->port.slow == slow;
}

/* The port's peers are the ports that a rule joins it to, in the order of `ports`. */
static bool check_peers(struct check *c)
{
	const char *port;
	uint32_t count = 0;

	for (int i = 0; (port = port_name(c->system, c->bus, i)); i++)
		if (joined(c, c->name, port)) {
			if (count < CAN_PEERS_MAX)
				c->peer[count] = port;
			count++;
		}
	if (count != c->port.peer_count ||
	    c->page.head.channel_count != 2 * count + !is_uplink(c)) {
		wrong(c, "it has other peers than described", "");
		return false;
	}
	for (uint32_t i = 0; i < count; i++)
		check_halves(c, i);
	if (!knows_uplink(c))
		wrong(c, "it takes another port than described for a real bus", "");
	return true;
}

static bool read_port(struct check *c)
{
	const struct boot_page_table to = {
	    &c->port,	  c->rule, sizeof(c->port), sizeof(*c->rule), &c->port.rule_count,
	    CAN_RULES_MAX};

	return c->vm != BULKHEAD_NONE && boot_page_open(c->system, c->vm, &c->page) &&
	       boot_page_table(&c->page, &to) && c->port.peer_count <= CAN_PEERS_MAX;
}

/* The VM that shares the message RAM, the port's last channel. */
static uint32_t vm_of_ram(const struct check *c)
{
	struct bulkhead_channel ram;

	if (!boot_page_channel(&c->page, 2 * c->port.peer_count, &ram) || ram.rights != BOTH ||
	    ram.size != PAGE_SIZE || ram.virq)
		return BULKHEAD_NONE;
	return ram.peer;
}

/* A guest's controller has its bus and its client's message RAM. */
static bool serves_client(const struct check *c)
{
	uint32_t client = boot_page_client(&c->page);

	return !c->page.head.device_count && client == vm_of_ram(c) &&
	       client == description_vm(c->system, c->name);
}

/* The driver of a real bus has its controller, with the described bit rate, and no client. */
static bool drives_uplink(const struct check *c)
{
	const void *tree = c->system->described.system;
	int vm = c->system->described.nodes[c->vm];
	const char *device = tree_text(tree, vm, "devices"), *args = tree_text(tree, vm, "args");
	char rate[NAME];

	snprintf(rate, sizeof(rate), "rate=%u clock=%u",
		 (unsigned)tree_number(tree, c->bus, "bit-rate", BIT_RATE),
		 (unsigned)tree_number(tree, c->bus, "clock-hz", CLOCK));
	return device && !tree_item(tree, vm, "devices", 1) &&
	       !strcmp(device, tree_text(tree, c->bus, UPLINK)) && args && !strcmp(args, rate) &&
	       boot_page_client(&c->page) == BULKHEAD_NONE;
}

static void check_port(struct check *c)
{
	const void *tree = c->system->described.system;
	int own = fdt_subnode_offset(tree, c->bus, c->name);

	if (c->port.frames != tree_number(tree, own, "frames-per-second",
					  tree_number(tree, c->bus, "frames-per-second", 0)))
		wrong(c, "another limit than described", "");
	if (is_uplink(c) && !drives_uplink(c))
		wrong(c, "it drives another controller than described, or otherwise", "");
	if (c->page.head.window_count || (!is_uplink(c) && !serves_client(c)))
		wrong(c, "it reaches more than its bus, or serves another than ", c->name);
	if (!is_uplink(c) &&
	    !description_bound(c->system, boot_page_client(&c->page), c->vm, own, BUDGET_US))
		wrong(c, "its client's route has another bound than described", "");
	if (check_peers(c))
		check_identifiers(c);
}

void check_can(struct system *system)
{
	const void *tree = system->described.system;
	int group = description_group(system, 0, "can"), bus;

	if (group < 0)
		return;
	fdt_for_each_subnode(bus, tree, group)
	{
		struct check c = {.system = system, .bus = bus};

		for (int i = 0; (c.name = port_name(system, bus, i)); i++) {
			c.vm = port_vm(system, bus, c.name);
			if (read_port(&c))
				check_port(&c);
			else
				finding_add(system->findings, VERIFY_CAN,
					    "bus %s: %s isn't one of its ports",
					    tree_name(tree, bus), c.name);
		}
	}
}
