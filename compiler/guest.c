/* SPDX-License-Identifier: BSD-3-Clause */
#include <bulkhead/loader.h>
#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <string.h>
#include <virtio/mmio.h>
#include "diagnostics.h"
#include "guest.h"
#include "guest_tree.h"
#include "image.h"
#include "table.h"

#define LINE 64u /* unit of the loader's copies */
#define TREE_AT \
	1024u /* offset of the device tree in the ROM page, behind the loader's information */
#define TREE_MAX MIB(2) /* room at the start of RAM */

_Static_assert(sizeof(struct bulkhead_loader_info) <= TREE_AT, "the loader information has grown");

/* Loads the stub into the system image, once. */
static bool load_stub(struct system *system)
{
	struct bytes stub;

	if (system->loader_ready)
		return true;
	if (!host_read_file(system->loader_file, &stub) || !stub.size || stub.size > PAGE) {
		diag_error("/", NULL, "%s: no readable loader stub of at most a page (%s)",
			   system->loader_file, strerror(errno));
		return false;
	}
	system->loader_blob = blob_add(system, "loader", stub);
	system->loader_ready = true;
	return true;
}

static void add_segment(struct bulkhead_loader_info *info, uint64_t source, uint64_t destination,
			uint64_t size, uint64_t zero)
{
	info->segments[info->segment_count++] = (struct bulkhead_loader_segment){
	    source, destination, ALIGN_UP(size, LINE), ALIGN_UP(zero, LINE)};
}

/* Reports [from, from + size) unless it lies in the guest's RAM. */
static void check_fits(const struct vm *vm, const char *property, const char *what, uint64_t from,
		       uint64_t size)
{
	if (from < vm->ram_ipa || size > vm->ram_size || from - vm->ram_ipa > vm->ram_size - size)
		diag_error(vm->path, property,
			   "%s at 0x%" PRIx64 "..0x%" PRIx64 " doesn't fit in RAM, 0x%" PRIx64
			   "..0x%" PRIx64,
			   what, from, from + size, vm->ram_ipa, vm->ram_ipa + vm->ram_size);
}

/* Gives a payload its place in the ROM area. */
static uint64_t add_rom(struct system *system, struct vm *vm, const struct image *image)
{
	uint64_t size = system->blobs.items[image->blob].bytes.size;
	uint64_t ipa = ALIGN_UP(vm->next_rom, tables_alignment(size));

	*LIST_ADD(&vm->roms) = (struct rom){image->blob, ipa, false};
	vm->next_rom = ipa + size;
	if (vm->next_rom > GUEST_SHARED)
		diag_error(vm->path, "image",
			   "the images need more than the %" PRIu64 " MiB of a guest's ROM area",
			   (uint64_t)(GUEST_SHARED - GUEST_ROM) >> 20);
	return ipa;
}

/*
 * Places the device tree of a raw image as QEMU's -kernel does (hw/arm/boot.c): behind the image, in the middle of RAM or 128
 * MiB from its start, since some images use all memory below. 0: no room.
 */
static uint64_t tree_behind(const struct vm *vm, uint64_t image_end, uint64_t tree_size)
{
	uint64_t half = vm->ram_size / 2 < MIB(128) ? vm->ram_size / 2 : MIB(128);
	uint64_t from = vm->ram_ipa + half > image_end ? vm->ram_ipa + half : image_end;
	uint64_t at = ALIGN_UP(from, MIB(2));

	return at < vm->ram_ipa + vm->ram_size && tree_size <= vm->ram_ipa + vm->ram_size - at ? at
											       : 0;
}

/* Reports an entry outside of the image, which lies at `to`. */
static void check_entry(const struct vm *vm, uint64_t entry, uint64_t to)
{
	if (entry % 4 || entry < to || entry - to >= vm->image->span)
		diag_error(vm->path, vm->entry ? "entry" : "image",
			   "0x%" PRIx64 " is no address of an instruction of %s", entry,
			   vm->image->name);
}

/* Adds a raw image that isn't copied to RAM, like firmware in flash: readable, executable, never writable. */
static void add_in_place(const struct system *system, struct vm *vm,
			 struct bulkhead_loader_info *info)
{
	uint64_t end = vm->load_address + system->blobs.items[vm->image->blob].bytes.size;

	if (vm->linux_.present || vm->image->kind == IMAGE_ELF)
		diag_error(vm->path, "in-place", "a raw binary is expected");
	if (vm->load_address % PAGE || end > GUEST_GICD)
		diag_error(vm->path, "load-address",
			   "an image in place at 0x%" PRIx64 "..0x%" PRIx64
			   ": whole pages below 0x%llx "
			   "are expected",
			   vm->load_address, end, GUEST_GICD);
	for (size_t i = 0; i < vm->routes.count; i++) {
		const struct route *route = &vm->routes.items[i];

		if (route->class == MANIFEST_CLASS_MMIO && route->first < end &&
		    route->last >= vm->load_address)
			diag_error(route->path, "range", "it overlaps the VM's image in place");
	}
	*LIST_ADD(&vm->roms) = (struct rom){vm->image->blob, vm->load_address, true};
	info->entry = vm->entry ? vm->entry : vm->load_address;
	check_entry(vm, info->entry, vm->load_address);
}

