/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shows that the verifier finds mistakes: breaks good images in every way that the tables of mutations know, flips every kind
 * of bit, and counts what is found. A mutation that isn't found fails the test. A flip that isn't found fails it, except in a
 * field that no property restricts.
 *
 *   mutation [-n TRIES] [-f FLIPS] [-s SEED] [IMAGE...]	(no image: two synthetic ones)
 *   mutation [-p PAIRS] -w FILE		writes a synthetic image
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bulkhead/armv8.h>
#include "builder.h"
#include "hostile.h"
#include "mutate.h"
#include "timing.h"

struct score {
	unsigned caught, missed, harmless;
};

static unsigned tries = 12, flips = 3000;
static uint64_t seed = 1;

static void run_mutations(struct mutant *m, const struct mutation *list, unsigned count,
			  struct score *score)
{
	for (unsigned i = 0; i < count; i++) {
		unsigned applied = 0, caught = 0;

		for (unsigned t = 0; t < tries; t++) {
			if (list[i].apply(m)) {
				mutant_seal(m);
				applied++;
				caught += mutant_verify(m) != 0;
			}
			mutant_undo(m);
		}
		if (caught < applied)
			printf("  MISSED %s: %u of %u\n", list[i].name, applied - caught, applied);
		score->caught += caught;
		score->missed += applied - caught;
	}
}

/* The shareability of device memory is ignored (DDI 0487, D8.5.2): no other bits of a valid entry are without meaning. */
static bool means_nothing(const struct slot *slot, uint64_t flipped)
{
	unsigned attribute = slot->value >> 2 & (slot->vm == BULKHEAD_NONE ? 7 : 15);
	bool device =
	    attribute == (slot->vm == BULKHEAD_NONE ? MAIR_DEVICE : S2_MEMATTR_DEVICE_nGnRE);

	return slot->leaf && device && !((slot->value ^ flipped) & ~S2_SH_INNER);
}

static void flip_tables(struct mutant *m, struct score *score)
{
	for (unsigned i = 0; i < flips; i++) {
		const struct slot *slot = &m->slots[mutant_random(m, m->slot_count)];

		/* Half of the flips are in used entries, since most entries are unused. */
		for (unsigned t = 0; i % 2 && !slot->value && t < 1000; t++)
			slot = &m->slots[mutant_random(m, m->slot_count)];
		mutant_poke(m, slot->offset, slot->value ^ 1ull << mutant_random(m, 64), 8);
		if (mutant_verify(m)) {
			score->caught++;
		} else if (means_nothing(slot, mutant_peek(m, slot->offset, 8))) {
			score->harmless++;
		} else {
			score->missed++;
			printf("  MISSED table entry 0x%016lx at file offset 0x%zx\n",
			       (unsigned long)mutant_peek(m, slot->offset, 8), slot->offset);
		}
		mutant_undo(m);
	}
}

static void flip_streams(struct mutant *m, struct score *score)
{
	bool harmless;

	for (unsigned i = 0; i < flips && stream_flip(m, &harmless); i++) {
		if (mutant_verify(m))
			score->caught++;
		else if (harmless)
			score->harmless++;
		else
			score->missed++;
		mutant_undo(m);
	}
}

/* Fields with values or bits that no property restricts. Flips in all other fields must be found. */
#define FREE(type, field)                                          \
	{                                                          \
		sizeof(struct type), offsetof(struct type, field), \
		    sizeof(((struct type *)0)->field)              \
	}
struct field {
	size_t object, offset, size;
};

static bool in_fields(size_t offset, const struct field *fields, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (offset >= fields[i].offset && offset < fields[i].offset + fields[i].size)
			return true;
	return false;
}

/* Each field has the reason why another value may be right as well. */
static const struct field free_vm[] = {
    FREE(manifest_vm, vttbr_el2), /* VMID: another one that no VM has */
    FREE(manifest_vm, hcr_el2),	  /* the registers: may trap more */
    FREE(manifest_vm, passive_hcr_el2),
    FREE(manifest_vm, cptr_el2),
    FREE(manifest_vm, mdcr_el2),
    FREE(manifest_vm, hstr_el2),
    FREE(manifest_vm, entry), /* a Skiff image decides itself where its text begins */
    FREE(manifest_vm, passive_entry),
    FREE(manifest_vm, channels), /* first index of an empty slice: the core reads none of it */
    FREE(manifest_vm, inject),
    FREE(manifest_vm, hw_irqs),
    FREE(manifest_vm, activations),
    FREE(manifest_vm, clients),
    FREE(manifest_vm, calls),
    FREE(manifest_vm, exclusives),
    FREE(manifest_vm, secure_filter),
    FREE(manifest_vm, secure_start),
    FREE(manifest_vm, secure_stop),
    FREE(manifest_vm, routes),
    FREE(manifest_vm, vcpus),
    FREE(manifest_vm, virq_first),			   /* where there are no SPIs */
    {0, offsetof(struct manifest_vm, secure_stop) + 8, 4}, /* padding: no field */
};
/* Between a CPU's objects there may be room to move one. */
static const struct field free_cpu[] = {FREE(manifest_cpu, state), FREE(manifest_cpu, timer_heap)};
/* INTID in the VM: any that no other interrupt of the VM has. */
static const struct field free_virq[] = {FREE(manifest_virq, virq)};
static const struct field free_manifest[] = {
    FREE(bulkhead_manifest, vcpu_states), /* in the core's memory there may be room to move one */
    FREE(bulkhead_manifest, vm_states),
    FREE(bulkhead_manifest, virq_states),
    FREE(bulkhead_manifest, activation_states),
    FREE(bulkhead_manifest, virq_times),
    FREE(bulkhead_manifest, trace),
    FREE(bulkhead_manifest, broadcasts), /* first index of an empty slice */
    FREE(bulkhead_manifest, events),
    FREE(bulkhead_manifest, secure_boot),
    FREE(bulkhead_manifest, checksum), /* computed anew after each flip */
    FREE(bulkhead_manifest, routes),   /* an empty array */
    FREE(bulkhead_manifest, secure_calls),
    FREE(bulkhead_manifest, filters),
    FREE(bulkhead_manifest, exclusives),
    FREE(bulkhead_manifest, irq_refs),
    FREE(bulkhead_manifest, virqs),
    FREE(bulkhead_manifest, client_refs),
    FREE(bulkhead_manifest, activations),
};
static const struct field nothing[] = {{0, 0, 0}};

