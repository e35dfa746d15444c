/* SPDX-License-Identifier: BSD-3-Clause */
#include <bulkhead/armv8.h>
#include <elf.h>
#include <string.h>
#include "loaded.h"
#include "test.h"

const void *loaded_at(const struct loaded *image, uint64_t pa, uint64_t size)
{
	const Elf64_Ehdr *header = (const void *)image->file.data;
	const Elf64_Phdr *segments = (const void *)(image->file.data + header->e_phoff);

	for (unsigned i = 0; i < header->e_phnum; i++)
		if (pa >= segments[i].p_paddr &&
		    pa + size <= segments[i].p_paddr + segments[i].p_filesz)
			return image->file.data + segments[i].p_offset + (pa - segments[i].p_paddr);
	fail_msg("0x%llx isn't in the image", (unsigned long long)pa);
	return NULL;
}

void loaded_read(struct loaded *image, const char *path)
{
	const Elf64_Ehdr *header;
	const Elf64_Shdr *section;

	assert_true(host_read_file(path, &image->file));
	header = (const void *)image->file.data;
	assert_memory_equal(header->e_ident, ELFMAG, SELFMAG);
	section = (const void *)(image->file.data + header->e_shoff);
	image->declarations = (const void *)(image->file.data + section[1].sh_offset);
	assert_true(image->declarations->magic == BULKHEAD_DECLARATIONS_MAGIC);
	image->header = loaded_at(image, header->e_entry, sizeof(*image->header));
	assert_true(image->header->magic == BULKHEAD_CORE_MAGIC);
	image->manifest = loaded_at(image, image->header->manifest, sizeof(*image->manifest));
	image->vms =
	    loaded_at(image, image->manifest->vms, image->manifest->vm_count * sizeof(*image->vms));
}

static unsigned start_level(const struct manifest_vm *vm)
{
	return 2 - (unsigned)(vm->vtcr_el2 >> 6 & 3);
}

uint64_t loaded_walk(const struct loaded *image, const struct manifest_vm *vm, uint64_t ipa,
		     uint64_t *pa)
{
	uint64_t table = vm->vttbr_el2 & VTTBR_BADDR_MASK,
		 limit = 1ull << (64 - (vm->vtcr_el2 & 63));
	unsigned level = start_level(vm);
	uint64_t index = ipa >> (39 - 9 * level);

	assert_true(ipa < limit);
	for (;; level++, index = ipa >> (39 - 9 * level) & 511) {
		uint64_t entry, mask = (1ull << (39 - 9 * level)) - 1;

		memcpy(&entry, loaded_at(image, table + index * 8, 8), 8);
		if (!(entry & S2_VALID))
			return 0;
		table = entry & DESC_ADDRESS_MASK;
		if (level == 3 || !(entry & S2_TABLE)) {
			*pa = (table & ~mask) | (ipa & mask);
			return entry;
		}
	}
}

static uint64_t count(const struct loaded *image, uint64_t table, unsigned size, unsigned level)
{
	const uint64_t *entries = loaded_at(image, table, size * sizeof(*entries));
	uint64_t pages = 0;

	for (unsigned i = 0; i < size; i++) {
		if (!(entries[i] & S2_VALID))
			continue;
		if (level < 3 && (entries[i] & S2_TABLE))
			pages += count(image, entries[i] & DESC_ADDRESS_MASK, 512, level + 1);
		else
			pages += 1ull << 9 * (3 - level);
	}
	return pages;
}

uint64_t loaded_pages(const struct loaded *image, const struct manifest_vm *vm)
{
	unsigned level = start_level(vm), bits = 64 - (unsigned)(vm->vtcr_el2 & 63);

	return count(image, vm->vttbr_el2 & VTTBR_BADDR_MASK, 1u << (bits - (39 - 9 * level)),
		     level);
}

const struct manifest_vm *loaded_vm(const struct loaded *image, const char *name)
{
	for (uint32_t i = 0; i < image->manifest->vm_count; i++)
		if (!strcmp(image->vms[i].name, name))
			return &image->vms[i];
	fail_msg("there is no VM %s", name);
	return NULL;
}
