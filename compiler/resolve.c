/* SPDX-License-Identifier: BSD-3-Clause */
/* From names to numbers: replicated VMs, instances per client, ids, clients of extensions. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "diagnostics.h"
#include "pci.h"
#include "registers.h"
#include "resolve.h"

#define COPY_LIST(list)                                                                      \
	do {                                                                                 \
		void *old_ = (list)->items;                                                  \
		(list)->items = host_allocate((list)->count * sizeof(*(list)->items) + 1);   \
		if ((list)->count)                                                           \
			memcpy((list)->items, old_, (list)->count * sizeof(*(list)->items)); \
		(list)->capacity = (list)->count;                                            \
	} while (0)

static struct vm *add_copy(struct system *system, const struct vm *model, const char *name)
{
	struct vm copy = *model, *vm;

	copy.name = name;
	COPY_LIST(&copy.routes);
	COPY_LIST(&copy.windows);
	COPY_LIST(&copy.injects);
	if (name != model->name && strlen(name) >= BULKHEAD_NAME_SIZE)
		diag_error(model->path, NULL,
			   "its instance's name %s has %zu characters, at most %d are expected",
			   name, strlen(name), BULKHEAD_NAME_SIZE - 1);
	vm = LIST_ADD(&system->vms);
	*vm = copy;
	return vm;
}

/* The instance of a template for one client, made at the first call; NULL: another VM has its name. */
static const char *instance(struct system *system, const struct vm *template, const char *client)
{
	const char *name = host_format("%s-%s", template->name, client);
	struct vm *vm = system_vm(system, name);

	if (vm && vm->for_client && vm->path == template->path)
		return name;
	if (vm) {
		diag_error(template->path, "per-client",
			   "the name of its instance for %s, %s, is another VM's", client, name);
		return NULL;
	}
	vm = add_copy(system, template, name);
	vm->for_client = client;
	for (size_t i = 0; i < vm->windows.count; i++)
		if (!vm->windows.items[i].client)
			vm->windows.items[i].client = client;
	for (size_t i = 0; i < vm->injects.count; i++)
		if (!vm->injects.items[i].client)
			vm->injects.items[i].client = client;
	return name;
}

static int compare_names(const void *a, const void *b)
{
	const struct vm *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);

	return order ? order : (*x > *y) - (*x < *y);
}

/* Reports VMs of the same name: an instance may get the name of another VM. */
static void check_names(const struct system *system)
{
	const struct vm **sorted = host_allocate(system->vms.count * sizeof(*sorted) + 1);

	for (size_t i = 0; i < system->vms.count; i++)
		sorted[i] = &system->vms.items[i];
	if (system->vms.count)
		qsort(sorted, system->vms.count, sizeof(*sorted), compare_names);
	for (size_t i = 1; i < system->vms.count; i++)
		if (!strcmp(sorted[i - 1]->name, sorted[i]->name))
			diag_error(sorted[i]->path, NULL,
				   "the name %s is that of an instance of %s", sorted[i]->name,
				   sorted[i - 1]->path);
}

static void replicate(struct system *system)
{
	struct system described = *system;

	memset(&system->vms, 0, sizeof(system->vms));
	for (size_t i = 0; i < described.vms.count; i++) {
		const struct vm *vm = &described.vms.items[i];

		if (vm->per_client) {
			if (vm->kind == MANIFEST_VM_GUEST)
				diag_wrong(vm->path, "per-client",
					   "a guest has no clients; kind = \"extension\" "
					   "or \"service\" is expected");
			continue;
		}
		for (uint32_t n = 0; n < vm->instances; n++)
			add_copy(system, vm,
				 vm->instances == 1 ? vm->name : host_format("%s-%u", vm->name, n));
	}
	check_names(system);
	/* The list grows during this walk: an instance may call other templates. */
	for (size_t i = 0; i < system->vms.count; i++)
		for (size_t r = 0; r < system->vms.items[i].routes.count; r++) {
			const char *target = system->vms.items[i].routes.items[r].extension;
			const char *client =
			    system->vms.items[i].for_client ?: system->vms.items[i].name;

			for (size_t t = 0; target && t < described.vms.count; t++)
				if (described.vms.items[t].per_client &&
				    !strcmp(described.vms.items[t].name, target)) {
					const char *name =
					    instance(system, &described.vms.items[t], client);

					system->vms.items[i].routes.items[r].extension = name;
					described.vms.items[t].instances = 0;
				}
		}
	for (size_t t = 0; t < described.vms.count; t++)
		if (described.vms.items[t].per_client && described.vms.items[t].instances)
			diag_error(described.vms.items[t].path, "per-client",
				   "no VM has a route to it, at least one client is expected");
	system->described = described.vms.items;
	system->described_count = described.vms.count;
}

