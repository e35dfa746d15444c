/* SPDX-License-Identifier: BSD-3-Clause */
#include <elf.h>
#include <string.h>
#include "diagnostics.h"
#include "image.h"

#define SPAN_MAX	  GIB(1)
#define SEGMENTS_MAX	  64
#define LINUX_MAGIC	  0x644d5241u /* "ARM\x64" (Linux Documentation/arm64/booting.rst) */
#define LINUX_MAGIC_AT	  56
#define LINUX_TEXT_OFFSET 8
#define LINUX_SIZE	  16
#define LINUX_FLAGS	  24
#define LINUX_BIG_ENDIAN  1
#define PASSIVE_SYMBOL	  "extension_entry"

static LIST(struct image *) images;

void image_forget(void)
{
	memset(&images, 0, sizeof(images));
}

size_t blob_add(struct system *system, const char *name, struct bytes bytes)
{
	struct blob *blob = LIST_ADD(&system->blobs);
	size_t size = ALIGN_UP(bytes.size, PAGE);
	struct bytes padded = {host_allocate(size), size};

	if (bytes.size)
		memcpy(padded.data, bytes.data, bytes.size);
	*blob = (struct blob){.name = name, .bytes = padded};
	return system->blobs.count - 1;
}

static uint64_t little(const uint8_t *data, unsigned size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | data[size];
	return value;
}

/* The address of a symbol, 0: there is none. */
static uint64_t find_symbol(const struct bytes *file, const Elf64_Ehdr *header, const char *name)
{
	for (unsigned i = 0; i < header->e_shnum; i++) {
		Elf64_Shdr section, strings;
		uint64_t at = header->e_shoff + (uint64_t)i * sizeof(section);

		if (at > file->size || file->size - at < sizeof(section))
			return 0;
		memcpy(&section, file->data + at, sizeof(section));
		at = header->e_shoff + (uint64_t)section.sh_link * sizeof(strings);
		if (section.sh_type != SHT_SYMTAB || at > file->size ||
		    file->size - at < sizeof(strings))
			continue;
		memcpy(&strings, file->data + at, sizeof(strings));
		if (section.sh_offset > file->size ||
		    section.sh_size > file->size - section.sh_offset ||
		    strings.sh_offset > file->size ||
		    strings.sh_size > file->size - strings.sh_offset)
			return 0;
		for (at = 0; at + sizeof(Elf64_Sym) <= section.sh_size; at += sizeof(Elf64_Sym)) {
			Elf64_Sym symbol;
			size_t length = strlen(name) + 1;

			memcpy(&symbol, file->data + section.sh_offset + at, sizeof(symbol));
			if (symbol.st_name < strings.sh_size &&
			    strings.sh_size - symbol.st_name >= length &&
			    !memcmp(file->data + strings.sh_offset + symbol.st_name, name, length))
				return symbol.st_value;
		}
	}
	return 0;
}

/* Read the notes of a segment, which state the image's stacks and needs. NULL, or the error. */
static const char *read_notes(const uint8_t *notes, uint64_t size, struct image *image)
{
	Elf64_Nhdr note;

	for (uint64_t at = 0; size - at >= sizeof(note);) {
		uint64_t name = at + sizeof(note), description;

		memcpy(&note, notes + at, sizeof(note));
		description = name + ALIGN_UP((uint64_t)note.n_namesz, 4);
		at = description + ALIGN_UP((uint64_t)note.n_descsz, 4);
		if (at > size)
			return "has a damaged note";
		if (note.n_namesz != sizeof(BULKHEAD_NOTE_NAME) ||
		    memcmp(notes + name, BULKHEAD_NOTE_NAME, sizeof(BULKHEAD_NOTE_NAME)))
			continue;
		if (note.n_type == BULKHEAD_NOTE_NEED) {
			struct need *need = LIST_ADD(&image->needs);

			if (note.n_descsz != sizeof(*need))
				return "has a note of a need of another size";
			memcpy(need, notes + description, sizeof(*need));
			continue;
		}
		if (note.n_type != BULKHEAD_NOTE_STACKS)
			continue;
		if (note.n_descsz != sizeof(image->stacks))
			return "has a note of stacks of another size";
		memcpy(&image->stacks, notes + description, sizeof(image->stacks));
	}
	return NULL;
}

