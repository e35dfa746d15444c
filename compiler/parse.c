/* SPDX-License-Identifier: BSD-3-Clause */
/* The format of a system description: docs/system-description.md. */
#include <libfdt.h>
#include <string.h>
#include "diagnostics.h"
#include "parse.h"

/* Physical addresses of 40 bits, which every supported core has. */
#define ADDRESS_MAX (1ull << 40)
/* An hour, whose ticks fit in 64 bits for any counter (1 GHz at most). */
#define WINDOW_MS_MAX	     3600000
#define DMA_INTERVAL_US	     1000
#define STRUCT(type, member) offsetof(struct type, member)

static const char *const kinds[] = {"guest", "extension", "service", NULL};
static const char *const asils[] = {"QM", "A", "B", "C", "D", NULL};
static const char *const classes[] = {"smc", "hvc", "mmio", "sysreg", "unhandled", "call", NULL};
static const char *const policies[] = {"stop", "restart", NULL};
static const char *const failures[] = {"error", "ignore", "retry", NULL};
static const char *const rights[] = {"read", "write", "read-write", "dma", "dma-read", NULL};
static const char *const partitions[] = {"optee", NULL};
static const char *const tees[] = {"window", "dynamic", NULL};

static const struct field system_fields[] = {
    {"compatible", FIELD_IGNORE, 0, .required = true},
    {"model", FIELD_STRING, STRUCT(system, name)},
    {"board", FIELD_STRING, STRUCT(system, board_name), .required = true},
    {"cpus", FIELD_U32, STRUCT(system, cpus), .minimum = 1, .maximum = BOARD_CPUS_MAX},
    {"cpu", FIELD_STRING, STRUCT(system, cpu)},
    {"memory-size", FIELD_U64, STRUCT(system, memory_size), .minimum = 1 << 20,
     .maximum = ADDRESS_MAX, .unit = 1 << 20},
    {"qemu", FIELD_STRING, STRUCT(system, qemu), .may_be_empty = true},
    {"trace-entries", FIELD_U32, STRUCT(system, trace_entries), .maximum = 1 << 20},
    {"trace-events", FIELD_STRINGS, STRUCT(system, trace_names)},
    {"idle-at-end", FIELD_FLAG, STRUCT(system, idle_at_end)},
    {"dma-interval-us", FIELD_U32, STRUCT(system, dma_interval_us), .minimum = 100,
     .maximum = 1000000},
};