static void resolve_route(struct system *system, struct vm *vm, struct route *route)
{
	struct vm *target = system_vm(system, route->extension);
	/* Function ids have 32 bits, addresses of a VM at most 40. */
	static const uint64_t limits[] = {
	    [MANIFEST_CLASS_SMC] = UINT32_MAX,	      [MANIFEST_CLASS_HVC] = UINT32_MAX,
	    [MANIFEST_CLASS_MMIO] = (1ull << 40) - 1, [MANIFEST_CLASS_SYSREG] = UINT32_MAX,
	    [MANIFEST_CLASS_UNHANDLED] = UINT64_MAX,  [ROUTE_CALL] = UINT64_MAX};
	size_t n = route->range.count;
	const uint32_t *c = route->range.items;

	route->target = BULKHEAD_NONE;
	if (!route->extension)
		return;
	if (!target) {
		const char *hint = diag_hint(route->extension, system->described,
					     system->described_count, sizeof(struct vm));

		diag_error(route->path, "extension", "there is no VM \"%s\"%s", route->extension,
			   *hint ? hint : system_vm_hint(system, route->extension));
	} else if (target->kind == MANIFEST_VM_GUEST)
		diag_error(route->path, "extension",
			   "%s is a guest, an extension or a service is expected", target->name);
	else
		route->target = target->id;
	if (route->class == ROUTE_UNKNOWN)
		return;
	if (route->class == ROUTE_CALL || route->class == MANIFEST_CLASS_UNHANDLED) {
		if (n)
			diag_error(route->path, "range",
				   "is for classes smc, hvc, mmio and sysreg");
		route->last = UINT64_MAX;
	} else if (route->function) {
		if (n || route->class != MANIFEST_CLASS_MMIO ||
		    (system->board.bridge.node >= 0 &&
		     !pci_page(system, route->function, &route->first)))
			diag_wrong(route->path, "function",
				   "a function of /pci is expected, in a route of class mmio "
				   "without `range'");
		route->last = route->first + PAGE - 1;
	} else if (n == 2) {
		route->first = c[0];
		route->last = c[1];
	} else if (n == 4) {
		route->first = (uint64_t)c[0] << 32 | c[1];
		route->last = (uint64_t)c[2] << 32 | c[3];
	} else {
		diag_wrong(route->path, "range",
			   "<FIRST LAST> is expected, both inclusive (or both as two cells)");
	}
	if (route->first > route->last)
		diag_wrong(route->path, "range", "its last value is below its first");
	if (n && route->last > limits[route->class])
		diag_wrong(route->path, "range", "its last value is above 0x%" PRIx64,
			   limits[route->class]);
	if (route->results && route->class >= MANIFEST_CLASS_MMIO && route->class != ROUTE_CALL)
		diag_error(route->path, "results", "is for classes smc, hvc and call");
	if (!route->results)
		route->results = 4;
	if (route->error.count > 2)
		diag_error(route->path, "error", "one cell or two are expected");
	if (vm_is_extension(vm) != (route->class == ROUTE_CALL))
		diag_error(route->path, "class",
			   vm_is_extension(vm) ? "an extension has calls only"
					       : "\"call\" is for extensions only");
	/* A stock driver survives a slow or silent device, but no external abort. */
	if (route->on_failure == FAILURE_OF_CLASS)
		route->on_failure = route->class == MANIFEST_CLASS_MMIO ? MANIFEST_FAILURE_RETRY
									: MANIFEST_FAILURE_ERROR;
	if (route->on_failure == MANIFEST_FAILURE_IGNORE && route->class != MANIFEST_CLASS_MMIO)
		diag_error(route->path, "on-failure", "\"ignore\" is for class mmio");
	if (route->on_failure == MANIFEST_FAILURE_RETRY &&
	    (route->class == MANIFEST_CLASS_UNHANDLED || route->class == ROUTE_CALL))
		diag_error(route->path, "on-failure",
			   "\"retry\" is for classes smc, hvc, mmio and sysreg");
	if (route->results != 4 && route->results != 8)
		diag_error(route->path, "results", "4 or 8 is expected");
	if (!route->budget_us && route->target != BULKHEAD_NONE)
		diag_error(route->path, "budget-us",
			   "is missing: a request needs a bound of its CPU time");
}

