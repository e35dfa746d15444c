/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Boot pages against the tables: a mediator turns its client's addresses into physical ones by the
 * windows that its boot page lists, and hands them to the secure world. What the page says must be
 * what stage 2 does.
 */
#include <inttypes.h>
#include <string.h>
#include "checks.h"
#include "lookup.h"

struct page {
	struct system *system;
	uint32_t vm;
	const uint8_t *bytes;
	struct bulkhead_bootinfo head;
};

static void wrong(const struct page *page, const char *what, uint64_t at)
{
	finding_add(page->system->findings, VERIFY_BOOTINFO, "VM %s: %s 0x%" PRIx64,
		    page->system->names[page->vm], what, at);
}

/* Copies element `i` of an array of the page to `out`; false if it isn't inside the page, with a finding for the first one. */
static bool element(const struct page *page, uint32_t offset, uint32_t count, uint32_t i,
		    size_t size, void *out)
{
	if (i >= count)
		return false;
	if (offset > PAGE_SIZE || count > (PAGE_SIZE - offset) / size) {
		wrong(page, "an array of its boot page exceeds it, offset", offset);
		return false;
	}
	memcpy(out, page->bytes + offset + i * size, size);
	return true;
}

/*
 * Does `vm` see pa at ipa, contiguously, for size bytes, with exactly these read and write rights?
 */
static bool sees(const struct system *system, uint32_t vm, uint64_t ipa, uint64_t pa, uint64_t size,
		 unsigned rights)
{
	const unsigned both = BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE;

	for (uint64_t done = 0; done < size;) {
		const struct mapping *m = system_translate(system, vm, ipa + done);

		if (!m || m->pa + (ipa + done - m->address) != pa + done ||
		    (m->rights & both) != (rights & both))
			return false;
		done = m->address + m->size - ipa;
	}
	return size != 0;
}

static void check_windows(const struct page *page)
{
	const struct system *system = page->system;
	struct bulkhead_window w;

	for (uint32_t i = 0;
	     element(page, page->head.windows, page->head.window_count, i, sizeof(w), &w); i++) {
		const struct mapping *client = NULL;

		if (w.client < system->manifest->vm_count)
			client = system_translate(system, w.client, w.client_ipa);
		/* streams.c checks the address at which the SMMU shows the window to the VM's devices. */
		bool translated =
		    w.rights & BULKHEAD_RIGHT_DMA && system->vms[page->vm].streams.count;

		if (!client ||
		    (w.rights & BULKHEAD_RIGHT_DMA &&
		     w.rights & ~(BULKHEAD_RIGHT_DMA | BULKHEAD_RIGHT_READ)) ||
		    (!translated && client->pa + (w.client_ipa - client->address) != w.pa) ||
		    w.size > client->address + client->size - w.client_ipa ||
		    (!(w.rights & BULKHEAD_RIGHT_DMA) &&
		     !sees(system, page->vm, w.ipa, w.pa, w.size, w.rights)))
			wrong(page, "its boot page has a window that the tables don't map, IPA",
			      w.ipa);
	}
}

/* A channel's address for the VM's devices; 0: they don't use it. */
static uint64_t bus_address(const struct page *page, uint64_t ipa)
{
	const struct system *system = page->system;
	const struct mapping *m = system_translate(system, page->vm, ipa);

	for (uint32_t i = 0; m && i < system->declared->device_count; i++)
		if (system->devices[i].vm == page->vm && system->devices[i].dma)
			return m->pa + (ipa - m->address);
	return 0;
}

static void check_channels(const struct page *page)
{
	const struct system *system = page->system;
	struct bulkhead_channel c;

	for (uint32_t i = 0;
	     element(page, page->head.channels, page->head.channel_count, i, sizeof(c), &c); i++)
		if (c.peer >= system->manifest->vm_count ||
		    !system_maps(system, page->vm, c.ipa, c.size, c.rights & 3) ||
		    c.index >= system->vms[page->vm].channels.count ||
		    c.pa != bus_address(page, c.ipa))
			wrong(page, "its boot page has a channel that the tables don't map, IPA",
			      c.ipa);
}

static void check_devices_of(const struct page *page)
{
	struct bulkhead_device d;

	for (uint32_t i = 0;
	     element(page, page->head.devices, page->head.device_count, i, sizeof(d), &d); i++) {
		const struct mapping *m = system_translate(page->system, page->vm, d.ipa);

		if (!m || m->memory != MEMORY_DEVICE || m->pa + (d.ipa - m->address) != d.pa)
			wrong(page, "its boot page has a device that the tables don't map, IPA",
			      d.ipa);
	}
}

