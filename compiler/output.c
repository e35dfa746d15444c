/* SPDX-License-Identifier: BSD-3-Clause */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "declare.h"
#include "diagnostics.h"
#include "output.h"
#include "replace.h"

/* A part of the image, at a physical address. */
struct part {
	uint64_t pa, size;
	const uint8_t *data;
	uint32_t flags;
};

static int compare_parts(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	return x->pa < y->pa ? -1 : x->pa > y->pa;
}

/* The core's memory from its base to the end of the VMs' tables; bytes between its parts are 0. */
static struct part core_part(const struct core *core, const struct bytes *manifest)
{
	uint64_t base = core->image.base,
		 size = core->stage2.base + core->stage2.bytes.count - base;
	uint8_t *data = host_allocate(size);

	memcpy(data, core->image.bytes.data, core->image.bytes.size);
	memcpy(data, &core->header, sizeof(core->header));
	memcpy(data + (core->manifest - base), manifest->data, manifest->size);
	if (core->streams)
		memcpy(data + (core->streams - base), core->stream_bytes.data,
		       core->stream_bytes.size);
	memcpy(data + (core->el2.base - base), core->el2.bytes.items, core->el2.bytes.count);
	if (core->stage2.bytes.count)
		memcpy(data + (core->stage2.base - base), core->stage2.bytes.items,
		       core->stage2.bytes.count);
	return (struct part){base, size, data, PF_R | PF_W | PF_X};
}

static bool put(FILE *file, uint64_t *at, const void *data, size_t size)
{
	*at += size;
	return !size || fwrite(data, size, 1, file) == 1;
}

static bool pad(FILE *file, uint64_t *at, uint64_t to)
{
	static const uint8_t zeroes[PAGE];

	while (*at < to)
		if (!put(file, at, zeroes, to - *at < PAGE ? to - *at : PAGE))
			return false;
	return true;
}

/* A section that isn't loaded. */
struct section {
	const char *name;
	struct bytes bytes;
};

#define SECTIONS_MAX 4

/* The sections, their names, and their headers (one of nothing first, as ELF wants). */
static bool write_sections(FILE *file, uint64_t *at, const struct section *sections, size_t count)
{
	Elf64_Shdr headers[SECTIONS_MAX + 2] = {{0}};
	char names[256] = "";
	size_t length = 1;

	for (size_t i = 0; i < count; i++) {
		if (!pad(file, at, ALIGN_UP(*at, 8)))
			return false;
		headers[i + 1] = (Elf64_Shdr){.sh_name = (Elf64_Word)length,
					      .sh_type = SHT_PROGBITS,
					      .sh_offset = *at,
					      .sh_size = sections[i].bytes.size,
					      .sh_addralign = 8};
		length += (size_t)snprintf(names + length, sizeof(names) - length, "%s",
					   sections[i].name) +
			  1;
		if (!put(file, at, sections[i].bytes.data, sections[i].bytes.size))
			return false;
	}
	headers[count + 1] = (Elf64_Shdr){.sh_name = (Elf64_Word)length,
					  .sh_type = SHT_STRTAB,
					  .sh_offset = *at,
					  .sh_addralign = 1};
	length += (size_t)snprintf(names + length, sizeof(names) - length, ".shstrtab") + 1;
	headers[count + 1].sh_size = length;
	return put(file, at, names, length) && pad(file, at, ALIGN_UP(*at, 8)) &&
	       put(file, at, headers, (count + 2) * sizeof(*headers));
}

/* Where the section headers begin: behind the sections and their names. */
static uint64_t headers_at(uint64_t at, const struct section *sections, size_t count)
{
	uint64_t names = 1 + sizeof(".shstrtab");

	for (size_t i = 0; i < count; i++) {
		at = ALIGN_UP(at, 8) + sections[i].bytes.size;
		names += strlen(sections[i].name) + 1;
	}
	return ALIGN_UP(at + names, 8);
}

