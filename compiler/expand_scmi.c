/* SPDX-License-Identifier: BSD-3-Clause */
/* The VMs' shares of the platform, /scmi: docs/system-description.md, "Clocks, power domains, resets". */
#include <arm/smccc.h>
#include <bulkhead/bootinfo.h>
#include <bulkhead/scmi.h>
#include <string.h>
#include "diagnostics.h"
#include "edit.h"
#include "expand_parts.h"
#include "field.h"
#include "place.h"

#define CALL	  SMCCC_FAST32(SMCCC_OWNER_SIP, 0x10u)
#define BUDGET_US 100000u
#define RESTARTS  1000u

struct clock {
	const char *name, *path;
	struct cells rates;
};
struct platform {
	const char *client, *path, *vm;
	struct strings domains, resets;
	uint32_t call, budget_us;
	LIST(struct clock) clocks;
};
static LIST(struct platform) platforms;

static const struct field platform_fields[] = {
    {"power-domains", FIELD_STRINGS, offsetof(struct platform, domains)},
    {"resets", FIELD_STRINGS, offsetof(struct platform, resets)},
    {"call", FIELD_U32, offsetof(struct platform, call), .minimum = SMCCC_FAST},
    {"budget-us", FIELD_U32, offsetof(struct platform, budget_us), .minimum = 1},
};
static const struct field clock_fields[] = {
    {"rates", FIELD_CELLS, offsetof(struct clock, rates), .required = true, .minimum = 1},
};

static void check_names(const char *path, const char *property, const struct strings *names)
{
	if (names->count > SCMI_THINGS)
		diag_error(path, property, "%zu are named, at most %u are possible", names->count,
			   SCMI_THINGS);
	for (size_t i = 0; i < names->count; i++) {
		if (strlen(names->items[i]) >= SCMI_NAME)
			diag_error(path, property,
				   "\"%s\" has %zu characters, at most %u are possible",
				   names->items[i], strlen(names->items[i]), SCMI_NAME - 1);
		for (size_t n = 0; n < i; n++)
			if (!strcmp(names->items[i], names->items[n]))
				diag_error(path, property, "\"%s\" is there twice",
					   names->items[i]);
	}
}

static void read_clock(struct platform *platform, struct node node)
{
	struct clock clock = {.name = node_name(node), .path = node.path};

	fields_read(node, clock_fields, COUNT_OF(clock_fields), &clock);
	nodes_known(node, NULL, 0);
	for (size_t i = 1; i < clock.rates.count; i++)
		if (clock.rates.items[i] <= clock.rates.items[i - 1])
			diag_error(node.path, "rates",
				   "%u stands behind %u, ascending order is expected",
				   clock.rates.items[i], clock.rates.items[i - 1]);
	if (strlen(clock.name) >= SCMI_NAME)
		diag_error(node.path, NULL, "the name has %zu characters, at most %u are possible",
			   strlen(clock.name), SCMI_NAME - 1);
	*LIST_ADD(&platform->clocks) = clock;
}

static void read_platform(const void *tree, struct node node)
{
	struct platform platform = {.client = node_name(node),
				    .path = node.path,
				    .vm = host_format("scmi-%s", node_name(node)),
				    .call = CALL,
				    .budget_us = BUDGET_US};
	unsigned before = diag_count();
	size_t rates = 0;

	fields_read(node, platform_fields, COUNT_OF(platform_fields), &platform);
	place_client(tree, node.path, NULL, platform.client);
	check_names(node.path, "power-domains", &platform.domains);
	check_names(node.path, "resets", &platform.resets);
	for (struct node n = node_first(node); n.offset >= 0; n = node_next(n))
		read_clock(&platform, n);
	for (size_t i = 0; i < platform.clocks.count; i++)
		rates += platform.clocks.items[i].rates.count;
	if (platform.clocks.count > SCMI_THINGS || rates > SCMI_RATES)
		diag_error(node.path, NULL,
			   "%zu clocks with %zu rates are described, at most %u with %u are "
			   "possible",
			   platform.clocks.count, rates, SCMI_THINGS, SCMI_RATES);
	if (!platform.clocks.count && !platform.domains.count && !platform.resets.count)
		diag_error(node.path, NULL,
			   "a clock, or one of `power-domains' and `resets' is expected");
	if (strlen(platform.vm) >= BULKHEAD_NAME_SIZE)
		diag_error(node.path, NULL, "\"%s\" has %zu characters, at most %d are expected",
			   platform.vm, strlen(platform.vm), BULKHEAD_NAME_SIZE - 1);
	if (diag_count() == before)
		*LIST_ADD(&platforms) = platform;
}

