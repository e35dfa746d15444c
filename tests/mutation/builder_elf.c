/* SPDX-License-Identifier: BSD-3-Clause */
#include "builder_elf.h"
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <bulkhead/manifest.h>
#include "../../compiler/sha256.h"
#include "description.h"

/* The core's one page as it is before a system is built around it. */
static void hash_core(struct build *b, uint8_t hash[SHA256_BYTES])
{
	uint8_t page[PAGE];
	struct bulkhead_core_header *core = (void *)page;

	memcpy(page, b->memory, PAGE);
	core->manifest = core->uart = core->end = 0;
	core->ttbr0_el2 = core->tcr_el2 = core->mair_el2 = core->sctlr_el2 = 0;
	sha256(page, PAGE, hash);
}

void builder_write_elf(struct build *b, struct built *out)
{
	static const char names[] =
	    "\0.shstrtab\0" BULKHEAD_DECLARATIONS_SECTION "\0" BULKHEAD_DESCRIPTION_SECTION
	    "\0" BULKHEAD_BOARD_SECTION "\0" BULKHEAD_MACHINE_SECTION;
	uint64_t memory = PAGE, declarations = memory + b->size;
	uint64_t regions = b->region_count * sizeof(*b->regions);
	uint64_t cores = b->core_region_count * sizeof(*b->core_regions);
	uint64_t vms = 2ull * b->pairs * sizeof(struct declared_vm), strings, sections;
	struct trees trees =
	    describe(b->pairs, b->cpus, b->pages,
		     &(struct places){RAM_BASE, RAM_SIZE, GICD, GICR, UART, RAM_BASE, IRQS});
	const struct {
		void *tree;
		size_t size, name;
	} described[] = {
	    {trees.system, trees.system_size, 11 + sizeof(BULKHEAD_DECLARATIONS_SECTION)},
	    {trees.board, trees.board_size,
	     11 + sizeof(BULKHEAD_DECLARATIONS_SECTION) + sizeof(BULKHEAD_DESCRIPTION_SECTION)},
	    {trees.machine, trees.machine_size,
	     11 + sizeof(BULKHEAD_DECLARATIONS_SECTION) + sizeof(BULKHEAD_DESCRIPTION_SECTION) +
		 sizeof(BULKHEAD_BOARD_SECTION)},
	};
	Elf64_Ehdr *header;
	Elf64_Shdr *section;
	uint64_t at;

	b->head = (struct bulkhead_declarations){.magic = BULKHEAD_DECLARATIONS_MAGIC,
						 .version = BULKHEAD_DECLARATIONS_VERSION,
						 .system = "synthetic",
						 .board = "virt",
						 .regions = sizeof(b->head),
						 .region_count = b->region_count,
						 .core_region_count = b->core_region_count,
						 .vm_count = 2 * b->pairs};
	b->head.core_regions = b->head.regions + regions;
	b->head.vms = b->head.core_regions + cores;
	b->head.size = b->head.vms + vms;
	strings = declarations + b->head.size;
	sections = (strings + sizeof(names) + 7) & ~7ull;
	at = sections + 6 * sizeof(Elf64_Shdr);
	out->size = at;
	for (unsigned i = 0; i < 3; i++)
		out->size += (described[i].size + 7) & ~7ull;
	out->data = calloc(1, out->size);
	header = (Elf64_Ehdr *)out->data;
	memcpy(header->e_ident, ELFMAG "\2\1\1", 7);
	header->e_type = ET_EXEC;
	header->e_machine = EM_AARCH64;
	header->e_version = 1;
	header->e_entry = RAM_BASE;
	header->e_phoff = header->e_ehsize = sizeof(*header);
	header->e_phentsize = sizeof(Elf64_Phdr);
	header->e_phnum = 1;
	header->e_shoff = sections;
	header->e_shentsize = sizeof(Elf64_Shdr);
	header->e_shnum = 6;
	header->e_shstrndx = 1;
	*(Elf64_Phdr *)(header + 1) =
	    (Elf64_Phdr){PT_LOAD, 7, memory, RAM_BASE, RAM_BASE, b->size, b->size, PAGE};
	memcpy(out->data + memory, b->memory, b->size);
	b->head.core_bytes = PAGE;
	hash_core(b, b->head.core_hash);
	memcpy(out->data + declarations, &b->head, sizeof(b->head));
	memcpy(out->data + declarations + b->head.regions, b->regions, regions);
	memcpy(out->data + declarations + b->head.core_regions, b->core_regions, cores);
	for (unsigned i = 0; i < 2 * b->pairs; i++)
		((struct declared_vm *)(out->data + declarations + b->head.vms))[i].address_bits =
		    IPA_BITS;
	memcpy(out->data + strings, names, sizeof(names));
	section = (Elf64_Shdr *)(out->data + sections);
	section[1] = (Elf64_Shdr){
	    .sh_name = 1, .sh_type = SHT_STRTAB, .sh_offset = strings, .sh_size = sizeof(names)};
	section[2] = (Elf64_Shdr){.sh_name = 11,
				  .sh_type = SHT_PROGBITS,
				  .sh_offset = declarations,
				  .sh_size = b->head.size};
	for (unsigned i = 0; i < 3; i++) {
		section[3 + i] = (Elf64_Shdr){.sh_name = (Elf64_Word)described[i].name,
					      .sh_type = SHT_PROGBITS,
					      .sh_offset = at,
					      .sh_size = described[i].size};
		memcpy(out->data + at, described[i].tree, described[i].size);
		free(described[i].tree);
		at += (described[i].size + 7) & ~7ull;
	}
}
