/* SPDX-License-Identifier: BSD-3-Clause */
/* Adds a program, its interpreter and the libraries that its dynamic section names (System V gABI, 5). */
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include "pack.h"

/* The folders in which Debian's dynamic linker looks (ld.so(8)). */
static const char *const folders[] = {"/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
				      "/lib", "/usr/lib"};

struct elf {
	struct buffer file;
	const Elf64_Ehdr *header;
	const Elf64_Phdr *segments;
	const char *what;
};

static bool read_elf(struct elf *e)
{
	const Elf64_Ehdr *h = e->header = (const void *)e->file.data;

	e->what = "isn't an ELF file";
	if (e->file.size < sizeof(*h) || memcmp(h->e_ident, ELFMAG, SELFMAG) != 0)
		return false;
	e->what = "isn't a program or library for arm64 (ELF, 64 bits, little-endian)";
	if (h->e_ident[EI_CLASS] != ELFCLASS64 || h->e_ident[EI_DATA] != ELFDATA2LSB ||
	    h->e_machine != EM_AARCH64 || (h->e_type != ET_EXEC && h->e_type != ET_DYN))
		return false;
	e->what = "is damaged: its program headers lie outside of it";
	if (h->e_phentsize != sizeof(Elf64_Phdr) || h->e_phoff > e->file.size || h->e_phoff % 8 ||
	    h->e_phnum * sizeof(Elf64_Phdr) > e->file.size - h->e_phoff)
		return false;
	e->segments = (const void *)(e->file.data + h->e_phoff);
	e->what = "has a segment that is both written and executed";
	for (unsigned int i = 0; i < h->e_phnum; i++)
		if (e->segments[i].p_type == PT_LOAD && (e->segments[i].p_flags & PF_W) &&
		    (e->segments[i].p_flags & PF_X))
			return false;
	return true;
}

static const Elf64_Phdr *segment(const struct elf *e, Elf64_Word type)
{
	for (unsigned int i = 0; i < e->header->e_phnum; i++) {
		const Elf64_Phdr *p = &e->segments[i];

		if (p->p_type == type && p->p_offset <= e->file.size &&
		    p->p_filesz <= e->file.size - p->p_offset)
			return p;
	}
	return NULL;
}

/* @return the string at an address; NULL: no segment contains it as a whole */
static const char *string_at(const struct elf *e, Elf64_Addr address)
{
	for (unsigned int i = 0; i < e->header->e_phnum; i++) {
		const Elf64_Phdr *p = &e->segments[i];
		Elf64_Addr in = address - p->p_vaddr;

		if (p->p_type != PT_LOAD || address < p->p_vaddr || in >= p->p_filesz ||
		    p->p_offset > e->file.size || p->p_filesz > e->file.size - p->p_offset)
			continue;
		return memchr(e->file.data + p->p_offset + in, 0, p->p_filesz - in)
			   ? e->file.data + p->p_offset + in
			   : NULL;
	}
	return NULL;
}

static Elf64_Addr dynamic(const Elf64_Dyn *d, size_t count, Elf64_Sxword tag)
{
	for (size_t i = 0; i < count && d[i].d_tag != DT_NULL; i++)
		if (d[i].d_tag == tag)
			return d[i].d_un.d_ptr;
	return 0;
}

static bool add_from(struct archive *a, const char *root, const char *folder, const char *name)
{
	char *path = text("%s/%s", folder, name), *host = root_find(root, path);
	const char *what;
	bool found = host != NULL;

	if (found && !archive_has(a, path) && !program_add(a, root, path, &what))
		die("%s %s", path, what);
	free(path), free(host);
	return found;
}

/* Looks in the folders of DT_RUNPATH, where $ORIGIN is the program's own folder, then in the usual ones. */
static void add_library(struct archive *a, const char *root, const char *of, const char *runpath,
			const char *name)
{
	char *list = strdup(runpath ? runpath : ""), *state = NULL;
	int origin = (int)(strrchr(of, '/') - of);
	bool found = false;

	for (char *p = strtok_r(list, ":", &state); p && !found; p = strtok_r(NULL, ":", &state)) {
		char *folder =
		    strncmp(p, "$ORIGIN", 7) == 0 ? text("%.*s%s", origin, of, p + 7) : strdup(p);

		found = add_from(a, root, folder, name);
		free(folder);
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && !found; i++)
		found = add_from(a, root, folders[i], name);
	if (!found)
		die("%s needs %s, which isn't in %s/{lib,usr/lib}[/aarch64-linux-gnu]: --root says "
		    "where "
		    "the program's system is",
		    of, name, root);
	free(list);
}

static void add_libraries(struct archive *a, const char *root, const char *path,
			  const struct elf *e)
{
	const Elf64_Phdr *p = segment(e, PT_DYNAMIC);
	const Elf64_Dyn *d = p && p->p_offset % sizeof(Elf64_Addr) == 0
				 ? (const void *)(e->file.data + p->p_offset)
				 : NULL;
	size_t count = d ? p->p_filesz / sizeof(*d) : 0;
	Elf64_Addr strings = dynamic(d, count, DT_STRTAB), run = dynamic(d, count, DT_RUNPATH);

	if (!run)
		run = dynamic(d, count, DT_RPATH);
	for (size_t i = 0; i < count && d[i].d_tag != DT_NULL; i++) {
		const char *name =
		    d[i].d_tag == DT_NEEDED ? string_at(e, strings + d[i].d_un.d_val) : NULL;

		if (name)
			add_library(a, root, path, run ? string_at(e, strings + run) : NULL, name);
	}
}

bool program_add(struct archive *a, const char *root, const char *path, const char **what)
{
	char *host = root_find(root, path);
	const Elf64_Phdr *interpreter;
	struct elf e = {0};

	if (!host)
		die("%s: there is no such file in %s", path, *root ? root : "/");
	buffer_read(&e.file, host);
	if (!read_elf(&e)) {
		*what = e.what;
		return false;
	}
	archive_add(a, path, host);
	interpreter = segment(&e, PT_INTERP);
	if (interpreter) {
		char *name = strndup(e.file.data + interpreter->p_offset, interpreter->p_filesz);

		if (!archive_has(a, name) && !program_add(a, root, name, what))
			die("%s %s", name, *what);
		free(name);
	}
	add_libraries(a, root, path, &e);
	free(e.file.data);
	free(host);
	return true;
}
