/* SPDX-License-Identifier: BSD-3-Clause */
#include "image.h"
#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <bulkhead/declarations.h>
#include "list.h"

/* Are `count` elements of `size` bytes at `offset` inside the file? */
static bool in_file(const struct image *image, uint64_t offset, uint64_t count, uint64_t size)
{
	return offset <= image->size && (!size || count <= (image->size - offset) / size);
}

static int by_address(const void *a, const void *b)
{
	const struct image_segment *x = a, *y = b;

	return x->pa < y->pa ? -1 : x->pa > y->pa;
}

static void read_segments(struct image *image, const Elf64_Ehdr *header, struct findings *findings)
{
	size_t count = 0;

	image->segments = zalloc(header->e_phnum, sizeof(*image->segments));
	for (unsigned i = 0; i < header->e_phnum; i++) {
		Elf64_Phdr segment;

		memcpy(&segment, image->data + header->e_phoff + i * sizeof(segment),
		       sizeof(segment));
		if (segment.p_type != PT_LOAD || !segment.p_memsz)
			continue;
		if (!in_file(image, segment.p_offset, segment.p_filesz, 1) ||
		    segment.p_filesz != segment.p_memsz ||
		    segment.p_paddr + segment.p_memsz < segment.p_paddr ||
		    segment.p_vaddr != segment.p_paddr || segment.p_align != PAGE_SIZE ||
		    segment.p_offset % PAGE_SIZE != segment.p_paddr % PAGE_SIZE) {
			finding_add(findings, VERIFY_SEGMENT,
				    "program header %u (0x%" PRIx64 ", 0x%" PRIx64
				    " bytes) exceeds the file or the address space, isn't all in "
				    "the file, isn't physical, or isn't aligned to pages",
				    i, segment.p_paddr, segment.p_memsz);
			continue;
		}
		image->segments[count++] =
		    (struct image_segment){segment.p_paddr, segment.p_filesz, segment.p_memsz,
					   image->data + segment.p_offset};
	}
	qsort(image->segments, count, sizeof(*image->segments), by_address);
	image->segment_count = count;
	for (size_t i = 1; i < count; i++)
		if (image->segments[i - 1].pa + image->segments[i - 1].memory_size >
		    image->segments[i].pa)
			finding_add(findings, VERIFY_SEGMENT,
				    "the segments at 0x%" PRIx64 " and 0x%" PRIx64 " overlap",
				    image->segments[i - 1].pa, image->segments[i].pa);
}

static struct image_section find_section(const struct image *image, const Elf64_Ehdr *header,
					 const char *name)
{
	struct image_section none = {NULL, 0};
	size_t length = strlen(name) + 1;
	Elf64_Shdr names, section;

	if (!in_file(image, header->e_shoff, header->e_shnum, sizeof(Elf64_Shdr)) ||
	    header->e_shstrndx >= header->e_shnum || header->e_shentsize != sizeof(Elf64_Shdr))
		return none;
	memcpy(&names, image->data + header->e_shoff + header->e_shstrndx * sizeof(names),
	       sizeof(names));
	if (!in_file(image, names.sh_offset, names.sh_size, 1))
		return none;
	for (unsigned i = 0; i < header->e_shnum; i++) {
		memcpy(&section, image->data + header->e_shoff + i * sizeof(section),
		       sizeof(section));
		if (names.sh_size >= length && section.sh_name <= names.sh_size - length &&
		    !memcmp(image->data + names.sh_offset + section.sh_name, name, length) &&
		    section.sh_type != SHT_NOBITS &&
		    in_file(image, section.sh_offset, section.sh_size, 1))
			return (struct image_section){image->data + section.sh_offset,
						      section.sh_size};
	}
	return none;
}

bool image_open(struct image *image, const void *data, size_t size, struct findings *findings)
{
	Elf64_Ehdr header;

	*image = (struct image){.data = data, .size = size};
	if (size < sizeof(header)) {
		finding_add(findings, VERIFY_ELF, "%zu bytes are too few for an ELF header", size);
		return false;
	}
	memcpy(&header, data, sizeof(header));
	if (memcmp(header.e_ident, ELFMAG, SELFMAG) || header.e_ident[EI_CLASS] != ELFCLASS64 ||
	    header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_ident[EI_VERSION] != EV_CURRENT ||
	    header.e_type != ET_EXEC || header.e_machine != EM_AARCH64) {
		finding_add(findings, VERIFY_ELF,
			    "magic, class, byte order, type or machine isn't that of an executable "
			    "ELF64 for AArch64");
		return false;
	}
	if (header.e_phentsize != sizeof(Elf64_Phdr) ||
	    !in_file(image, header.e_phoff, header.e_phnum, sizeof(Elf64_Phdr))) {
		finding_add(findings, VERIFY_ELF, "the program headers lie outside the file");
		return false;
	}
	image->entry = header.e_entry;
	read_segments(image, &header, findings);
	image->declarations = find_section(image, &header, BULKHEAD_DECLARATIONS_SECTION);
	image->description = find_section(image, &header, BULKHEAD_DESCRIPTION_SECTION);
	image->board = find_section(image, &header, BULKHEAD_BOARD_SECTION);
	image->machine = find_section(image, &header, BULKHEAD_MACHINE_SECTION);
	if (!image->declarations.bytes)
		finding_add(findings, VERIFY_DECLARATIONS, "the image has no section %s",
			    BULKHEAD_DECLARATIONS_SECTION);
	return true;
}

void image_close(struct image *image)
{
	free(image->segments);
	*image = (struct image){0};
}

/* The last segment that begins at or below `pa`, or NULL. */
static const struct image_segment *segment_below(const struct image *image, uint64_t pa)
{
	size_t low = 0, high = image->segment_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (image->segments[middle].pa <= pa)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &image->segments[low - 1] : NULL;
}

const void *image_at(const struct image *image, uint64_t pa, uint64_t size)
{
	const struct image_segment *segment = segment_below(image, pa);

	if (!segment || pa - segment->pa > segment->file_size ||
	    size > segment->file_size - (pa - segment->pa))
		return NULL;
	return segment->bytes + (pa - segment->pa);
}

bool image_covers(const struct image *image, uint64_t pa, uint64_t size)
{
	while (size) {
		const struct image_segment *segment = segment_below(image, pa);
		uint64_t rest;

		if (!segment || pa - segment->pa >= segment->memory_size)
			return false;
		rest = segment->memory_size - (pa - segment->pa);
		if (rest >= size)
			return true;
		pa += rest;
		size -= rest;
	}
	return true;
}

bool image_is_zero(const struct image *image, uint64_t pa, uint64_t size)
{
	if (!image_covers(image, pa, size))
		return false;
	while (size) {
		const struct image_segment *segment = segment_below(image, pa);
		uint64_t offset = pa - segment->pa, part = segment->memory_size - offset;

		part = part < size ? part : size;
		for (uint64_t i = offset; i < segment->file_size && i - offset < part; i++)
			if (segment->bytes[i])
				return false;
		pa += part;
		size -= part;
	}
	return true;
}
