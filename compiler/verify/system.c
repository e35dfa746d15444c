/* SPDX-License-Identifier: BSD-3-Clause */
/* Core header and manifest: every array and slice inside its bounds. */
#include "system.h"
#include <bulkhead/status.h>
#include "declared.h"
#include "description.h"
#include "lookup.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Limits that bound the checks' time on a damaged image; no system comes near. */
#define VM_VCPUS_MAX 512u /* GICv3: affinity routing of one cluster */
#define BANKS_MAX    64u
#define SHARED_MAX   10000000u

/* Do `bytes` bytes at `offset` lie in an object of `size`, at a multiple of `align`? */
static bool in_object(uint32_t offset, uint32_t bytes, uint32_t size, uint32_t align)
{
	return offset <= size && size - offset >= bytes && offset % align == 0;
}

static bool read_core_header(struct system *system)
{
	const void *bytes =
	    image_at(&system->image, system->image.entry, sizeof(struct bulkhead_core_header));
	struct bulkhead_core_header *core = &system->core;

	if (!bytes) {
		finding_add(system->findings, VERIFY_CORE_HEADER,
			    "the entry point 0x%" PRIx64 " isn't in the image",
			    system->image.entry);
		return false;
	}
	memcpy(core, bytes, sizeof(*core));
	if (core->magic != BULKHEAD_CORE_MAGIC || core->version != BULKHEAD_MANIFEST_VERSION) {
		finding_add(system->findings, VERIFY_CORE_HEADER,
			    "magic 0x%" PRIx64 " or version %u isn't the core's", core->magic,
			    core->version);
		return false;
	}
	if (core->header_size != sizeof(*core) || core->load_address != system->image.entry ||
	    core->load_address & PAGE_MASK || core->end <= core->load_address)
		finding_add(system->findings, VERIFY_CORE_HEADER,
			    "header size %u, load address 0x%" PRIx64 ", end 0x%" PRIx64
			    " or entry 0x%" PRIx64 " don't fit together",
			    core->header_size, core->load_address, core->end, system->image.entry);
	if (!core->stack_size || core->stack_size & PAGE_MASK || !core->cpu_size ||
	    !core->vcpu_size || !core->vm_size)
		finding_add(system->findings, VERIFY_CORE_HEADER,
			    "sizes of the core's objects are zero or unaligned");
	if (!in_object(core->cpu_status, sizeof(struct bulkhead_cpu_status), core->cpu_size, 8) ||
	    !in_object(core->vm_status, sizeof(struct bulkhead_vm_status), core->vm_size, 4) ||
	    !in_object(core->vcpu_counters, 8 * BULKHEAD_COUNTER_COUNT, core->vcpu_size, 8))
		finding_add(system->findings, VERIFY_CORE_HEADER,
			    "the core's counters lie outside of its objects, or are unaligned");
	return true;
}

static bool read_manifest(struct system *system)
{
	uint64_t pa = system->core.manifest;
	const uint8_t *bytes = image_at(&system->image, pa, sizeof(struct bulkhead_manifest));
	struct bulkhead_manifest head;

	if (!bytes || pa % 8) {
		finding_add(system->findings, VERIFY_MANIFEST,
			    "the manifest's address 0x%" PRIx64 " isn't in the image or unaligned",
			    pa);
		return false;
	}
	memcpy(&head, bytes, sizeof(head));
	if (head.magic != BULKHEAD_MANIFEST_MAGIC || head.version != BULKHEAD_MANIFEST_VERSION ||
	    head.size < sizeof(head) || head.size % 8 || !image_at(&system->image, pa, head.size)) {
		finding_add(system->findings, VERIFY_MANIFEST,
			    "magic 0x%" PRIx64 ", version %u or size 0x%" PRIx64 " is wrong",
			    head.magic, head.version, head.size);
		return false;
	}
	system->manifest_pa = pa;
	system->manifest = zalloc(1, head.size);
	memcpy(system->manifest, bytes, head.size);
	if (manifest_checksum(system->manifest, head.size) != head.checksum)
		finding_add(system->findings, VERIFY_MANIFEST, "checksum 0x%08x, computed 0x%08x",
			    head.checksum, manifest_checksum(system->manifest, head.size));
	return true;
}