static const struct field vm_fields[] = {
    {"kind", FIELD_CHOICE, STRUCT(vm, kind), .choices = kinds},
    {"asil", FIELD_CHOICE, STRUCT(vm, asil), .choices = asils},
    {"image", FIELD_STRING, STRUCT(vm, image_file)},
    {"load-address", FIELD_U64, STRUCT(vm, load_address), .maximum = ADDRESS_MAX},
    {"in-place", FIELD_FLAG, STRUCT(vm, in_place)},
    {"pmu", FIELD_FLAG, STRUCT(vm, pmu)},
    {"virtio-slots", FIELD_FLAG, STRUCT(vm, virtio_slots)},
    {"entry", FIELD_U64, STRUCT(vm, entry)},
    {"memory", FIELD_U64, STRUCT(vm, memory), .minimum = PAGE, .maximum = ADDRESS_MAX,
     .unit = PAGE},
    {"memory-at", FIELD_U64, STRUCT(vm, memory_at), .minimum = PAGE, .maximum = ADDRESS_MAX,
     .unit = PAGE},
    {"memory-ipa", FIELD_U64, STRUCT(vm, memory_ipa), .minimum = PAGE, .maximum = ADDRESS_MAX,
     .unit = PAGE},
    {"vcpus", FIELD_U32, STRUCT(vm, vcpus), .minimum = 1, .maximum = 64},
    {"cpus", FIELD_CELLS, STRUCT(vm, cpus)},
    {"priority", FIELD_U32, STRUCT(vm, priority), .maximum = 63},
    {"budget-us", FIELD_U32, STRUCT(vm, budget_us), .minimum = 1},
    {"period-us", FIELD_U32, STRUCT(vm, period_us), .minimum = 1},
    {"devices", FIELD_STRINGS, STRUCT(vm, devices)},
    {"interrupts", FIELD_CELLS, STRUCT(vm, interrupts), .minimum = 32, .maximum = 1019},
    {"watchdog-us", FIELD_U32, STRUCT(vm, watchdog_us), .minimum = 1},
    {"deadline-us", FIELD_U32, STRUCT(vm, deadline_us), .minimum = 1},
    {"no-autostart", FIELD_FLAG, STRUCT(vm, no_autostart)},
    {"keepalive", FIELD_FLAG, STRUCT(vm, keepalive)},
    {"privileges", FIELD_STRINGS, STRUCT(vm, privileges)},
    {"events", FIELD_U32, STRUCT(vm, events), .minimum = 32, .maximum = 1019},
    {"accept", FIELD_STRINGS, STRUCT(vm, accept)},
    {"args", FIELD_STRING, STRUCT(vm, args), .may_be_empty = true},
    {"configuration", FIELD_CELLS, STRUCT(vm, configuration)},
    {"stack-size", FIELD_U32, STRUCT(vm, stack_size), .minimum = PAGE, .maximum = 1 << 20,
     .unit = PAGE},
    {"instances", FIELD_U32, STRUCT(vm, instances), .minimum = 1, .maximum = 16384},
    {"per-client", FIELD_FLAG, STRUCT(vm, per_client)},
    {"secure-id", FIELD_U32, STRUCT(vm, secure_id), .minimum = 1, .maximum = 0xffff},
    {"secure-calls", FIELD_CELLS, STRUCT(vm, secure_calls)},
    {"secure-partition", FIELD_CHOICE, STRUCT(vm, partition), .minimum = 1, .choices = partitions},
    {"secure-start", FIELD_CELLS, STRUCT(vm, secure_start)},
    {"secure-stop", FIELD_CELLS, STRUCT(vm, secure_stop)},
    {"tee", FIELD_CHOICE, STRUCT(vm, tee), .minimum = 1, .choices = tees},
    {"tee-shm", FIELD_U64, STRUCT(vm, tee_shm), .minimum = PAGE, .maximum = 256 << 20,
     .unit = PAGE},
    {"tee-notify", FIELD_STRING, STRUCT(vm, tee_notify)},
};

static const struct field linux_fields[] = {
    {"kernel", FIELD_STRING, STRUCT(vm, linux_.kernel), .required = true},
    {"initrd", FIELD_STRING, STRUCT(vm, linux_.initrd)},
    {"bootargs", FIELD_STRING, STRUCT(vm, linux_.bootargs), .may_be_empty = true},
};

static const struct field restart_fields[] = {
    {"on-fault", FIELD_CHOICE, STRUCT(vm, restart.on_fault), .choices = policies},
    {"on-reset", FIELD_CHOICE, STRUCT(vm, restart.on_reset), .choices = policies},
    {"max", FIELD_U32, STRUCT(vm, restart.max)},
    {"window-ms", FIELD_U32, STRUCT(vm, restart.window_ms), .minimum = 1, .maximum = WINDOW_MS_MAX},
};

static const struct field route_fields[] = {
    {"class", FIELD_CHOICE, STRUCT(route, class), .required = true, .choices = classes},
    {"range", FIELD_CELLS, STRUCT(route, range)},
    {"function", FIELD_STRING, STRUCT(route, function)},
    {"extension", FIELD_STRING, STRUCT(route, extension), .required = true},
    {"results", FIELD_U32, STRUCT(route, results), .minimum = 4, .maximum = 8},
    {"badge", FIELD_U32, STRUCT(route, badge), .maximum = 0xffff},
    {"budget-us", FIELD_U32, STRUCT(route, budget_us), .minimum = 1},
    {"secure-us", FIELD_U32, STRUCT(route, secure_us)},
    {"error", FIELD_CELLS, STRUCT(route, error)},
    {"on-failure", FIELD_CHOICE, STRUCT(route, on_failure), .choices = failures},
    {"registers", FIELD_FLAG, STRUCT(route, registers)},
    {"compatible", FIELD_STRINGS, STRUCT(route, compatible)},
};

