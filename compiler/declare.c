/* SPDX-License-Identifier: BSD-3-Clause */
/* The promises of the description, for the verifier and the report. */
#include <string.h>
#include "confine.h"
#include "declare.h"
#include "diagnostics.h"

#define COPY(to, from) memcpy(to, from, strnlen(from, sizeof(to) - 1))

/* Lines of code of an image, from `IMAGE.lines` beside it (a number); 0: unknown. */
static uint32_t lines_of(const char *path)
{
	struct bytes file;
	uint32_t lines = 0;

	if (!path || !host_read_file(host_format("%s.lines", path), &file))
		return 0;
	for (size_t i = 0; i < file.size && file.data[i] >= '0' && file.data[i] <= '9'; i++)
		lines = lines * 10 + (uint32_t)(file.data[i] - '0');
	return lines;
}

/* Appends an array; returns its offset. */
static uint32_t put(struct bytes *out, const void *items, size_t size)
{
	uint32_t at = (uint32_t)out->size;

	if (size)
		memcpy(out->data + at, items, size);
	out->size += ALIGN_UP(size, 8);
	return at;
}

static char *qemu_arguments(const struct system *system)
{
	const struct board *board = &system->board;
	uint64_t memory = 0;

	if (!board->qemu_machine)
		return host_format("%s", "");
	for (size_t i = 0; i < board->banks.count; i++)
		memory += board->banks.items[i].size;
	if (system->cpu && !board->qemu_cpu)
		diag_error("/", "cpu",
			   "the cores of %s can't be chosen: the board has no `qemu-cpu'",
			   board->name);
	/* Where the board is QEMU's model of a product, the model fixes the cores and controllers. */
	return host_format(
	    "-machine %s%s -m %lluM -nic none%s%s", board->qemu_machine,
	    board->qemu_cpu
		? host_format(" -cpu %s -smp %u", system->cpu ?: board->qemu_cpu, board->cpu_count)
		: "",
	    (unsigned long long)(memory >> 20), system->qemu ? " " : "", system->qemu ?: "");
}

static struct declared_vm declare_vm(const struct vm *vm)
{
	struct declared_vm out = {.deadline_us = vm->deadline_us,
				  .image_bytes = vm->image_bytes,
				  .image_lines = lines_of(vm->image ? vm->image->path : NULL),
				  .address_bits = vm->address_bits,
				  .ram_bytes = vm->ram_size + vm->tee_shm};

	for (size_t i = 0; i < vm->accept.count; i++)
		out.accept |= !strcmp(vm->accept.items[i], "asil")  ? DECLARED_ACCEPT_ASIL
			      : !strcmp(vm->accept.items[i], "dma") ? DECLARED_ACCEPT_DMA
								    : 0;
	if (vm->image)
		COPY(out.image, vm->image->name);
	return out;
}

struct bytes declare(const struct system *system, const struct core *core)
{
	struct bulkhead_declarations d = {.magic = BULKHEAD_DECLARATIONS_MAGIC,
					  .version = BULKHEAD_DECLARATIONS_VERSION};
	LIST(struct declared_region) regions = {0};
	LIST(struct declared_vm) vms = {0};
	LIST(struct declared_device) devices = {0};
	LIST(struct declared_reserved) reserved = {0};
	char *qemu = qemu_arguments(system);
	struct bytes out = {NULL, sizeof(d)};

	for (uint32_t v = 0; v < system->vms.count; v++) {
		const struct vm *vm = &system->vms.items[v];

		*LIST_ADD(&vms) = declare_vm(vm);
		for (size_t i = 0; i < vm->mappings.count; i++) {
			const struct mapping *m = &vm->mappings.items[i];
			struct declared_region *r = LIST_ADD(&regions);

			*r = (struct declared_region){v,      m->owner, m->kind, m->rights,
						      m->ipa, m->pa,	m->size, ""};
			COPY(r->name, m->name);
		}
		for (size_t i = 0; i < vm->owned.count; i++) {
			const struct board_device *d = &vm->owned.items[i];

			for (size_t n = 0; n < d->regions.count; n++) {
				struct declared_device *device = LIST_ADD(&devices);

				*device = (struct declared_device){"", v, d->dma,
								   d->regions.items[n].base,
								   d->regions.items[n].size};
				COPY(device->name, d->path);
			}
		}
		for (size_t r = 0; r < vm->routes.count; r++)
			if (vm->routes.items[r].secure_us > d.secure_us_max)
				d.secure_us_max = vm->routes.items[r].secure_us;
	}
	for (size_t i = 0; i < system->board.holes.count; i++) {
		struct declared_reserved *r = LIST_ADD(&reserved);

		*r = (struct declared_reserved){system->board.holes.items[i].base,
						system->board.holes.items[i].size, "firmware"};
	}
	out.data =
	    host_allocate(sizeof(d) + regions.count * sizeof(*regions.items) +
			  core->regions.count * sizeof(*core->regions.items) +
			  vms.count * sizeof(*vms.items) + devices.count * sizeof(*devices.items) +
			  reserved.count * sizeof(*reserved.items) + strlen(qemu) + 64);
	COPY(d.system, system->name);
	COPY(d.board, system->board.name);
	COPY(d.description, system->file);
	d.regions = put(&out, regions.items, regions.count * sizeof(*regions.items));
	d.region_count = (uint32_t)regions.count;
	d.core_regions =
	    put(&out, core->regions.items, core->regions.count * sizeof(*core->regions.items));
	d.core_region_count = (uint32_t)core->regions.count;
	d.vms = put(&out, vms.items, vms.count * sizeof(*vms.items));
	d.vm_count = (uint32_t)vms.count;
	d.devices = put(&out, devices.items, devices.count * sizeof(*devices.items));
	d.device_count = (uint32_t)devices.count;
	d.reserved = put(&out, reserved.items, reserved.count * sizeof(*reserved.items));
	d.reserved_count = (uint32_t)reserved.count;
	d.qemu_boot_image = system->board.qemu_boot_image;
	d.qemu_size = (uint32_t)strlen(qemu) + 1;
	d.qemu = put(&out, qemu, d.qemu_size);
	d.core_lines = lines_of(system->core_file);
	d.core_bytes = core->image.bytes.size;
	memcpy(d.core_hash, core->hash, sizeof(d.core_hash));
	d.size = (uint32_t)out.size;
	memcpy(out.data, &d, sizeof(d));
	return out;
}