static void check_clients_of(const struct page *page)
{
	const struct system *system = page->system;
	struct manifest_slice own = system->vms[page->vm].clients;
	struct bulkhead_client c;

	if (page->head.client_count != own.count)
		wrong(page,
		      "its boot page has another number of clients:", page->head.client_count);
	for (uint32_t i = 0;
	     element(page, page->head.clients, page->head.client_count, i, sizeof(c), &c) &&
	     i < own.count;
	     i++)
		if (c.vm != system->client_refs[own.first + i] ||
		    c.vm >= system->manifest->vm_count ||
		    c.secure_id != system->vms[c.vm].secure_id ||
		    c.vcpus != system->vms[c.vm].vcpus.count)
			wrong(page, "its boot page names another client or id:", c.vm);
}

static void check_registers_of(const struct page *page)
{
	const struct system *system = page->system;
	struct bulkhead_registers r;

	for (uint32_t i = 0;
	     element(page, page->head.registers, page->head.registers_count, i, sizeof(r), &r);
	     i++) {
		const struct mapping *own = system_translate(system, page->vm, r.ipa);
		const struct mapping *client =
		    r.client < system->manifest->vm_count
			? system_translate(system, r.client, r.client_ipa)
			: NULL;

		if (!own || !client || own->memory != MEMORY_UNCACHED ||
		    client->memory != MEMORY_UNCACHED ||
		    !sees(system, r.client, r.client_ipa, own->pa + (r.ipa - own->address), r.size,
			  BULKHEAD_RIGHT_READ) ||
		    !sees(system, page->vm, r.ipa, own->pa + (r.ipa - own->address), r.size,
			  BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE))
			wrong(page, "its boot page has registers that the tables don't map, IPA",
			      r.ipa);
	}
}

/* The RAM that the page states is mapped, except for the guard pages of the declared stacks. */
static void check_ram(const struct page *page)
{
	const struct bulkhead_bootinfo *head = &page->head;
	const struct bulkhead_stacks *stacks = &head->stacks;
	const unsigned both = BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE;
	uint64_t from = head->ram_ipa, end = head->ram_ipa + head->ram_size;

	if (stacks->count &&
	    (stacks->ipa < from || stacks->ipa > end || stacks->size > head->ram_size ||
	     stacks->count > (end - stacks->ipa) / (stacks->size + PAGE_SIZE))) {
		wrong(page, "its boot page has stacks that aren't in its RAM, at", stacks->ipa);
		return;
	}
	for (uint64_t i = 0; i <= stacks->count; i++) {
		uint64_t guard = stacks->ipa + i * (stacks->size + PAGE_SIZE);
		uint64_t to = i < stacks->count ? guard : end;

		if (to > from && !sees(page->system, page->vm, from,
				       head->ram_pa + (from - head->ram_ipa), to - from, both)) {
			wrong(page, "its boot page has RAM that the tables don't map, IPA", from);
			return;
		}
		if (i < stacks->count && system_translate(page->system, page->vm, guard)) {
			wrong(page, "a thread's stack has no guard page at", guard);
			return;
		}
		from = to + PAGE_SIZE;
	}
}

void check_bootinfo(struct system *system)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];
		struct page page = {.system = system, .vm = region->vm};

		if (region->kind != DECLARED_BOOTINFO)
			continue;
		page.bytes = image_at(&system->image, region->pa, PAGE_SIZE);
		if (!page.bytes) {
			wrong(&page, "its boot page isn't in the image:", region->pa);
			continue;
		}
		memcpy(&page.head, page.bytes, sizeof(page.head));
		if (page.head.magic != BULKHEAD_BOOTINFO_MAGIC ||
		    page.head.version != BULKHEAD_BOOTINFO_VERSION || page.head.vm != region->vm ||
		    page.head.vcpus != system->vms[region->vm].vcpus.count ||
		    region->ipa != BULKHEAD_BOOTINFO_IPA || region->size != PAGE_SIZE) {
			wrong(&page, "its boot page is another VM's or damaged:", region->pa);
			continue;
		}
		check_ram(&page);
		check_windows(&page);
		check_channels(&page);
		check_devices_of(&page);
		check_clients_of(&page);
		check_registers_of(&page);
		/* A NULL pointer would be followed unnoticed. */
		if (system_translate(system, region->vm, 0))
			wrong(&page, "memory is mapped at the null pointer, IPA", 0);
	}
}