static const struct field window_fields[] = {
    {"client", FIELD_STRING, STRUCT(window, client)},
    {"area", FIELD_STRING, STRUCT(window, area)},
    {"offset", FIELD_U64, STRUCT(window, offset), .unit = PAGE},
    {"size", FIELD_U64, STRUCT(window, size), .minimum = PAGE, .unit = PAGE},
    {"rights", FIELD_CHOICE, STRUCT(window, rights), .minimum = 1, .choices = rights},
    {"whole", FIELD_FLAG, STRUCT(window, whole)},
};

static const struct field inject_fields[] = {
    {"client", FIELD_STRING, STRUCT(inject, client)},
    {"interrupt", FIELD_U32, STRUCT(inject, interrupt), .required = true, .minimum = 32,
     .maximum = 1019},
};

static const struct field exclusive_fields[] = {
    {"priority", FIELD_U32, STRUCT(exclusive, priority), .required = true, .maximum = 63},
    {"length-us", FIELD_U32, STRUCT(exclusive, length_us), .required = true, .minimum = 1},
};

static const struct field channel_fields[] = {
    {"between", FIELD_STRINGS, STRUCT(channel, between), .required = true},
    {"size", FIELD_U64, STRUCT(channel, size), .required = true, .minimum = PAGE,
     .maximum = ADDRESS_MAX, .unit = PAGE},
    {"doorbells", FIELD_FLAG, STRUCT(channel, doorbells)},
    {"one-way", FIELD_FLAG, STRUCT(channel, one_way)},
    {"uncached", FIELD_FLAG, STRUCT(channel, uncached)},
    {"min-interval-us", FIELD_U32, STRUCT(channel, min_interval_us)},
    {"user-space", FIELD_STRINGS, STRUCT(channel, user_space)},
};

static const struct field broadcast_fields[] = {
    {"interrupt", FIELD_U32, STRUCT(broadcast, interrupt), .required = true, .minimum = 32,
     .maximum = 1019},
    {"subscribers", FIELD_STRINGS, STRUCT(broadcast, subscribers), .required = true},
    {"min-interval-us", FIELD_U32, STRUCT(broadcast, min_interval_us), .required = true,
     .minimum = 1},
};

static const struct field function_fields[] = {
    {"function", FIELD_CELLS, STRUCT(function, address), .required = true, .maximum = 255},
    {"bars", FIELD_CELLS, STRUCT(function, bars)},
    {"pin", FIELD_U32, STRUCT(function, pin), .minimum = 1, .maximum = 4},
    {"port", FIELD_CELLS, STRUCT(function, port), .maximum = 255},
    {"reset", FIELD_IGNORE, 0}, /* expand_pci.c */
};

#define READ(node, fields, object) fields_read(node, fields, COUNT_OF(fields), object)
/* The first child of PARENT/GROUP, a group that may have no properties. */
static struct node group_first(struct node parent, const char *name)
{
	struct node group = node_child(parent, name);

	if (group.offset >= 0)
		fields_read(group, NULL, 0, NULL);
	return node_first(group);
}

/* Reads each child of PARENT/GROUP as an item of a list. */
#define READ_ITEMS(parent, group, list, fields, ...)                            \
	for (struct node item_ = group_first(parent, group); item_.offset >= 0; \
	     item_ = node_next(item_)) {                                        \
		__typeof__(*(list)->items) *new_ = LIST_ADD(list);              \
		*new_ = (__typeof__(*new_)){                                    \
		    .name = node_name(item_), .path = item_.path, __VA_ARGS__}; \
		READ(item_, fields, new_);                                      \
		nodes_known(item_, NULL, 0);                                    \
	}

static void check_name(const char *path, const char *name)
{
	if (!*name)
		diag_error(path, NULL, "the name is empty");
	if (strlen(name) >= BULKHEAD_NAME_SIZE)
		diag_error(path, NULL, "the name has %zu characters, at most %d are expected",
			   strlen(name), BULKHEAD_NAME_SIZE - 1);
}