/* An array of the manifest: where to put its pointer, its element size, and its count, stated or to be derived. */
struct array {
	const char *name;
	uint64_t pa;
	uint64_t size;
	const void **elements;
	uint64_t stated;
	size_t *derived; /* NULL: stated */
};

static int by_start(const void *a, const void *b)
{
	const struct array *x = a, *y = b;

	return x->pa < y->pa ? -1 : x->pa > y->pa;
}

static bool place_arrays(struct system *system, struct array *arrays, size_t count)
{
	uint64_t begin = system->manifest_pa, end = begin + system->manifest->size;
	bool good = true;

	qsort(arrays, count, sizeof(*arrays), by_start);
	for (size_t i = 0; i < count; i++) {
		struct array *array = &arrays[i];
		uint64_t next = end;

		for (size_t j = i + 1; j < count && next == end; j++)
			if (arrays[j].pa > array->pa && arrays[j].pa < end)
				next = arrays[j].pa;
		if (array->derived)
			*array->derived = 0;
		*array->elements = system->manifest; /* the count is 0, so it isn't read */
		if (!array->pa && !array->stated)
			continue; /* an empty array needs no place */
		if (array->pa < begin + sizeof(*system->manifest) || array->pa > end ||
		    array->pa % 8 || array->stated > (next - array->pa) / array->size) {
			finding_add(system->findings, VERIFY_ARRAY,
				    "array %s (0x%" PRIx64 ", %" PRIu64
				    " elements) isn't inside the manifest or overlaps another",
				    array->name, array->pa, array->stated);
			good = false;
			continue;
		}
		*array->elements = (const char *)system->manifest + (array->pa - begin);
		if (array->derived)
			*array->derived = (next - array->pa) / array->size;
	}
	return good;
}

static bool read_arrays(struct system *s)
{
	const struct bulkhead_manifest *m = s->manifest;
#define STATED(field, count)                                                               \
	{                                                                                  \
#field, m->field, sizeof(*s->field), (const void **)&s->field, count, NULL \
	}
#define DERIVED(field, count)                                                               \
	{                                                                                   \
#field, m->field, sizeof(*s->field), (const void **)&s->field, 0, &s->count \
	}
	struct array arrays[] = {
	    STATED(cpus, m->cpu_count),
	    STATED(vms, m->vm_count),
	    STATED(vcpus, m->vcpu_count),
	    DERIVED(vcpu_refs, vcpu_ref_count),
	    STATED(activations, m->activation_count),
	    DERIVED(routes, route_count),
	    STATED(irqs, m->board.irq_count),
	    DERIVED(irq_refs, irq_ref_count),
	    DERIVED(virqs, virq_count),
	    DERIVED(secure_calls, secure_call_count),
	    DERIVED(filters, filter_count),
	    DERIVED(client_refs, client_ref_count),
	    DERIVED(exclusives, exclusive_count),
	    STATED(banks, m->bank_count),
	    STATED(id_masks, MANIFEST_ID_REGISTERS),
	    STATED(streams, m->smmu.stream_count),
	    STATED(smmu_steps, m->smmu.step_count),
	};
#undef STATED
#undef DERIVED
	return place_arrays(s, arrays, sizeof(arrays) / sizeof(*arrays));
}

static bool slice_fits(struct system *system, uint32_t vm, const char *what,
		       struct manifest_slice slice, size_t count)
{
	if ((uint64_t)slice.first + slice.count <= count || !slice.count)
		return true;
	finding_add(system->findings, VERIFY_ARRAY,
		    "VM %s: slice %s (first %u, %u elements) exceeds the array of %zu",
		    system->names[vm], what, slice.first, slice.count, count);
	return false;
}