/* Resolves the client of a window that only devices reach: any other VM. */
static uint32_t resolve_dma(struct system *system, const struct vm *vm, const struct window *window)
{
	const struct vm *client = window->client ? system_vm(system, window->client) : NULL;

	if (vm_is_extension(vm) || !vm->devices.count)
		diag_error(window->path, "rights", "\"dma\" is for a service with `devices'");
	if (window->rights & BULKHEAD_RIGHT_READ && !system->board.smmu.base)
		diag_error(
		    window->path, "rights",
		    "without an SMMU, nothing keeps a device from writing: \"dma\" is expected");
	if (!window->client)
		diag_error(window->path, "client", "is missing: the VM whose memory it is");
	else if (!client)
		diag_error(window->path, "client", "there is no VM \"%s\"%s", window->client,
			   system_vm_hint(system, window->client));
	else if (client == vm)
		diag_error(window->path, "client", "another VM is expected");
	else
		return client->id;
	return BULKHEAD_NONE;
}

static uint32_t resolve_client(struct system *system, const struct vm *vm, const char *path,
			       const char *name)
{
	struct vm *client = name ? system_vm(system, name) : NULL;

	if (!name && vm->clients.count == 1)
		return vm->clients.items[0];
	if (!name)
		diag_error(path, "client", "is missing: %s has %zu clients", vm->name,
			   vm->clients.count);
	else if (!client)
		diag_error(path, "client", "there is no VM \"%s\"%s", name,
			   system_vm_hint(system, name));
	else {
		for (size_t i = 0; i < vm->clients.count; i++)
			if (vm->clients.items[i] == client->id)
				return client->id;
		diag_error(path, "client", "%s has no route to %s, a client is expected", name,
			   vm->name);
	}
	return BULKHEAD_NONE;
}

/*
 * Returns the depth of the deepest nesting of activations below a VM, and notes the root client in each extension.
 */
static uint64_t visit(struct system *system, struct vm *vm, uint32_t root, unsigned depth)
{
	uint64_t deepest = 0;

	if (depth > system->vms.count)
		return 0; /* a cycle: check() reports it */
	for (size_t i = 0; i < vm->routes.count; i++) {
		uint32_t target = vm->routes.items[i].target;
		struct vm *extension;
		uint64_t below;

		if (target == BULKHEAD_NONE || target == root)
			continue;
		extension = &system->vms.items[target];
		if (!extension->clients.count ||
		    extension->clients.items[extension->clients.count - 1] != root)
			*LIST_ADD(&extension->clients) = root;
		below = 1 + visit(system, extension, root, depth + 1);
		if (below > deepest)
			deepest = below;
	}
	return deepest;
}

/* Do calls lead from one VM to another? A cycle is reported once for each VM on it. */
static bool reaches(const struct system *system, uint32_t from, uint32_t to, uint8_t *seen)
{
	const struct vm *vm = &system->vms.items[from];

	for (size_t i = 0; i < vm->routes.count; i++) {
		uint32_t target = vm->routes.items[i].target;

		if (target == to)
			return true;
		if (target == BULKHEAD_NONE || seen[target])
			continue;
		seen[target] = 1;
		if (reaches(system, target, to, seen))
			return true;
	}
	return false;
}

static bool acyclic(struct system *system)
{
	bool ok = true;

	for (uint32_t i = 0; i < system->vms.count; i++) {
		struct vm *vm = &system->vms.items[i];

		if (vm->kind != MANIFEST_VM_GUEST && vm->routes.count &&
		    reaches(system, i, i, host_allocate(system->vms.count))) {
			diag_error(vm->path, "routes",
				   "the calls of %s lead back to itself, no cycle is expected",
				   vm->name);
			ok = false;
		}
	}
	return ok;
}

static void resolve_channel(struct system *system, struct channel *channel)
{
	channel->vm[0] = channel->vm[1] = BULKHEAD_NONE;
	if (channel->between.count != 2) {
		if (channel->between.items)
			diag_error(channel->path, "between", "the names of two VMs are expected");
		return;
	}
	if (channel->min_interval_us && !channel->doorbells)
		diag_error(channel->path, "min-interval-us", "is for a channel with `doorbells'");
	for (int i = 0; i < 2; i++) {
		struct vm *vm = system_vm(system, channel->between.items[i]);

		if (!vm)
			diag_error(channel->path, "between", "there is no VM \"%s\"%s",
				   channel->between.items[i],
				   system_vm_hint(system, channel->between.items[i]));
		else if (vm_is_extension(vm) && channel->doorbells && vm->clients.count != 1)
			diag_error(channel->path, "between",
				   "%s has %zu clients: a doorbell of an extension notifies its "
				   "only client, one is expected",
				   vm->name, vm->clients.count);
		else
			channel->vm[i] = vm->id;
	}
	for (size_t i = 0; i < channel->user_space.count; i++) {
		const struct vm *vm = system_vm(system, channel->user_space.items[i]);

		if (vm && !vm->linux_.present)
			diag_error(channel->path, "user-space", "%s is no Linux guest", vm->name);
	}
	if (channel->user_space.count && !channel->doorbells)
		diag_error(channel->path, "user-space", "is for a channel with `doorbells'");
	if (channel->vm[0] == channel->vm[1] && channel->vm[0] != BULKHEAD_NONE)
		diag_error(channel->path, "between", "two different VMs are expected");
}

