/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>
#include "diagnostics.h"
#include "flows.h"

#define ANY	 "*"
#define NOWHERE	 SIZE_MAX
#define EVERYONE (SIZE_MAX - 1)

struct rule {
	const char *path, *text;
	size_t from, to;
	bool both;
};

static size_t port_of(const struct flows *f, const struct rule *rule, const char *name)
{
	if (!strcmp(name, ANY))
		return EVERYONE;
	for (size_t i = 0; i < f->count; i++)
		if (!strcmp(f->ports[i].name, name))
			return i;
	diag_error(rule->path, "allow", "\"%s\": the network has no port \"%s\"%s", rule->text,
		   name, diag_hint(name, f->ports, f->count, sizeof(*f->ports)));
	return NOWHERE;
}

static bool parse(const struct flows *f, struct rule *rule)
{
	char *from = host_allocate(strlen(rule->text) + 1),
	     *to = host_allocate(strlen(rule->text) + 1);
	char arrow[4] = "", more;

	if (sscanf(rule->text, "%s %3s %s %c", from, arrow, to, &more) != 3 ||
	    (strcmp(arrow, "->") && strcmp(arrow, "<->"))) {
		diag_error(rule->path, "allow",
			   "\"%s\": \"A -> B\" or \"A <-> B\" is expected, * being all ports",
			   rule->text);
		return false;
	}
	rule->both = arrow[0] == '<';
	rule->from = port_of(f, rule, from);
	rule->to = port_of(f, rule, to);
	if (rule->from == rule->to && rule->from < f->count) {
		diag_error(rule->path, "allow", "\"%s\": a port sends nothing to itself",
			   rule->text);
		return false;
	}
	return rule->from != NOWHERE && rule->to != NOWHERE;
}

static bool apart(const struct flow_port *a, const struct flow_port *b)
{
	return a->vlan && b->vlan && a->vlan != b->vlan;
}

/* Allow one direction. @return whether it is newly allowed */
static bool add(struct flows *f, const struct rule *rule, size_t from, size_t to)
{
	bool *flow = &f->allowed[from * f->count + to], news = !*flow;

	if (from == to)
		return false;
	if (apart(&f->ports[from], &f->ports[to])) {
		/* "All" means all ports that the port is joined to. */
		if (rule->from < f->count && rule->to < f->count)
			diag_error(rule->path, "allow",
				   "\"%s\": VLAN %u and VLAN %u are separate networks", rule->text,
				   f->ports[from].vlan, f->ports[to].vlan);
		return rule->from < f->count && rule->to < f->count;
	}
	*flow = true;
	return news;
}

static void apply(struct flows *f, const struct rule *rule)
{
	bool news = false;

	for (size_t a = 0; a < f->count; a++)
		for (size_t b = 0; b < f->count; b++) {
			if ((rule->from != EVERYONE && rule->from != a) ||
			    (rule->to != EVERYONE && rule->to != b))
				continue;
			news |= add(f, rule, a, b);
			if (rule->both)
				news |= add(f, rule, b, a);
		}
	if (!news)
		diag_error(rule->path, "allow", "\"%s\": allows nothing that isn't allowed already",
			   rule->text);
}

void flows_read(struct flows *f, const char *path, const struct strings *allow)
{
	f->allowed = host_allocate(f->count * f->count * sizeof(*f->allowed) + 1);
	for (size_t i = 0; i < allow->count; i++) {
		struct rule rule = {.path = path, .text = allow->items[i]};

		if (parse(f, &rule))
			apply(f, &rule);
	}
}