/* If the slices of an array have more elements in all than the array, some overlap: the core would see one object in
 * two places, and checks would take more than linear time. shared: overlaps are allowed, within limits. */
static bool slices_are_disjoint(struct system *s, const char *what, uint64_t total, size_t count,
				bool shared)
{
	if (total <= count || (shared && total <= SHARED_MAX))
		return true;
	finding_add(s->findings, VERIFY_ARRAY,
		    "the slices of %s overlap: %" PRIu64 " elements in an array of %zu", what,
		    total, count);
	return false;
}

static bool check_totals(struct system *s)
{
	uint64_t vcpus = 0, routes = 0, irqs = 0, virqs = 0, activations = 0, clients = 0;
	uint64_t refs = 0, shared = 0;
	bool good = true;

	irqs += s->manifest->broadcasts.count;
	virqs += s->manifest->events.count;
	for (uint32_t i = 0; i < s->manifest->vm_count; i++) {
		const struct manifest_vm *vm = &s->vms[i];

		for (unsigned c = 0; c < MANIFEST_CLASS_COUNT; c++)
			routes += vm->routes[c].count;
		routes += vm->calls.count;
		vcpus += vm->vcpus.count;
		irqs += vm->hw_irqs.count;
		virqs += (uint64_t)vm->channels.count + vm->inject.count;
		activations += vm->activations.count;
		clients += vm->clients.count;
		shared += (uint64_t)vm->secure_filter.count + vm->exclusives.count +
			  vm->secure_start.count + vm->secure_stop.count;
		if (vm->vcpus.count > VM_VCPUS_MAX) {
			finding_add(s->findings, VERIFY_ARRAY, "VM %s has %u vCPUs", s->names[i],
				    vm->vcpus.count);
			good = false;
		}
	}
	for (uint32_t i = 0; i < s->manifest->cpu_count; i++)
		refs += s->cpus[i].vcpu_ref_count;
	good &= slices_are_disjoint(s, "routes", routes, s->route_count, false);
	good &= slices_are_disjoint(s, "vCPUs", vcpus, s->manifest->vcpu_count, false);
	good &= slices_are_disjoint(s, "interrupts", irqs, s->irq_ref_count, false);
	good &= slices_are_disjoint(s, "virtual interrupts", virqs, s->virq_count, false);
	good &= slices_are_disjoint(s, "activations", activations, s->manifest->activation_count,
				    false);
	good &= slices_are_disjoint(s, "clients", clients, s->client_ref_count, false);
	good &= slices_are_disjoint(s, "CPUs", refs, s->vcpu_ref_count, false);
	good &= slices_are_disjoint(s, "secure calls and sections", shared, 0, true);
	if (s->manifest->bank_count > BANKS_MAX) {
		finding_add(s->findings, VERIFY_ARRAY, "%u banks of RAM", s->manifest->bank_count);
		good = false;
	}
	return good;
}

