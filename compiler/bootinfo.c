/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot information page of a Skiff VM. */
#include <stdlib.h>
#include <string.h>
#include "address_space.h"
#include "bootinfo.h"
#include "diagnostics.h"
#include "image.h"
#include "pci.h"

#define TIMER_VIRQ 27

static void copy_name(char *to, const char *from, size_t size)
{
	memcpy(to, from, strnlen(from, size - 1));
}

/* Appends room for `count` items to the page; NULL: the page is full. */
static void *room(const struct vm *vm, struct bulkhead_bootinfo *info, size_t count, size_t size,
		  uint32_t *offset, uint32_t *out_count)
{
	uint32_t at = (uint32_t)ALIGN_UP(info->size, 8);

	*offset = count ? at : 0;
	if (count * size > PAGE - at) {
		diag_error(
		    vm->path, NULL,
		    "its windows, channels, devices and clients don't fit in a boot information "
		    "page of 4096 bytes");
		return NULL;
	}
	*out_count = (uint32_t)count;
	info->size = at + (uint32_t)(count * size);
	return (char *)info + at;
}

static void add_windows(struct vm *vm, struct bulkhead_bootinfo *info)
{
	struct bulkhead_window *out =
	    room(vm, info, vm->windows.count, sizeof(*out), &info->windows, &info->window_count);

	for (size_t i = 0; out && i < vm->windows.count; i++) {
		const struct window *w = &vm->windows.items[i];

		bool dma = w->rights & BULKHEAD_RIGHT_DMA;

		out[i] = (struct bulkhead_window){w->ipa,  w->client_ipa, dma ? w->bus : w->pa,
						  w->size, w->vm,	  w->rights};
	}
}

/* Does the VM own a bus master that nothing isolates, a risk that the description accepts? */
static bool reaches_memory(const struct vm *vm)
{
	for (size_t i = 0; i < vm->owned.count; i++)
		if (vm->owned.items[i].dma)
			return true;
	return false;
}

static void add_channels(const struct system *system, struct vm *vm, struct bulkhead_bootinfo *info)
{
	struct bulkhead_channel *out =
	    room(vm, info, vm->channel_count, sizeof(*out), &info->channels, &info->channel_count);

	for (size_t i = 0; out && i < system->channels.count; i++) {
		const struct channel *c = &system->channels.items[i];

		for (int n = 0; n < 2; n++) {
			if (c->vm[n] != vm->id)
				continue;
			*out = (struct bulkhead_channel){
			    .ipa = c->ipa[n],
			    .size = c->size,
			    .peer = c->vm[!n],
			    .virq = c->virq[n],
			    .rights =
				BULKHEAD_RIGHT_READ | (n && c->one_way ? 0 : BULKHEAD_RIGHT_WRITE),
			    .index = c->index[n],
			    .pa = reaches_memory(vm) ? c->pa : 0,
			};
			copy_name(out++->name, c->name, BULKHEAD_NAME_SIZE);
		}
	}
}

static void add_devices(const struct system *system, struct vm *vm, struct bulkhead_bootinfo *info)
{
	struct bulkhead_device *out;
	size_t count = 0;

	for (size_t i = 0; i < vm->owned.count; i++)
		count += vm->owned.items[i].regions.count;
	out = room(vm, info, count, sizeof(*out), &info->devices, &info->device_count);
	for (size_t i = 0; out && i < vm->owned.count; i++) {
		const struct board_device *d = &vm->owned.items[i];

		for (size_t r = 0; r < d->regions.count; r++) {
			*out = (struct bulkhead_device){
			    .ipa = d->regions.items[r].base,
			    .size = d->regions.items[r].size,
			    .pa = d->regions.items[r].base,
			    .virq = !r && d->interrupts.count ? d->interrupts.items[0] : 0,
			    .uart = d->uart,
			    .configuration = pci_configuration(system, d)};
			copy_name(out++->name, strrchr(d->path, '/') + 1, BULKHEAD_NAME_SIZE);
		}
	}
}

