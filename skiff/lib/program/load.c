/* SPDX-License-Identifier: BSD-3-Clause */
/* Loads an ELF program from the archive to its addresses (System V gABI; AAELF64). */
#include <errno.h>
#include <string.h>
#include <skiff/posix/archive.h>
#include <skiff/posix/space.h>
#include "inside.h"

#define PAGE ((uint64_t)POSIX_PAGE_SIZE)

#define ELF_MAGIC	    0x464c457fu
#define CLASS_64	    2
#define LITTLE_ENDIAN	    1
#define MACHINE_ARM64	    183
#define TYPE_FIXED	    2
#define TYPE_DYNAMIC	    3
#define SEGMENT_LOAD	    1
#define SEGMENT_INTERPRETER 3
#define FLAG_EXECUTE	    1u
#define FLAG_WRITE	    2u
#define FLAG_READ	    4u

struct elf_header {
	uint32_t magic;
	uint8_t class, data, version, abi, pad[8];
	uint16_t type, machine;
	uint32_t version_again;
	uint64_t entry, headers, sections;
	uint32_t flags;
	uint16_t size, header_size, header_count, section_size, section_count, names;
};
_Static_assert(sizeof(struct elf_header) == 64, "Elf64_Ehdr");

struct elf_segment {
	uint32_t type, flags;
	uint64_t offset, address, physical, filled, size, alignment;
};
_Static_assert(sizeof(struct elf_segment) == 56, "Elf64_Phdr");

static int find(const char *path, const char **content, uint64_t *size)
{
	struct vfs_walk walk;
	int error = vfs_walk(POSIX_AT_FDCWD, path, true, &walk);

	if (error)
		return error;
	*content = walk.node ? archive_content(walk.node) : NULL;
	*size = walk.node ? (uint64_t)walk.node->size : 0;
	if (!walk.node)
		error = -ENOENT;
	else if (!*content || (walk.node->mode & POSIX_S_TYPE) != POSIX_S_REGULAR)
		error = -EACCES;
	vfs_walk_end(&walk);
	return error;
}

static int protection_of(const struct elf_segment *s)
{
	return (s->flags & FLAG_READ ? POSIX_PROT_READ : 0) |
	       (s->flags & FLAG_WRITE ? POSIX_PROT_WRITE : 0) |
	       (s->flags & FLAG_EXECUTE ? POSIX_PROT_EXEC : 0);
}

static int map(const struct elf_segment *s, const char *file, uint64_t file_size,
	       struct program_image *image)
{
	uint64_t address = image->base + s->address, before = address % PAGE, end;

	if (s->offset > file_size || s->filled > file_size - s->offset || s->filled > s->size ||
	    s->offset % PAGE != before || s->size > SPACE_HIGH_END || s->address > SPACE_HIGH_END)
		return -EINVAL;
	if (s->size == 0)
		return 0;
	end = (address + s->size + PAGE - 1) & -PAGE;
	if (image->end == 0)
		image->start = address - before;
	if (address - before < image->start)
		return -EINVAL; /* not in the order of their addresses */
	if (end > image->end)
		image->end = end;
	return space_map(address - before, end - (address - before), protection_of(s),
			 file + s->offset - before, before + s->filled);
}

int program_load(const char *path, uintptr_t base, struct program_image *image, const char **what)
{
	const struct elf_header *h;
	const char *file = NULL;
	uint64_t size = 0;
	int error = find(path, &file, &size);

	*what = "can't be opened";
	if (error)
		return error;
	h = (const void *)file;
	*what = "isn't an ELF program for arm64";
	if (size < sizeof(*h) || h->magic != ELF_MAGIC || h->class != CLASS_64 ||
	    h->data != LITTLE_ENDIAN || h->machine != MACHINE_ARM64 ||
	    (h->type != TYPE_FIXED && h->type != TYPE_DYNAMIC) ||
	    h->header_size != sizeof(struct elf_segment) || h->headers % sizeof(uint64_t) ||
	    h->headers > size || h->header_count * sizeof(struct elf_segment) > size - h->headers)
		return -EINVAL;
	*image = (struct program_image){.base = h->type == TYPE_DYNAMIC ? base : 0,
					.header_count = h->header_count};
	image->entry = image->base + h->entry;
	*what = "has a segment that can't be mapped";
	for (unsigned int i = 0; i < h->header_count && !error; i++) {
		const struct elf_segment *s = (const struct elf_segment *)(file + h->headers) + i;

		if (s->type == SEGMENT_LOAD) {
			error = map(s, file, size, image);
			if (h->headers >= s->offset && h->headers - s->offset < s->filled)
				image->headers =
				    image->base + s->address + (h->headers - s->offset);
		} else if (s->type == SEGMENT_INTERPRETER && s->filled > 0 && s->offset < size &&
			   s->filled <= size - s->offset &&
			   file[s->offset + s->filled - 1] == '\0') {
			image->interpreter = file + s->offset;
		}
	}
	return error;
}