struct target {
	const char *name;
	const void *objects;
	size_t count, size;
	const struct field *fields;
	unsigned field_count;
};

/* The arrays whose elements are divided among the VMs' slices. Padding lies behind the elements. */
struct used {
	size_t filters, clients, exclusives, virqs, irqs, calls;
};

static struct used count_used(const struct system *s)
{
	struct used used = {.irqs = s->manifest->broadcasts.count,
			    .calls = s->manifest->secure_boot.count};

	for (uint32_t i = 0; i < s->manifest->vm_count; i++) {
		const struct manifest_vm *vm = &s->vms[i];

		used.filters += vm->secure_filter.count;
		used.clients += vm->clients.count;
		used.exclusives += vm->exclusives.count;
		used.virqs += vm->channels.count + vm->inject.count;
		used.irqs += vm->hw_irqs.count;
		used.calls += vm->secure_start.count + vm->secure_stop.count;
	}
	for (uint32_t i = 0; i < s->manifest->board.irq_count; i++)
		if (s->irqs[i].vcpu != BULKHEAD_NONE && s->irqs[i].flags & MANIFEST_IRQ_BROADCAST)
			used.virqs += s->irqs[i].virq;
	return used;
}

static bool flip(struct mutant *m, const struct target *t, struct score *score)
{
	size_t in_object = mutant_random(m, t->size), bit = mutant_random(m, 8);
	size_t offset = mutant_manifest_offset(m, t->objects) +
			mutant_random(m, t->count) * t->size + in_object;
	bool missed = false;

	mutant_poke(m, offset, mutant_peek(m, offset, 1) ^ 1u << bit, 1);
	/* Without a new checksum, the checksum alone must find the flip. */
	if (!mutant_verify(m)) {
		missed = true;
		printf("  MISSED by the checksum: %s + 0x%zx bit %zu\n", t->name, in_object, bit);
	}
	mutant_seal(m);
	if (mutant_verify(m)) {
		score->caught++;
	} else if (in_fields(in_object, t->fields, t->field_count)) {
		score->harmless++;
	} else {
		missed = true;
		printf("  MISSED %s + 0x%zx bit %zu\n", t->name, in_object, bit);
	}
	mutant_undo(m);
	return missed;
}

/* Random flips in every array of the manifest, with a new checksum: each must be found, or lie in a free field. */
static void flip_manifest(struct mutant *m, struct score *score)
{
	const struct system *s = &m->system;
	struct used used = count_used(s);
#define TARGET(array, n, list)                                                               \
	{                                                                                    \
#array, s->array, n, sizeof(*s->array), list, sizeof(list) / sizeof(*(list)) \
	}
	const struct target targets[] = {
	    TARGET(manifest, 1, free_manifest),
	    TARGET(vms, s->manifest->vm_count, free_vm),
	    TARGET(vcpus, s->manifest->vcpu_count, nothing),
	    TARGET(routes, s->route_count, nothing),
	    TARGET(cpus, s->manifest->cpu_count, free_cpu),
	    TARGET(vcpu_refs, s->manifest->vcpu_count, nothing),
	    TARGET(activations, s->manifest->activation_count, nothing),
	    TARGET(irqs, s->manifest->board.irq_count, nothing),
	    TARGET(irq_refs, used.irqs, nothing),
	    TARGET(virqs, used.virqs, free_virq),
	    TARGET(secure_calls, used.calls, nothing),
	    TARGET(filters, used.filters, nothing),
	    TARGET(client_refs, used.clients, nothing),
	    TARGET(exclusives, used.exclusives, nothing),
	    TARGET(banks, s->manifest->bank_count, nothing),
	    TARGET(id_masks, MANIFEST_ID_REGISTERS, nothing),
	    TARGET(streams, s->manifest->smmu.stream_count, nothing),
	    TARGET(smmu_steps, s->manifest->smmu.step_count, nothing),
	};

	for (unsigned i = 0; i < flips; i++) {
		const struct target *t = &targets[i % (sizeof(targets) / sizeof(*targets))];

		if (t->count)
			score->missed += flip(m, t, score);
	}
}

