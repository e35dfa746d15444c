/* SPDX-License-Identifier: BSD-3-Clause */
#include "mutate.h"
#include <stdlib.h>
#include <string.h>
#include <bulkhead/armv8.h>

static void collect(struct mutant *m, uint64_t table, unsigned count, unsigned level, uint32_t vm)
{
	const uint8_t *bytes = image_at(&m->system.image, table, 8ull * count);

	for (unsigned i = 0; bytes && i < count; i++) {
		struct slot *slot;
		uint64_t value;

		memcpy(&value, bytes + 8 * i, 8);
		slot =
		    list_add((void **)&m->slots, &m->slot_count, &m->slot_capacity, sizeof(*slot));
		*slot = (struct slot){(size_t)(bytes + 8 * i - m->data), value, vm, level,
				      value && (level == 3 || !(value & S2_TABLE))};
		if (value && !slot->leaf)
			collect(m, value & DESC_ADDRESS_MASK, 512, level + 1, vm);
	}
}

/* The tables of streams: each VM that has streams has one root. */
static void collect_streams(struct mutant *m)
{
	const struct manifest_smmu *smmu = &m->system.manifest->smmu;

	for (uint32_t i = 0; i < smmu->stream_count; i++) {
		const struct manifest_stream *s = &m->system.streams[i];
		uint64_t word[2];
		unsigned level, bits;

		if (i && s->vm == s[-1].vm)
			continue;
		memcpy(word,
		       (const uint8_t *)image_at(&m->system.image,
						 smmu->stream_table + 64ull * s->id, 64) +
			   16,
		       sizeof(word));
		bits = 64 - (word[0] >> 32 & 63);
		level = 2 - (word[0] >> 38 & 3);
		collect(m, word[1], 1u << (bits - (39 - 9 * level)), level, s->vm);
	}
}

bool mutant_open(struct mutant *m, uint8_t *data, size_t size, const char *name)
{
	const struct bulkhead_core_header *core;
	unsigned bits;

	*m = (struct mutant){.data = data, .size = size, .random = 1};
	if (!verify_bytes(data, size, &m->system, &m->findings) || m->findings.violations) {
		findings_print(&m->findings, name, false, stderr);
		return false;
	}
	core = &m->system.core;
	m->core = (const uint8_t *)image_at(&m->system.image, m->system.image.entry, 8) - data;
	m->manifest = (const uint8_t *)image_at(&m->system.image, core->manifest, 8) - data;
	m->declared = m->system.image.declarations.bytes - data;
	for (uint32_t i = 0; i < m->system.manifest->vm_count; i++) {
		const struct manifest_vm *vm = &m->system.vms[i];
		unsigned level = 2 - (vm->vtcr_el2 >> 6 & 3), shift = 39 - 9 * level;

		bits = 64 - (vm->vtcr_el2 & 63);
		collect(m, vm->vttbr_el2 & VTTBR_BADDR_MASK, 1u << (bits - shift), level, i);
	}
	collect_streams(m);
	bits = 64 - (core->tcr_el2 & 63);
	bits = bits > 48 ? 48 : bits;
	{
		unsigned level = bits > 39 ? 0 : bits > 30 ? 1 : 2;

		collect(m, core->ttbr0_el2, 1u << (bits - (39 - 9 * level)), level, BULKHEAD_NONE);
	}
	return true;
}

void mutant_close(struct mutant *m)
{
	system_free(&m->system);
	findings_free(&m->findings);
	free(m->slots);
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
uint64_t mutant_random(struct mutant *m, uint64_t limit)
{
	uint64_t z = m->random += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return limit ? (z ^ z >> 31) % limit : 0;
}

void mutant_poke(struct mutant *m, size_t offset, uint64_t value, unsigned size)
{
	struct undo *undo = &m->undo[m->undo_count++];

	*undo = (struct undo){.offset = offset, .size = size};
	memcpy(undo->bytes, m->data + offset, size);
	memcpy(m->data + offset, &value, size);
}

uint64_t mutant_peek(const struct mutant *m, size_t offset, unsigned size)
{
	uint64_t value = 0;

	memcpy(&value, m->data + offset, size);
	return value;
}

size_t mutant_manifest_offset(const struct mutant *m, const void *object)
{
	return m->manifest + ((const char *)object - (const char *)m->system.manifest);
}

size_t mutant_declared_offset(const struct mutant *m, const void *object)
{
	return m->declared + ((const char *)object - (const char *)m->system.declared);
}

void mutant_seal(struct mutant *m)
{
	uint64_t size = m->system.manifest->size;
	void *copy = zalloc(1, size);
	uint32_t sum;

	memcpy(copy, m->data + m->manifest, size);
	sum = manifest_checksum(copy, size);
	free(copy);
	if (sum != mutant_peek(m, m->manifest + offsetof(struct bulkhead_manifest, checksum), 4))
		mutant_poke(m, m->manifest + offsetof(struct bulkhead_manifest, checksum), sum, 4);
}

void mutant_undo(struct mutant *m)
{
	while (m->undo_count) {
		const struct undo *undo = &m->undo[--m->undo_count];

		memcpy(m->data + undo->offset, undo->bytes, undo->size);
	}
}

static size_t verify(const struct mutant *m, bool one, enum verify_code code)
{
	struct findings findings = {.mute = true};
	struct system system = {0};
	size_t violations;

	verify_bytes(m->data, m->size, &system, &findings);
	violations = one ? findings.per_code[code] : findings.violations;
	system_free(&system);
	findings_free(&findings);
	return violations;
}

size_t mutant_verify(const struct mutant *m)
{
	return verify(m, false, 0);
}

size_t mutant_finds(const struct mutant *m, enum verify_code code)
{
	return verify(m, true, code);
}

const struct manifest_vm *any_vm(struct mutant *m)
{
	return &m->system.vms[mutant_random(m, m->system.manifest->vm_count)];
}
const struct manifest_vm *vm_of_kind(struct mutant *m, bool extension)
{
	uint32_t count = m->system.manifest->vm_count, start = mutant_random(m, count);

	for (uint32_t i = 0; i < count; i++) {
		const struct manifest_vm *vm = &m->system.vms[(start + i) % count];

		if ((vm->kind == MANIFEST_VM_EXTENSION) == extension)
			return vm;
	}
	return NULL;
}
const struct manifest_vcpu *any_vcpu(struct mutant *m)
{
	return &m->system.vcpus[mutant_random(m, m->system.manifest->vcpu_count)];
}
const struct manifest_cpu *any_cpu(struct mutant *m)
{
	return &m->system.cpus[mutant_random(m, m->system.manifest->cpu_count)];
}
const struct manifest_route *any_route(struct mutant *m, const struct manifest_vm **vm,
				       const struct manifest_vm **extension)
{
	for (unsigned tries = 0; tries < 1000; tries++) {
		const struct manifest_slice *routes;

		*vm = any_vm(m);
		routes = &(*vm)->routes[mutant_random(m, MANIFEST_CLASS_COUNT)];
		if (routes->count) {
			const struct manifest_route *route =
			    &m->system.routes[routes->first + mutant_random(m, routes->count)];

			*extension = &m->system.vms[route->extension];
			return route;
		}
	}
	return NULL;
}