static bool check_slices(struct system *s)
{
	static const char *const classes[] = {"smc routes", "hvc routes", "mmio routes",
					      "sysreg routes", "catch-all route"};
	uint64_t refs = 0;
	bool good = true;

	for (uint32_t i = 0; i < s->manifest->vm_count; i++) {
		const struct manifest_vm *vm = &s->vms[i];

		good &= slice_fits(s, i, "vcpus", vm->vcpus, s->manifest->vcpu_count);
		good &= slice_fits(s, i, "hw_irqs", vm->hw_irqs, s->irq_ref_count);
		for (unsigned c = 0; c < MANIFEST_CLASS_COUNT; c++)
			good &= slice_fits(s, i, classes[c], vm->routes[c], s->route_count);
		good &= slice_fits(s, i, "channels", vm->channels, s->virq_count);
		good &= slice_fits(s, i, "inject", vm->inject, s->virq_count);
		good &= slice_fits(s, i, "secure_start", vm->secure_start, s->secure_call_count);
		good &= slice_fits(s, i, "secure_stop", vm->secure_stop, s->secure_call_count);
		good &= slice_fits(s, i, "secure_filter", vm->secure_filter, s->filter_count);
		good &=
		    slice_fits(s, i, "activations", vm->activations, s->manifest->activation_count);
		good &= slice_fits(s, i, "calls", vm->calls, s->route_count);
		good &= slice_fits(s, i, "exclusives", vm->exclusives, s->exclusive_count);
		good &= slice_fits(s, i, "clients", vm->clients, s->client_ref_count);
		good &= slice_fits(s, i, "streams", vm->streams, s->manifest->smmu.stream_count);
	}
	if ((uint64_t)s->manifest->broadcasts.first + s->manifest->broadcasts.count >
	    s->irq_ref_count) {
		finding_add(s->findings, VERIFY_ARRAY, "the broadcast interrupts exceed the array");
		good = false;
	}
	if ((uint64_t)s->manifest->events.first + s->manifest->events.count > s->virq_count) {
		finding_add(s->findings, VERIFY_ARRAY, "the interrupts of events exceed the array");
		good = false;
	}
	if ((uint64_t)s->manifest->secure_boot.first + s->manifest->secure_boot.count >
	    s->secure_call_count) {
		finding_add(s->findings, VERIFY_ARRAY,
			    "the secure world's calls at boot exceed the array");
		good = false;
	}
	/* The lists are adjacent, so that even an empty list has a defined place. */
	for (uint32_t i = 0; i < s->manifest->cpu_count; i++) {
		if (s->cpus[i].first_vcpu_ref != refs ||
		    refs + s->cpus[i].vcpu_ref_count > s->vcpu_ref_count) {
			finding_add(s->findings, VERIFY_ARRAY,
				    "CPU %u: its vCPUs (first %u, %u) aren't the next of %zu", i,
				    s->cpus[i].first_vcpu_ref, s->cpus[i].vcpu_ref_count,
				    s->vcpu_ref_count);
			good = false;
		}
		refs += s->cpus[i].vcpu_ref_count;
	}
	return good && check_totals(s);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_in_zeros(const char name[BULKHEAD_NAME_SIZE])
{
	for (size_t i = strnlen(name, BULKHEAD_NAME_SIZE); i < BULKHEAD_NAME_SIZE; i++)
		if (name[i])
			return false;
	return true;
}

static void read_names(struct system *s)
{
	uint32_t count = s->manifest->vm_count;
	char **sorted = zalloc(count, sizeof(*sorted));

	s->names = zalloc(count, sizeof(*s->names));
	for (uint32_t i = 0; i < count; i++) {
		const char *name = s->vms[i].name;

		strcpy(s->names[i], printable(name, BULKHEAD_NAME_SIZE));
		sorted[i] = s->names[i];
		if (!name[0] || !memchr(name, 0, BULKHEAD_NAME_SIZE) || !ends_in_zeros(name) ||
		    strcmp(s->names[i], name) != 0)
			finding_add(s->findings, VERIFY_NAME,
				    "VM %u: its name \"%s\" is empty, unprintable or not ended by "
				    "zeros",
				    i, s->names[i]);
	}
	qsort(sorted, count, sizeof(*sorted), by_name);
	for (uint32_t i = 1; i < count; i++)
		if (!strcmp(sorted[i - 1], sorted[i]))
			finding_add(s->findings, VERIFY_NAME, "two VMs are named \"%s\"",
				    sorted[i]);
	free(sorted);
}

bool system_read(struct system *system, struct findings *findings)
{
	bool slices, declarations;

	system->findings = findings;
	if (!read_core_header(system) || !read_manifest(system) || !read_arrays(system))
		return false;
	read_names(system);
	slices = check_slices(system); /* both report what they find */
	declarations = declarations_read(system);
	return slices && declarations;
}

void system_free(struct system *system)
{
	free(system->manifest);
	free(system->declared);
	free(system->names);
	free(system->stage2.list);
	free(system->stage2_first);
	free(system->el2.list);
	free(system->responses);
	description_free(system);
	set_free(&system->tables);
	image_close(&system->image);
}
