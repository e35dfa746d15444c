/* SPDX-License-Identifier: BSD-3-Clause */
#include "back_end.h"
#include "edit.h"

#define RESTARTS	1000u
#define DRIVER_PRIORITY 40u

const char *back_end_add(const struct back_end *end)
{
	const char *vm = edit_node("/vms", end->name);
	const char *routes = edit_node(host_format("/vms/%s", end->client), "routes");
	const char *route = edit_node(routes, end->name);

	edit_text(vm, "kind", "extension");
	edit_text(vm, "image", end->image);
	edit_number(edit_node(vm, "restart"), "max", RESTARTS);
	edit_flag(edit_node(edit_node(vm, "windows"), "memory"), "whole");
	edit_number(edit_node(edit_node(vm, "inject"), "device"), "interrupt", end->interrupt);

	edit_text(route, "compatible", "virtio,mmio");
	edit_text(route, "class", "mmio");
	edit_pair(route, "range", end->address, end->address + PAGE - 1);
	edit_text(route, "extension", end->name);
	edit_number(route, "budget-us", end->budget_us);
	edit_flag(route, "registers");
	edit_text(route, "on-failure", "retry");
	return vm;
}

const char *driver_add(const char *name, const char *image, const char *device,
		       const struct strings *accept)
{
	const char *vm = edit_node("/vms", name), *restart = edit_node(vm, "restart");

	edit_text(vm, "kind", "service");
	edit_text(vm, "image", image);
	if (device)
		edit_text(vm, "devices", device);
	edit_number(vm, "priority", DRIVER_PRIORITY);
	edit_flag(vm, "keepalive");
	/* A risk that one client accepts is accepted for all clients of the driver. */
	edit_list(vm, "accept", accept);
	edit_text(restart, "on-fault", "restart");
	edit_number(restart, "max", RESTARTS);
	return vm;
}