/* Adds a bare-metal image (raw or ELF) at its link address; x0 = device tree. */
static void add_bare(struct system *system, struct vm *vm, struct bulkhead_loader_info *info)
{
	const struct image *image = vm->image;
	uint64_t to = image->kind == IMAGE_ELF ? image->base
		      : vm->load_address       ? vm->load_address
					       : GUEST_RAW;
	uint64_t size = image->bytes.size, tree = 0;
	struct bulkhead_loader_segment *first =
	    &info->segments[0]; /* the device tree, at the start of RAM */
	bool covered =
	    to < first->destination + first->size && to + image->span > first->destination;

	if (to % LINE)
		diag_error(vm->path, "load-address", "a multiple of %u is expected", LINE);
	check_fits(vm, vm->load_address ? "load-address" : "image", image->name, to, image->span);
	add_segment(info, add_rom(system, vm, image), to, size,
		    image->span > ALIGN_UP(size, LINE) ? image->span - ALIGN_UP(size, LINE) : 0);
	info->entry = vm->entry ? vm->entry : image->kind == IMAGE_ELF ? image->entry : to;
	if (to % LINE == 0)
		check_entry(vm, info->entry, to);
	if (image->kind != IMAGE_ELF || covered)
		tree = tree_behind(vm, to + image->span, first->size);
	if (!tree)
		return;
	info->argument = tree;
	if (covered)
		first->destination = tree;
	else
		add_segment(info, first->source, tree, first->size, 0);
}

/* Lays Linux out as a boot loader does (Documentation/arm64/booting.rst); returns the end of the initrd. */
static uint64_t add_linux(struct system *system, struct vm *vm, struct bulkhead_loader_info *info,
			  uint64_t *initrd_at)
{
	const struct image *kernel = vm->image, *initrd = NULL;
	uint64_t to = vm->ram_ipa + GUEST_KERNEL + kernel->text_offset, end;

	if (kernel->kind != IMAGE_LINUX) {
		diag_error(vm->path, "linux/kernel", "%s is no uncompressed arm64 Linux Image",
			   kernel->path);
		return 0;
	}
	check_fits(vm, "memory", kernel->name, to, kernel->linux_size);
	add_segment(info, add_rom(system, vm, kernel), to, kernel->bytes.size, 0);
	info->entry = to;
	if (vm->linux_.initrd)
		initrd = image_load(system, vm->path, "linux/initrd", vm->linux_.initrd);
	if (!initrd)
		return 0;
	*initrd_at = ALIGN_UP(to + kernel->linux_size, MIB(2));
	end = *initrd_at + initrd->bytes.size;
	check_fits(vm, "memory", initrd->name, *initrd_at, initrd->bytes.size);
	add_segment(info, add_rom(system, vm, initrd), *initrd_at, initrd->bytes.size, 0);
	return end;
}

/* Does a route cover part of this page? */
static bool is_routed(const struct vm *vm, uint64_t page)
{
	for (size_t i = 0; i < vm->routes.count; i++) {
		const struct route *route = &vm->routes.items[i];

		if (route->class == MANIFEST_CLASS_MMIO && route->first < page + PAGE &&
		    route->last >= page)
			return true;
	}
	return false;
}

/* Makes the pages of virt's virtio-mmio slots, as they read without a device (virtio 1.1, 4.2.2): device id 0. */
static void make_virtio_slots(struct system *system, const struct vm *vm)
{
	uint32_t page[PAGE / 4] = {0};
	uint64_t at = GUEST_VIRTIO;

	while (at < GUEST_VIRTIO_END && is_routed(vm, at))
		at += PAGE;
	if (at == GUEST_VIRTIO_END)
		diag_error(vm->path, "virtio-slots", "routes answer all pages of slots already");
	if (system->virtio_slots_ready)
		return;
	for (size_t slot = 0; slot < PAGE; slot += GUEST_VIRTIO_SLOT) {
		page[(slot + VIRTIO_MMIO_MAGIC_VALUE) / 4] = VIRTIO_MMIO_MAGIC;
		page[(slot + VIRTIO_MMIO_VERSION) / 4] = VIRTIO_MMIO_VERSION_2;
	}
	system->virtio_slots_blob =
	    blob_add(system, "virtio slots", (struct bytes){(uint8_t *)page, PAGE});
	system->virtio_slots_ready = true;
}

/*
 * The seeds are drawn by the loader stub at each start: a value in the image would be the same at every boot, while a kernel
 * takes it for entropy. Until then the tree has a NOP in the seeds' place.
 */