static struct scmi_name name_of(const char *text)
{
	struct scmi_name name = {""};

	memcpy(name.text, text, strlen(text));
	return name;
}

static char *add(char *at, const void *object, size_t size)
{
	memcpy(at, object, size);
	return at + size;
}

static char *add_names(char *at, const struct strings *names)
{
	for (size_t i = 0; i < names->count; i++) {
		struct scmi_name name = name_of(names->items[i]);

		at = add(at, &name, sizeof(name));
	}
	return at;
}

/* The cells are words in the byte order of the machine, which is little-endian like this host. */
static void add_configuration(const struct platform *p)
{
	uint32_t words[(sizeof(struct scmi_platform) + 2 * SCMI_THINGS * sizeof(struct scmi_name) +
			SCMI_THINGS * sizeof(struct scmi_clock)) /
			   sizeof(uint32_t) +
		       SCMI_RATES];
	struct scmi_platform head = {(uint32_t)p->domains.count, (uint32_t)p->clocks.count,
				     (uint32_t)p->resets.count, 0};
	char *at = (char *)words + sizeof(head);

	at = add_names(at, &p->domains);
	for (size_t i = 0; i < p->clocks.count; i++) {
		const struct clock *c = &p->clocks.items[i];
		struct scmi_clock clock = {name_of(c->name), head.rates, (uint32_t)c->rates.count};

		at = add(at, &clock, sizeof(clock));
		head.rates += clock.count;
	}
	at = add_names(at, &p->resets);
	for (size_t i = 0; i < p->clocks.count; i++)
		at = add(at, p->clocks.items[i].rates.items,
			 p->clocks.items[i].rates.count * sizeof(uint32_t));
	memcpy(words, &head, sizeof(head));
	edit_cells(host_format("/vms/%s", p->vm), "configuration", words,
		   (size_t)(at - (char *)words) / sizeof(uint32_t));
}

static void add_platform(const struct platform *p)
{
	const char *vm = edit_node("/vms", p->vm);
	const char *routes = edit_node(host_format("/vms/%s", p->client), "routes");
	const char *route = edit_node(routes, p->vm);
	const char *channel = edit_node(edit_node("/", "channels"), p->vm);

	edit_text(vm, "kind", "extension");
	edit_text(vm, "image", "services/scmi.elf");
	edit_number(edit_node(vm, "restart"), "max", RESTARTS);
	add_configuration(p);

	edit_text(route, "compatible", "arm,scmi-smc");
	edit_text(route, "class", "smc");
	edit_pair(route, "range", p->call, p->call);
	edit_text(route, "extension", p->vm);
	edit_number(route, "budget-us", p->budget_us);
	edit_number(route, "results", 4);

	/* Linux makes the call by PSCI's conduit, HVC. */
	route = edit_node(routes, host_format("%s-hvc", p->vm));
	edit_text(route, "class", "hvc");
	edit_pair(route, "range", p->call, p->call);
	edit_text(route, "extension", p->vm);
	edit_number(route, "budget-us", p->budget_us);
	edit_number(route, "results", 4);

	edit_texts(channel, "between", p->client, p->vm);
	edit_number(channel, "size", PAGE);
	edit_flag(channel, "uncached");
}

void expand_scmi_read(const void *tree)
{
	platforms = (__typeof__(platforms)){0};
	expand_each(tree, "scmi", read_platform);
}

void expand_scmi_add(void)
{
	for (size_t i = platforms.count; i-- > 0;)
		add_platform(&platforms.items[i]);
}