/* Are the stacks whole pages inside the writable segment? */
static bool stacks_fit(const struct image *image)
{
	const struct bulkhead_stacks *stacks = &image->stacks;

	for (size_t i = 0; i < image->segments.count; i++) {
		const struct segment *s = &image->segments.items[i];
		uint64_t offset = stacks->ipa - s->vaddr;

		if ((s->rights & BULKHEAD_RIGHT_WRITE) && stacks->ipa >= s->vaddr &&
		    offset <= s->memory_size && stacks->size <= s->memory_size)
			return stacks->ipa % PAGE == 0 && stacks->size &&
			       stacks->size % PAGE == 0 &&
			       stacks->count <= (s->memory_size - offset) / (stacks->size + PAGE);
	}
	return !stacks->count;
}

/* Do two segments overlap, where they are loaded or where they run? */
static bool segments_overlap(const struct image *image)
{
	for (size_t i = 0; i < image->segments.count; i++)
		for (size_t n = 0; n < i; n++) {
			const struct segment *a = &image->segments.items[n],
					     *b = &image->segments.items[i];

			if ((a->paddr < b->paddr + b->file_size &&
			     b->paddr < a->paddr + a->file_size) ||
			    (a->vaddr < b->vaddr + b->memory_size &&
			     b->vaddr < a->vaddr + a->memory_size))
				return true;
		}
	return false;
}

const char *elf_read(const struct bytes *file, struct image *image, bool *executable)
{
	Elf64_Ehdr header;
	uint64_t low = UINT64_MAX, high = 0, loaded = 0;
	const char *wrong;

	if (file->size < sizeof(header))
		return "is too short for an ELF file";
	memcpy(&header, file->data, sizeof(header));
	if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
	    header.e_machine != EM_AARCH64)
		return "is no little-endian 64-bit Arm ELF file";
	if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phoff > file->size ||
	    header.e_phnum * sizeof(Elf64_Phdr) > file->size - header.e_phoff)
		return "has damaged program headers";
	*executable = header.e_type == ET_EXEC;
	image->entry = header.e_entry;
	for (unsigned i = 0; i < header.e_phnum; i++) {
		Elf64_Phdr p;

		memcpy(&p, file->data + header.e_phoff + i * sizeof(p), sizeof(p));
		if ((p.p_type != PT_LOAD && p.p_type != PT_NOTE) || !p.p_memsz)
			continue;
		if (image->segments.count == SEGMENTS_MAX)
			return "has more than 64 segments";
		if (p.p_filesz > p.p_memsz || p.p_offset > file->size ||
		    p.p_filesz > file->size - p.p_offset || p.p_paddr + p.p_memsz < p.p_paddr ||
		    p.p_vaddr + p.p_memsz < p.p_vaddr)
			return "has a damaged segment";
		if (p.p_type == PT_NOTE) {
			wrong = read_notes(file->data + p.p_offset, p.p_filesz, image);
			if (wrong)
				return wrong;
			continue;
		}
		*LIST_ADD(&image->segments) =
		    (struct segment){.paddr = p.p_paddr,
				     .vaddr = p.p_vaddr,
				     .file_size = p.p_filesz,
				     .memory_size = p.p_memsz,
				     .rights = (p.p_flags & PF_R ? BULKHEAD_RIGHT_READ : 0) |
					       (p.p_flags & PF_W ? BULKHEAD_RIGHT_WRITE : 0) |
					       (p.p_flags & PF_X ? DECLARED_EXECUTE : 0)};
		/*
		 * The entry may be a virtual address, if the image turns translation on by itself: translate it as QEMU's
		 * -kernel does.
		 */
		if ((p.p_flags & PF_X) && header.e_entry >= p.p_vaddr &&
		    header.e_entry - p.p_vaddr < p.p_filesz)
			image->entry = header.e_entry - p.p_vaddr + p.p_paddr;
		low = p.p_paddr < low ? p.p_paddr : low;
		high = p.p_paddr + p.p_memsz > high ? p.p_paddr + p.p_memsz : high;
		if (p.p_filesz && p.p_paddr + p.p_filesz > loaded)
			loaded = p.p_paddr + p.p_filesz;
	}
	if (!image->segments.count)
		return "has no segments to load";
	image->base = low & ~(PAGE - 1);
	image->span = high - image->base;
	if (image->span > SPAN_MAX)
		return "spans more than 1 GiB";
	if (!stacks_fit(image))
		return "declares stacks that aren't whole pages inside its writable segment";
	if (segments_overlap(image))
		return "has segments that overlap in memory";
	image->bytes.size = loaded > image->base ? loaded - image->base : 0;
	image->bytes.data = host_allocate(image->bytes.size + 1);
	for (unsigned i = 0; i < header.e_phnum; i++) {
		Elf64_Phdr p;

		memcpy(&p, file->data + header.e_phoff + i * sizeof(p), sizeof(p));
		if (p.p_type == PT_LOAD && p.p_filesz)
			memcpy(image->bytes.data + (p.p_paddr - image->base),
			       file->data + p.p_offset, p.p_filesz);
	}
	image->passive_entry = find_symbol(file, &header, PASSIVE_SYMBOL);
	return NULL;
}

