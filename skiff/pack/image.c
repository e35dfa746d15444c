/* SPDX-License-Identifier: BSD-3-Clause */
/* The image consists of the runtime's segments and one more behind them. */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pack.h"

#define PAGE 4096u

static bool inside(const struct buffer *f, uint64_t at, uint64_t size)
{
	return at <= f->size && size <= f->size - at;
}

/* The address at which the runtime looks for the payload. */
static uint64_t appended(const struct buffer *f)
{
	const Elf64_Ehdr *h = (const void *)f->data;
	const Elf64_Shdr *sections = (const void *)(f->data + h->e_shoff);

	for (unsigned int i = 0;
	     inside(f, h->e_shoff, h->e_shnum * sizeof(*sections)) && i < h->e_shnum; i++) {
		const Elf64_Shdr *s = &sections[i],
				 *names = &sections[s->sh_link < h->e_shnum ? s->sh_link : 0];
		const Elf64_Sym *symbols = (const void *)(f->data + s->sh_offset);

		if (s->sh_type != SHT_SYMTAB || !inside(f, s->sh_offset, s->sh_size) ||
		    !inside(f, names->sh_offset, names->sh_size))
			continue;
		for (size_t n = 0; n < s->sh_size / sizeof(*symbols); n++)
			if (symbols[n].st_name < names->sh_size &&
			    strcmp(f->data + names->sh_offset + symbols[n].st_name, "__appended") ==
				0)
				return symbols[n].st_value;
	}
	return 0;
}

static void put_segment(struct buffer *image, size_t at, Elf64_Phdr p, const char *bytes)
{
	buffer_align(image, PAGE);
	buffer_add(image, NULL, p.p_vaddr % PAGE);
	p.p_offset = image->size;
	buffer_add(image, bytes, p.p_filesz);
	memcpy(image->data + at, &p, sizeof(p));
}

/* The file is written under another name first, so that it appears complete or not at all. */
static void save(const char *output, const struct buffer *image)
{
	char *part = text("%s.part", output);
	FILE *f = fopen(part, "wb");

	if (!f || fwrite(image->data, 1, image->size, f) != image->size || fclose(f) != 0 ||
	    rename(part, output) != 0) {
		int error = errno;

		unlink(part);
		die("%s: can't be written: %s", output, strerror(error));
	}
	free(part);
}

void image_write(const char *output, const char *runtime, const struct buffer *payload)
{
	struct buffer from = {0}, image = {0};
	const Elf64_Ehdr *h;
	const Elf64_Phdr *segments;
	Elf64_Ehdr header;
	Elf64_Phdr last = {.p_type = PT_LOAD, .p_flags = PF_R, .p_align = PAGE};

	buffer_read(&from, runtime);
	h = (const void *)from.data;
	if (from.size < sizeof(*h) || memcmp(h->e_ident, ELFMAG, SELFMAG) != 0 ||
	    h->e_machine != EM_AARCH64 ||
	    !inside(&from, h->e_phoff, h->e_phnum * sizeof(*segments)))
		die("%s: isn't a Skiff image", runtime);
	last.p_vaddr = last.p_paddr = appended(&from);
	if (!last.p_vaddr)
		die("%s: isn't a Skiff image that runs a packed program (apps/packed)", runtime);
	last.p_filesz = last.p_memsz = payload->size;
	segments = (const void *)(from.data + h->e_phoff);
	header = *h;
	header.e_phoff = sizeof(header);
	header.e_phnum = h->e_phnum + 1;
	header.e_shoff = header.e_shnum = header.e_shstrndx = header.e_shentsize = 0;
	buffer_add(&image, &header, sizeof(header));
	buffer_add(&image, NULL, header.e_phnum * sizeof(*segments));
	for (unsigned int i = 0; i < h->e_phnum; i++) {
		if (!inside(&from, segments[i].p_offset, segments[i].p_filesz))
			die("%s: is damaged", runtime);
		put_segment(&image, sizeof(header) + i * sizeof(*segments), segments[i],
			    from.data + segments[i].p_offset);
	}
	put_segment(&image, sizeof(header) + h->e_phnum * sizeof(*segments), last, payload->data);
	save(output, &image);
	free(from.data);
	free(image.data);
}