static void place_seeds(const struct vm *vm, struct bulkhead_loader_info *info, struct bytes *tree)
{
	int length;
	const uint8_t *value;
	size_t at;
	fdt32_t nop = cpu_to_fdt32(FDT_NOP);

	if (!guest_has_trng(vm))
		return;
	value =
	    fdt_getprop(tree->data, fdt_path_offset(tree->data, "/chosen"), "kaslr-seed", &length);
	if (!value)
		return;
	at = (size_t)(value - tree->data) - BULKHEAD_LOADER_SEED_KASLR * sizeof(fdt32_t);
	memcpy(info->seed_template, tree->data + at, sizeof(info->seed_template));
	for (size_t i = 0; i < BULKHEAD_LOADER_SEED_WORDS; i++)
		memcpy(tree->data + at + i * sizeof(nop), &nop, sizeof(nop));
	info->seeds = info->argument + at;
}

void guest_build(struct system *system, struct vm *vm)
{
	struct bulkhead_loader_info info = {.magic = BULKHEAD_LOADER_MAGIC};
	uint64_t initrd = 0, initrd_end = 0, tree_size;
	struct bytes tree, rom;

	if (!load_stub(system))
		return;
	/* The tree's size doesn't depend on the addresses in it, so its ROM pages are reserved first. */
	tree = guest_tree(system, vm, 1, 2);
	if (!tree.data)
		return;
	tree_size = ALIGN_UP(tree.size, LINE);
	if (tree_size > TREE_MAX)
		diag_error(vm->path, NULL, "its device tree has %" PRIu64 " bytes, more than 2 MiB",
			   tree_size);
	if (vm->virtio_slots)
		make_virtio_slots(system, vm);
	vm->next_rom = GUEST_ROM + PAGE + ALIGN_UP(TREE_AT + tree_size, PAGE);
	info.argument = vm->ram_ipa;
	add_segment(&info, GUEST_ROM + PAGE + TREE_AT, vm->ram_ipa, tree.size, 0);
	if (vm->in_place)
		add_in_place(system, vm, &info);
	else if (vm->linux_.present)
		initrd_end = add_linux(system, vm, &info, &initrd);
	else
		add_bare(system, vm, &info);
	for (unsigned i = 1; i < info.segment_count; i++)
		if (info.segments[i].destination >= info.segments[0].destination &&
		    info.segments[i].destination - info.segments[0].destination < tree_size)
			diag_error(vm->path, "image",
				   "it overlaps the device tree at the start of RAM (%" PRIu64
				   " bytes)",
				   tree_size);
	tree = guest_tree(system, vm, initrd, initrd_end);
	place_seeds(vm, &info, &tree);
	rom = (struct bytes){host_allocate(TREE_AT + tree_size), TREE_AT + tree_size};
	memcpy(rom.data, &info, sizeof(info));
	memcpy(rom.data + TREE_AT, tree.data, tree.size);
	vm->rom_blob = blob_add(system, vm->name, rom);
	vm->entry = GUEST_ROM;
	vm->entry_argument = GUEST_ROM + PAGE;
}

static void map(struct vm *vm, const struct blob *blob, uint64_t ipa, uint32_t rights)
{
	*LIST_ADD(&vm->mappings) = (struct mapping){
	    ipa,	   blob->pa,  blob->bytes.size,
	    rights,	   false,     rights & DECLARED_EXECUTE ? DECLARED_TEXT : DECLARED_RODATA,
	    BULKHEAD_NONE, blob->name};
}

void guest_map_virtio_slots(struct system *system, struct vm *vm)
{
	for (uint64_t page = GUEST_VIRTIO; vm->virtio_slots && page < GUEST_VIRTIO_END;
	     page += PAGE) {
		bool taken = is_routed(vm, page);

		for (size_t i = 0; i < vm->mappings.count; i++)
			taken |= vm->mappings.items[i].ipa < page + PAGE &&
				 vm->mappings.items[i].ipa + vm->mappings.items[i].size > page;
		if (!taken)
			map(vm, &system->blobs.items[system->virtio_slots_blob], page,
			    BULKHEAD_RIGHT_READ);
	}
}

void guest_map(struct system *system, struct vm *vm)
{
	if (!system->loader_ready)
		return;
	map(vm, &system->blobs.items[system->loader_blob], GUEST_ROM,
	    BULKHEAD_RIGHT_READ | DECLARED_EXECUTE);
	map(vm, &system->blobs.items[vm->rom_blob], GUEST_ROM + PAGE, BULKHEAD_RIGHT_READ);
	for (size_t i = 0; i < vm->roms.count; i++)
		map(vm, &system->blobs.items[vm->roms.items[i].blob], vm->roms.items[i].ipa,
		    BULKHEAD_RIGHT_READ | (vm->roms.items[i].execute ? DECLARED_EXECUTE : 0));
	*LIST_ADD(&vm->mappings) = (struct mapping){
	    vm->ram_ipa,  vm->ram_pa,
	    vm->ram_size, BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE | DECLARED_EXECUTE,
	    false,	  DECLARED_PRIVATE,
	    vm->id,	  "memory"};
}