/* Damage anywhere in the file: the verifier may accept or refuse it, but must not crash. */
static void damage(struct mutant *m, struct score *score)
{
	size_t places[] = {0, m->core, m->manifest, m->declared};

	for (unsigned i = 0; i < flips; i++) {
		size_t place = places[mutant_random(m, 4)];
		size_t offset = place + mutant_random(m, 4096);

		if (offset + 8 > m->size)
			continue;
		mutant_poke(m, offset, mutant_random(m, 0) & -(uint64_t)mutant_random(m, 2), 8);
		if (i % 2)
			mutant_seal(m);
		if (mutant_verify(m))
			score->caught++;
		else
			score->harmless++;
		mutant_undo(m);
	}
}

static void print_score(const char *what, const struct score *score)
{
	printf("  %-28s %6u caught %6u harmless %6u missed\n", what, score->caught, score->harmless,
	       score->missed);
}

static bool run(uint8_t *data, size_t size, const char *name)
{
	struct score tables = {0}, manifest = {0}, declared = {0}, hostile = {0};
	struct score bits = {0}, fields = {0}, anywhere = {0}, streams = {0}, entries = {0};
	struct mutant m;

	printf("%s\n", name);
	if (!mutant_open(&m, data, size, name)) {
		printf("  is no good image\n");
		mutant_close(&m);
		return false;
	}
	m.random = seed;
	run_mutations(&m, table_mutations, table_mutation_count, &tables);
	run_mutations(&m, register_mutations, register_mutation_count, &manifest);
	run_mutations(&m, manifest_mutations, manifest_mutation_count, &manifest);
	run_mutations(&m, declared_mutations, declared_mutation_count, &declared);
	run_mutations(&m, loading_mutations, loading_mutation_count, &declared);
	run_mutations(&m, hostile_mutations, hostile_mutation_count, &hostile);
	run_mutations(&m, stream_mutations, stream_mutation_count, &streams);
	flip_streams(&m, &entries);
	flip_tables(&m, &bits);
	flip_manifest(&m, &fields);
	damage(&m, &anywhere);
	mutant_close(&m);
	print_score("mutations of tables", &tables);
	print_score("mutations of the manifest", &manifest);
	print_score("mutations of declarations", &declared);
	print_score("hostile images", &hostile);
	if (streams.caught) {
		print_score("mutations of streams", &streams);
		print_score("bit flips in stream entries", &entries);
	}
	print_score("bit flips in tables", &bits);
	print_score("bit flips in the manifest", &fields);
	print_score("damage anywhere", &anywhere);
	return !(tables.missed + manifest.missed + declared.missed + hostile.missed + bits.missed +
		 streams.missed + entries.missed + fields.missed);
}

static bool run_file(const char *path)
{
	size_t size;
	const void *map = file_map(path, &size);
	uint8_t *copy;
	bool good;

	if (!map) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	copy = malloc(size);
	if (!copy)
		return false;
	memcpy(copy, map, size);
	file_unmap(map, size);
	good = run(copy, size, path);
	free(copy);
	return good;
}

static bool run_built(unsigned pairs, unsigned cpus, unsigned pages)
{
	struct built built = built_image(pairs, cpus, pages);
	char name[64];
	bool good;

	snprintf(name, sizeof(name), "synthetic system of %u VMs on %u CPUs", 2 * pairs, cpus);
	good = run(built.data, built.size, name);
	free(built.data);
	return good;
}

int main(int argc, char **argv)
{
	unsigned passed = 0, failed = 0, pairs = 0;
	int option;

	while ((option = getopt(argc, argv, "n:f:s:p:w:")) != -1) {
		struct built built;
		FILE *file;

		switch (option) {
		case 'n':
			tries = strtoul(optarg, NULL, 10);
			break;
		case 'f':
			flips = strtoul(optarg, NULL, 10);
			break;
		case 's':
			seed = strtoul(optarg, NULL, 10);
			break;
		case 'p':
			pairs = strtoul(optarg, NULL, 10);
			break;
		case 'w': /* a large system for the bench */
			built = pairs ? built_image(pairs, 8, 400) : built_image(2, 2, 2);
			file = fopen(optarg, "wb");
			if (!file || fwrite(built.data, built.size, 1, file) != 1 || fclose(file))
				return 1;
			free(built.data);
			return 0;
		default:
			return 2;
		}
	}
	if (optind == argc) {
		passed += run_built(2, 1, 8);
		passed += run_built(7, 3, 40);
		passed += timing_check() == 0;
		passed += hostile_small_root() == 0;
		failed = 4 - passed;
	}
	for (; optind < argc; optind++) {
		bool good = run_file(argv[optind]);

		passed += good;
		failed += !good;
	}
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}
