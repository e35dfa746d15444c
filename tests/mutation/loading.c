/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutations of the file's segments, and of the core in them. */
#include <elf.h>
#include <stddef.h>
#include <string.h>
#include "mutate.h"

static size_t any_segment(struct mutant *m)
{
	Elf64_Ehdr header;

	memcpy(&header, m->data, sizeof(header));
	return header.e_phoff + mutant_random(m, header.e_phnum) * sizeof(Elf64_Phdr);
}

static bool segment_moved(struct mutant *m)
{
	size_t at = any_segment(m);
	const size_t fields[] = {offsetof(Elf64_Phdr, p_paddr), offsetof(Elf64_Phdr, p_vaddr)};
	uint64_t by = (1 + mutant_random(m, 64)) * PAGE_SIZE;

	for (unsigned i = 0; i < 2; i++)
		mutant_poke(m, at + fields[i], mutant_peek(m, at + fields[i], 8) + by, 8);
	return true;
}
/* Moves a segment over the console, where there is no memory. */
static bool segment_on_device(struct mutant *m)
{
	size_t at = any_segment(m);

	mutant_poke(m, at + offsetof(Elf64_Phdr, p_paddr), 0x9000000, 8);
	mutant_poke(m, at + offsetof(Elf64_Phdr, p_vaddr), 0x9000000, 8);
	return true;
}
static bool segment_dropped(struct mutant *m)
{
	mutant_poke(m, any_segment(m) + offsetof(Elf64_Phdr, p_type), PT_NULL, 4);
	return true;
}
static bool segment_longer(struct mutant *m)
{
	size_t at = any_segment(m) + offsetof(Elf64_Phdr, p_memsz);

	mutant_poke(m, at, mutant_peek(m, at, 8) + 64 * PAGE_SIZE, 8);
	return true;
}
/* A loader fills the part that the file lacks with zeros. */
static bool segment_shorter(struct mutant *m)
{
	size_t at = any_segment(m) + offsetof(Elf64_Phdr, p_filesz);
	uint64_t size = mutant_peek(m, at, 8);

	mutant_poke(m, at, size - 1 - mutant_random(m, size), 8);
	return true;
}
static bool core_instruction(struct mutant *m)
{
	uint64_t bytes = m->system.declared->core_bytes;
	size_t at = sizeof(struct bulkhead_core_header) +
		    mutant_random(m, bytes - sizeof(struct bulkhead_core_header));

	mutant_poke(m, m->core + at, mutant_peek(m, m->core + at, 1) ^ 1u << mutant_random(m, 8),
		    1);
	return true;
}
/* Finds a word of the core that depends on the core's address, and its relocation entry; 0: this core has none. */
static size_t any_relocation(struct mutant *m, size_t *word)
{
	uint32_t count = m->system.core.relocation_count;
	size_t entry;

	if (!count)
		return 0;
	entry = m->core + m->system.core.relocations + 4 * mutant_random(m, count);
	*word = m->core + mutant_peek(m, entry, 4);
	return entry;
}
static bool core_word_not_moved(struct mutant *m)
{
	size_t word, entry = any_relocation(m, &word);

	if (entry)
		mutant_poke(m, word, mutant_peek(m, word, 8) - m->system.core.load_address, 8);
	return entry;
}
static bool core_word_to_elsewhere(struct mutant *m)
{
	size_t word, entry = any_relocation(m, &word);

	if (entry)
		mutant_poke(m, word, mutant_peek(m, word, 8) + 4, 8);
	return entry;
}
/* An instruction that is right once it is moved back. */
static bool core_moved_elsewhere(struct mutant *m)
{
	size_t word, entry = any_relocation(m, &word), at;
	uint64_t load = m->system.core.load_address;

	if (!entry)
		return false;
	at = sizeof(struct bulkhead_core_header) + 8 * mutant_random(m, 1000);
	mutant_poke(m, entry, at, 4);
	mutant_poke(m, m->core + at, mutant_peek(m, m->core + at, 8) + load, 8);
	mutant_poke(m, word, mutant_peek(m, word, 8) - load, 8);
	return true;
}
static bool core_size_of_object(struct mutant *m)
{
	const size_t first = offsetof(struct bulkhead_core_header, cpu_size);
	size_t at = m->core + first + 4 * mutant_random(m, 8);

	mutant_poke(m, at, mutant_peek(m, at, 4) ^ 1u << mutant_random(m, 16), 4);
	return true;
}
static bool core_end(struct mutant *m)
{
	mutant_poke(m, m->core + offsetof(struct bulkhead_core_header, end),
		    m->system.core.end + PAGE_SIZE, 8);
	return true;
}
static bool core_other_hash(struct mutant *m)
{
	POKE_DECLARED(m, m->system.declared, core_hash[mutant_random(m, 32)],
		      mutant_random(m, 256) ^ 0x55);
	return memcmp(m->data + m->declared, m->system.declared, sizeof(*m->system.declared)) != 0;
}
static bool core_hashed_in_part(struct mutant *m)
{
	POKE_DECLARED(m, m->system.declared, core_bytes, sizeof(struct bulkhead_core_header));
	return true;
}

#define M(name)             \
	{                   \
#name, name \
	}
const struct mutation loading_mutations[] = {
    M(segment_moved),	     M(segment_on_device),
    M(segment_dropped),	     M(segment_longer),
    M(segment_shorter),	     M(core_instruction),
    M(core_size_of_object),  M(core_end),
    M(core_other_hash),	     M(core_hashed_in_part),
    M(core_word_not_moved),  M(core_word_to_elsewhere),
    M(core_moved_elsewhere),
};
const unsigned loading_mutation_count = sizeof(loading_mutations) / sizeof(*loading_mutations);