static void add_clients(const struct system *system, struct vm *vm, struct bulkhead_bootinfo *info)
{
	struct bulkhead_client *out =
	    room(vm, info, vm->clients.count, sizeof(*out), &info->clients, &info->client_count);

	for (size_t i = 0; out && i < vm->clients.count; i++) {
		const struct vm *client = &system->vms.items[vm->clients.items[i]];

		out[i] = (struct bulkhead_client){
		    .vm = client->id, .vcpus = client->vcpus, .secure_id = client->secure_id};
		copy_name(out[i].name, client->name, BULKHEAD_NAME_SIZE);
		for (size_t r = client->routes.count; r--;)
			if (client->routes.items[r].target == vm->id)
				out[i].badge =
				    route_badge(system, &client->routes.items[r], client->id);
		for (size_t n = vm->injects.count; n--;)
			if (vm->injects.items[n].vm == client->id) {
				out[i].inject = (uint32_t)n;
				out[i].inject_count++;
			}
	}
}

static void add_registers(const struct system *system, struct vm *vm,
			  struct bulkhead_bootinfo *info)
{
	struct bulkhead_registers *out;
	size_t count = 0;

	for (size_t i = 0; i < system->registers.count; i++)
		count += system->registers.items[i].extension == vm->id;
	out = room(vm, info, count, sizeof(*out), &info->registers, &info->registers_count);
	for (size_t i = 0; out && i < system->registers.count; i++) {
		const struct registers *r = &system->registers.items[i];

		if (r->extension == vm->id)
			*out++ = (struct bulkhead_registers){
			    .ipa = r->ipa,
			    .client_ipa = r->client_ipa,
			    .size = r->size,
			    .client = r->client,
			    .badge = route_badge(system, r->route, r->client)};
	}
}

static void add_configuration(struct vm *vm, struct bulkhead_bootinfo *info)
{
	const struct cells *cells = &vm->configuration;
	uint32_t count,
	    *out = room(vm, info, cells->count, sizeof(*out), &info->configuration, &count);

	if (!out || !cells->count)
		return;
	memcpy(out, cells->items, cells->count * sizeof(*out));
	info->configuration_size = (uint32_t)(cells->count * sizeof(*out));
}

static void build(struct system *system, struct vm *vm)
{
	uint8_t *page = system->blobs.items[vm->bootinfo_blob].bytes.data;
	struct bulkhead_bootinfo *info = (struct bulkhead_bootinfo *)page;
	bool v3 = system->board.manifest.gic_version == 3;
	const char *args = vm->args ? vm->args : "";

	memset(page, 0, PAGE);
	*info = (struct bulkhead_bootinfo){
	    .magic = BULKHEAD_BOOTINFO_MAGIC,
	    .version = BULKHEAD_BOOTINFO_VERSION,
	    .size = sizeof(*info),
	    .vm = vm->id,
	    .vcpus = vm->vcpus,
	    .ram_ipa = vm->ram_ipa,
	    .ram_size = vm->heap_size,
	    .ram_pa = vm->ram_pa,
	    .stack_top = address_space_stack_top(vm, 0),
	    .stack_size = vm->stack_size,
	    .stacks = vm->image->stacks,
	    .console_ipa = vm->pl011 ? GUEST_PL011 : 0,
	    .watchdog_us = vm->watchdog_us,
	    .events_virq = vm->events,
	};
	if (vm->vcpus) {
		info->gicd_ipa = GUEST_GICD;
		info->gicr_ipa = v3 ? GUEST_GICR : 0;
		info->gicc_ipa = v3 ? 0 : GUEST_GICC;
		info->gic_version = system->board.manifest.gic_version;
		info->timer_virq = TIMER_VIRQ;
	}
	copy_name(info->name, vm->name, BULKHEAD_NAME_SIZE);
	if (strlen(args) >= sizeof(info->args))
		diag_error(vm->path, "args",
			   "%zu characters are too many, at most %zu are expected", strlen(args),
			   sizeof(info->args) - 1);
	copy_name(info->args, args, sizeof(info->args));
	add_windows(vm, info);
	add_channels(system, vm, info);
	add_devices(system, vm, info);
	add_clients(system, vm, info);
	add_registers(system, vm, info);
	add_configuration(vm, info);
	info->exclusive_count = (uint32_t)vm->exclusives.count;
	info->inject_count = (uint32_t)vm->injects.count;
	for (size_t r = 0; r < vm->routes.count; r++)
		info->call_count += vm->routes.items[r].class == ROUTE_CALL;
}

void bootinfo_build(struct system *system)
{
	for (size_t i = 0; i < system->vms.count; i++)
		if (system->vms.items[i].skiff)
			build(system, &system->vms.items[i]);
}
