/* SPDX-License-Identifier: BSD-3-Clause */
/* A mutable copy of a good image, with the offsets that mutations need. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "verify.h"

/* A descriptor of a translation table. */
struct slot {
	size_t offset; /* in the file */
	uint64_t value;
	uint32_t vm; /* BULKHEAD_NONE: the core's own table */
	uint8_t level;
	bool leaf;
};

struct undo {
	size_t offset;
	uint8_t bytes[8];
	unsigned size;
};

struct mutant {
	uint8_t *data;
	size_t size;
	struct findings findings; /* of the good image */
	struct system system;	  /* also of the good image: mutations don't change these numbers */
	size_t core, manifest, declared; /* offsets in the file */
	struct slot *slots;
	size_t slot_count, slot_capacity;
	struct undo undo[64];
	unsigned undo_count;
	uint64_t random;
};

/* Reads the good image. Returns false if it can't be read or has violations, which are printed. */
bool mutant_open(struct mutant *mutant, uint8_t *data, size_t size, const char *name);
void mutant_close(struct mutant *mutant);

/* Returns a random number below `limit` (0 if limit is 0). The sequence is the same in every run. */
uint64_t mutant_random(struct mutant *mutant, uint64_t limit);
/* Changes `size` (1..8) bytes at `offset`. The change can be undone. */
void mutant_poke(struct mutant *mutant, size_t offset, uint64_t value, unsigned size);
uint64_t mutant_peek(const struct mutant *mutant, size_t offset, unsigned size);
/* Returns the offset in the file of an object inside system.manifest or system.declared. */
size_t mutant_manifest_offset(const struct mutant *mutant, const void *object);
size_t mutant_declared_offset(const struct mutant *mutant, const void *object);
/* Makes the checksum right again, so that only the meaning is wrong. */
void mutant_seal(struct mutant *mutant);
void mutant_undo(struct mutant *mutant);
/* Verifies the current image. Returns the number of violations. */
size_t mutant_verify(const struct mutant *mutant);
/* The same for violations of one kind. */
size_t mutant_finds(const struct mutant *mutant, enum verify_code code);

/* These return a random object of the good image; NULL if there is none of this kind. */
const struct manifest_vm *any_vm(struct mutant *m);
const struct manifest_vm *vm_of_kind(struct mutant *m, bool extension);
const struct manifest_vcpu *any_vcpu(struct mutant *m);
const struct manifest_cpu *any_cpu(struct mutant *m);
/* The same, with the route's VM and the extension that it enters. */
const struct manifest_route *any_route(struct mutant *m, const struct manifest_vm **vm,
				       const struct manifest_vm **extension);

/* Poke a field of a manifest or declarations object. */
#define POKE(mutant, object, field, value)                                                       \
	mutant_poke(mutant, mutant_manifest_offset(mutant, &(object)->field), (uint64_t)(value), \
		    sizeof((object)->field))
#define POKE_DECLARED(mutant, object, field, value)                                              \
	mutant_poke(mutant, mutant_declared_offset(mutant, &(object)->field), (uint64_t)(value), \
		    sizeof((object)->field))

/* A way to break a property. `apply` changes the image at a random place and returns true, or
 * returns false if this image has no such place. */
struct mutation {
	const char *name;
	bool (*apply)(struct mutant *mutant);
};
extern const struct mutation table_mutations[], register_mutations[], manifest_mutations[],
    declared_mutations[], hostile_mutations[], loading_mutations[], stream_mutations[];
extern const unsigned hostile_mutation_count, register_mutation_count, table_mutation_count,
    manifest_mutation_count, declared_mutation_count, loading_mutation_count, stream_mutation_count;

/*
 * Flips a bit of an entry of the stream table. Returns false if there is none. *harmless: the changed number is right as well,
 * such as a VMID if one VM has all streams.
 */
bool stream_flip(struct mutant *mutant, bool *harmless);