static bool write_file(FILE *file, uint64_t entry, const struct part *parts, size_t count,
		       const struct section *sections, size_t section_count)
{
	uint64_t at = 0, offset = ALIGN_UP(sizeof(Elf64_Ehdr) + count * sizeof(Elf64_Phdr), PAGE);
	Elf64_Ehdr header = {
	    .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
	    .e_type = ET_EXEC,
	    .e_machine = EM_AARCH64,
	    .e_version = EV_CURRENT,
	    .e_entry = entry,
	    .e_phoff = sizeof(header),
	    .e_ehsize = sizeof(header),
	    .e_phentsize = sizeof(Elf64_Phdr),
	    .e_phnum = (Elf64_Half)count,
	    .e_shentsize = sizeof(Elf64_Shdr),
	    .e_shnum = (Elf64_Half)(section_count + 2),
	    .e_shstrndx = (Elf64_Half)(section_count + 1),
	};
	Elf64_Phdr *segments = host_allocate(count * sizeof(*segments));
	uint64_t first = offset;

	for (size_t i = 0; i < count; i++) {
		segments[i] = (Elf64_Phdr){PT_LOAD,	parts[i].flags, offset,	       parts[i].pa,
					   parts[i].pa, parts[i].size,	parts[i].size, PAGE};
		offset += ALIGN_UP(parts[i].size, PAGE);
	}
	header.e_shoff = headers_at(offset, sections, section_count);
	if (!put(file, &at, &header, sizeof(header)) ||
	    !put(file, &at, segments, count * sizeof(*segments)) || !pad(file, &at, first))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!put(file, &at, parts[i].data, parts[i].size) ||
		    !pad(file, &at, ALIGN_UP(at, PAGE)))
			return false;
	return write_sections(file, &at, sections, section_count);
}

/* Joins parts that are adjacent in memory, so that thousands of pages need few segments. */
static size_t merge(struct part *parts, size_t count)
{
	size_t out = 0;

	for (size_t i = 0, end; i < count; i = end) {
		struct part part = parts[i];
		uint8_t *data;

		for (end = i + 1; end < count && parts[end].flags == part.flags &&
				  parts[end].pa == part.pa + part.size;
		     end++)
			part.size += parts[end].size;
		if (end > i + 1) {
			data = host_allocate(part.size);
			part.data = data;
			for (size_t n = i; n < end; n++) {
				memcpy(data, parts[n].data, parts[n].size);
				data += parts[n].size;
			}
		}
		parts[out++] = part;
	}
	return out;
}

bool output_write(const char *path, const struct system *system, const struct core *core,
		  const struct bytes *manifest, int (*verify)(const char *file, const char *name))
{
	LIST(struct part) parts = {0};
	const struct section sections[SECTIONS_MAX] = {
	    {BULKHEAD_DECLARATIONS_SECTION, declare(system, core)},
	    {BULKHEAD_DESCRIPTION_SECTION, system->description},
	    {BULKHEAD_BOARD_SECTION, system->board.own},
	    {BULKHEAD_MACHINE_SECTION, system->board.machine},
	};
	struct replace file;
	const char *wrong;

	*LIST_ADD(&parts) = core_part(core, manifest);
	for (size_t i = 0; i < system->blobs.count; i++)
		*LIST_ADD(&parts) =
		    (struct part){system->blobs.items[i].pa, system->blobs.items[i].bytes.size,
				  system->blobs.items[i].bytes.data, PF_R};
	qsort(parts.items, parts.count, sizeof(*parts.items), compare_parts);
	parts.count = merge(parts.items, parts.count);
	if (parts.count >= PN_XNUM) {
		diag_error(NULL, NULL, "%s: the image has more parts than an ELF file can", path);
		return false;
	}
	wrong = replace_begin(&file, path, false);
	if (!wrong) {
		errno = 0;
		write_file(file.file, core->image.base, parts.items, parts.count, sections,
			   COUNT_OF(sections));
		wrong = replace_close(&file);
	}
	if (!wrong && verify && verify(file.temporary, path)) {
		replace_end(&file, false);
		diag_error(NULL, NULL,
			   "%s: not written, since the verifier objects; `bulkhead explain CODE' "
			   "tells what to do, --no-verify writes it nevertheless",
			   path);
		return false;
	}
	if (!wrong)
		wrong = replace_end(&file, true);
	if (wrong)
		diag_error(NULL, NULL, "%s: %s", path, wrong);
	return !wrong;
}