/* Find the kind of the file, and its bytes as they must lie in memory. NULL, or the error. */
static const char *recognise(const struct bytes *file, struct image *image)
{
	bool executable;
	const char *wrong;

	if (!file->size)
		return "is empty";
	if (file->size >= 4 && !memcmp(file->data, ELFMAG, SELFMAG)) {
		wrong = elf_read(file, image, &executable);
		if (wrong)
			return wrong;
		if (!executable)
			return "is position-independent, an executable linked at its address is "
			       "expected";
		image->kind = image->base == BULKHEAD_IMAGE_IPA ? IMAGE_SKIFF : IMAGE_ELF;
		return NULL;
	}
	image->bytes = *file;
	image->span = file->size;
	if (file->size >= 64 && little(file->data + LINUX_MAGIC_AT, 4) == LINUX_MAGIC) {
		image->kind = IMAGE_LINUX;
		image->text_offset = little(file->data + LINUX_TEXT_OFFSET, 8);
		image->linux_size = little(file->data + LINUX_SIZE, 8);
		if (little(file->data + LINUX_FLAGS, 8) & LINUX_BIG_ENDIAN)
			return "is a big-endian kernel";
		if (image->text_offset >= MIB(2) || image->linux_size > SPAN_MAX)
			return "has a damaged header";
		if (image->linux_size < file->size)
			image->linux_size = file->size;
	}
	return NULL;
}

const struct image *image_load(struct system *system, const char *node, const char *property,
			       const char *file)
{
	char *path = host_find(file, system->build, system->folder);
	const char *slash = strrchr(file, '/'), *wrong;
	struct image *image;
	struct bytes bytes;

	for (size_t i = 0; i < images.count; i++)
		if (!strcmp(images.items[i]->path, path))
			return images.items[i];
	if (!host_read_file(path, &bytes)) {
		diag_error(node, property, "%s: %s; looked for in %s and %s", file, host_error(),
			   system->build, system->folder);
		return NULL;
	}
	image = host_allocate(sizeof(*image));
	image->path = path;
	image->name = slash ? slash + 1 : file;
	wrong = recognise(&bytes, image);
	if (wrong) {
		diag_error(node, property, "%s %s", path, wrong);
		return NULL;
	}
	image->blob = blob_add(system, image->name, image->bytes);
	*LIST_ADD(&images) = image;
	return image;
}