static void parse_vm(struct system *system, struct node node)
{
	struct vm *vm = LIST_ADD(&system->vms);
	struct node child;

	*vm = (struct vm){
	    .name = node_name(node),
	    .path = node.path,
	    .node = node,
	    .vcpus = 1,
	    .instances = 1,
	    .priority = 32,
	    .stack_size = PAGE,
	    .restart = {.on_reset = MANIFEST_POLICY_RESTART, .max = 3, .window_ms = 10000}};
	READ(node, vm_fields, vm);
	nodes_known(
	    node,
	    (const char *const[]){"linux", "restart", "routes", "windows", "inject", "exclusive"},
	    6);
	child = node_child(node, "linux");
	if (child.offset >= 0) {
		vm->linux_.present = true;
		READ(child, linux_fields, vm);
		nodes_known(child, NULL, 0);
	}
	child = node_child(node, "restart");
	if (child.offset >= 0) {
		READ(child, restart_fields, vm);
		nodes_known(child, NULL, 0);
	}
	READ_ITEMS(node, "routes", &vm->routes, route_fields, .class = ROUTE_UNKNOWN,
		   .badge = BADGE_OF_CLIENT, .on_failure = FAILURE_OF_CLASS);
	READ_ITEMS(node, "windows", &vm->windows, window_fields,
		   .rights = BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE);
	READ_ITEMS(node, "inject", &vm->injects, inject_fields, .interrupt = 0);
	READ_ITEMS(node, "exclusive", &vm->exclusives, exclusive_fields, .priority = 0);
	check_name(vm->path, vm->name);
	if (!vm->linux_.present == !vm->image_file)
		diag_wrong(vm->path, "image", "one of `image' and a node `linux' is expected");
	if (!vm->budget_us != !vm->period_us)
		diag_error(vm->path, vm->budget_us ? "period-us" : "budget-us",
			   "is missing: a budget and a period go together");
	else if (vm->budget_us > vm->period_us)
		diag_error(vm->path, "budget-us", "%u is more than the period of %u", vm->budget_us,
			   vm->period_us);
	if (vm->cpus.count && vm->cpus.count != vm->vcpus) {
		diag_wrong(vm->path, "cpus",
			   "%zu cores are named, one for each vCPU is expected (`vcpus' is %u)",
			   vm->cpus.count, vm->vcpus);
		vm->cpus.count = 0;
	}
	if (vm->per_client && node_has(node, "instances"))
		diag_error(vm->path, "instances", "a per-client template has one for each client");
	if (vm->tee == 1 && !vm->tee_shm)
		diag_error(vm->path, "tee-shm",
			   "is missing: tee = \"window\" shares an area of this size");
}

void parse(struct system *system, const void *tree)
{
	struct node root = node_at(tree, "/"), vms = node_child(root, "vms");

	system->dma_interval_us = DMA_INTERVAL_US;
	READ(root, system_fields, system);
	if (fdt_node_check_compatible(tree, 0, "bulkhead,system"))
		diag_error("/", "compatible", "\"bulkhead,system\" is expected");
	nodes_known(root,
		    (const char *const[]){"vms", "channels", "broadcasts", "networks", "displays",
					  "sound", "pci", "devices", "scmi", "can", "sensors"},
		    11);
	if (!system->name)
		system->name = "unnamed";
	if (vms.offset >= 0)
		fields_read(vms, NULL, 0, NULL);
	for (struct node vm = node_first(vms); vm.offset >= 0; vm = node_next(vm))
		parse_vm(system, vm);
	if (!system->vms.count)
		diag_error("/vms", NULL, "there are no VMs, at least one is expected");
	READ_ITEMS(root, "channels", &system->channels, channel_fields, .size = 0);
	READ_ITEMS(root, "broadcasts", &system->broadcasts, broadcast_fields, .interrupt = 0);
	READ_ITEMS(root, "pci", &system->functions, function_fields, .pin = 0);
	for (size_t i = 0; i < system->channels.count; i++)
		check_name(system->channels.items[i].path, system->channels.items[i].name);
}