static bool subscribes(const struct broadcast *broadcast, uint32_t vm)
{
	for (size_t i = 0; i < broadcast->vms.count; i++)
		if (broadcast->vms.items[i] == vm)
			return true;
	return false;
}

static void resolve_broadcast(struct system *system, struct broadcast *broadcast)
{
	for (size_t i = 0; i < broadcast->subscribers.count; i++) {
		struct vm *vm = system_vm(system, broadcast->subscribers.items[i]);

		if (!vm || vm_is_extension(vm))
			diag_error(broadcast->path, "subscribers", "\"%s\" is no VM with vCPUs%s",
				   broadcast->subscribers.items[i],
				   vm ? ""
				      : system_vm_hint(system, broadcast->subscribers.items[i]));
		else if (subscribes(broadcast, vm->id))
			diag_error(broadcast->path, "subscribers", "%s is named twice", vm->name);
		else
			*LIST_ADD(&broadcast->vms) = vm->id;
	}
}

/* Sorts injections by client: the boot information names those of a client by first index and count. */
static void sort_injects(struct vm *vm)
{
	for (size_t i = 1; i < vm->injects.count; i++)
		for (size_t n = i; n && vm->injects.items[n - 1].vm > vm->injects.items[n].vm;
		     n--) {
			struct inject other = vm->injects.items[n];

			vm->injects.items[n] = vm->injects.items[n - 1];
			vm->injects.items[n - 1] = other;
		}
}

void resolve(struct system *system)
{
	static const char *const schedule[] = {"vcpus",	    "cpus",	 "priority",
					       "budget-us", "period-us", "deadline-us"};

	replicate(system);
	for (uint32_t i = 0; i < system->vms.count; i++) {
		struct vm *vm = &system->vms.items[i];

		vm->id = i;
		vm->first_vcpu = system->vcpu_count;
		if (vm_is_extension(vm)) {
			for (size_t p = 0; p < COUNT_OF(schedule); p++)
				if (node_has(vm->node, schedule[p]))
					diag_error(vm->path, schedule[p],
						   "an extension runs on its clients' time, no "
						   "schedule is expected");
			vm->vcpus = 0;
		}
		system->vcpu_count += vm->vcpus;
	}
	for (size_t i = 0; i < system->vms.count; i++)
		for (size_t r = 0; r < system->vms.items[i].routes.count; r++)
			resolve_route(system, &system->vms.items[i],
				      &system->vms.items[i].routes.items[r]);
	if (acyclic(system))
		for (uint32_t i = 0; i < system->vms.count; i++)
			if (!vm_is_extension(&system->vms.items[i]))
				system->vms.items[i].deepest =
				    visit(system, &system->vms.items[i], i, 0);
	for (size_t i = 0; i < system->vms.count; i++) {
		struct vm *vm = &system->vms.items[i];

		for (size_t w = 0; w < vm->windows.count; w++)
			vm->windows.items[w].vm =
			    vm->windows.items[w].rights & BULKHEAD_RIGHT_DMA
				? resolve_dma(system, vm, &vm->windows.items[w])
				: resolve_client(system, vm, vm->windows.items[w].path,
						 vm->windows.items[w].client);
		for (size_t w = 0; w < vm->injects.count; w++)
			vm->injects.items[w].vm = resolve_client(
			    system, vm, vm->injects.items[w].path, vm->injects.items[w].client);
	}
	for (size_t i = 0; i < system->vms.count; i++)
		sort_injects(&system->vms.items[i]);
	for (size_t i = 0; i < system->channels.count; i++)
		resolve_channel(system, &system->channels.items[i]);
	registers_resolve(system);
	for (size_t i = 0; i < system->broadcasts.count; i++)
		resolve_broadcast(system, &system->broadcasts.items[i]);
}
