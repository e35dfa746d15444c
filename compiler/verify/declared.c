/* SPDX-License-Identifier: BSD-3-Clause */
/* The declarations: every array inside its bounds, every region possible. */
#include <inttypes.h>
#include <string.h>
#include "declared.h"
#include "lookup.h"

/* Checks one array of the declarations and returns its place. */
static const void *array_at(struct system *system, const char *name, uint32_t offset,
			    uint64_t count, uint64_t size, bool *good)
{
	const struct bulkhead_declarations *declared = system->declared;

	if (!count)
		return declared;
	if (offset >= sizeof(*declared) && offset % 8 == 0 && offset <= declared->size &&
	    count <= (declared->size - offset) / size)
		return (const char *)declared + offset;
	finding_add(system->findings, VERIFY_DECLARATIONS,
		    "array %s (offset %u, %" PRIu64 " elements) lies outside the section", name,
		    offset, count);
	*good = false;
	return declared;
}

static bool region_is_sane(struct system *system, const struct declared_region *region)
{
	uint32_t vm_count = system->manifest->vm_count;

	return region->vm < vm_count &&
	       (region->owner < vm_count || region->owner == BULKHEAD_NONE) &&
	       region->kind <= DECLARED_UNCACHED && region->rights <= 7 &&
	       !((region->ipa | region->pa | region->size) & PAGE_MASK) && region->size &&
	       region->ipa + region->size > region->ipa && region->pa + region->size > region->pa;
}

/* Do the rights make sense for the kind of region? The limits are those of docs/verification.md; DDI 0487 has none. */
static bool rights_fit_kind(const struct system *system, const struct declared_region *region)
{
	unsigned rights = region->rights;
	bool own = region->owner == region->vm;

	switch (region->kind) {
	case DECLARED_PRIVATE:
		return own &&
		       !(rights & DECLARED_EXECUTE && vm_is_passive(&system->vms[region->vm]));
	case DECLARED_TEXT:
		return !(rights & BULKHEAD_RIGHT_WRITE);
	case DECLARED_RODATA:
	case DECLARED_BOOTINFO:
		return rights == BULKHEAD_RIGHT_READ;
	case DECLARED_REGISTERS:
		/* Of a register page, only the extension that answers the client's writes may write. */
		return !own && region->owner != BULKHEAD_NONE && !(rights & DECLARED_EXECUTE) &&
		       (rights & BULKHEAD_RIGHT_READ) &&
		       vm_is_passive(&system->vms[rights & BULKHEAD_RIGHT_WRITE ? region->vm
										: region->owner]);
	case DECLARED_WINDOW:
		return !own && region->owner != BULKHEAD_NONE && !(rights & DECLARED_EXECUTE);
	default:
		return !(rights & DECLARED_EXECUTE);
	}
}

static bool check_regions(struct system *system)
{
	uint32_t count = system->declared->region_count;

	for (uint32_t i = 0; i < count; i++) {
		const struct declared_region *region = &system->regions[i];

		if (!region_is_sane(system, region)) {
			finding_add(system->findings, VERIFY_DECLARATIONS,
				    "region %u (\"%s\", IPA 0x%" PRIx64
				    ") has a VM, kind, right or address out of range",
				    i, printable(region->name, sizeof(region->name)), region->ipa);
			return false;
		}
		if (!rights_fit_kind(system, region))
			finding_add(system->findings, VERIFY_DECLARATIONS,
				    "VM %s: region \"%s\" at IPA 0x%" PRIx64
				    " has rights or an owner that its kind doesn't allow",
				    system->names[region->vm],
				    printable(region->name, sizeof(region->name)), region->ipa);
		if (i && (region[-1].vm > region->vm ||
			  (region[-1].vm == region->vm &&
			   region[-1].ipa + region[-1].size > region->ipa))) {
			finding_add(system->findings, VERIFY_DECLARATIONS,
				    "VM %s: the regions at IPA 0x%" PRIx64 " and 0x%" PRIx64
				    " overlap or are unsorted",
				    system->names[region->vm], region[-1].ipa, region->ipa);
			return false;
		}
	}
	return true;
}

#define CORE_REGIONS_MAX \
	4096u /* normally one or two per CPU; limits the time for a damaged image */

static bool check_core_regions(struct system *system)
{
	if (system->declared->core_region_count > CORE_REGIONS_MAX) {
		finding_add(system->findings, VERIFY_DECLARATIONS, "%u regions of the core",
			    system->declared->core_region_count);
		return false;
	}
	for (uint32_t i = 0; i < system->declared->core_region_count; i++) {
		const struct declared_core_region *region = &system->core_regions[i];

		if (region->kind > DECLARED_CORE_STREAMS || region->rights > 7 || !region->size ||
		    (region->pa | region->size) & PAGE_MASK ||
		    region->pa + region->size < region->pa) {
			finding_add(system->findings, VERIFY_DECLARATIONS,
				    "core region %u (0x%" PRIx64
				    ") has a kind, right or address out of range",
				    i, region->pa);
			return false;
		}
	}
	return true;
}

bool declarations_read(struct system *s)
{
	const struct image *image = &s->image;
	struct bulkhead_declarations *d;
	bool good = true;

	if (!image->declarations.bytes)
		return false;
	s->declared = d =
	    zalloc(1, image->declarations.size + sizeof(struct bulkhead_declarations));
	memcpy(d, image->declarations.bytes, image->declarations.size);
	if (image->declarations.size < sizeof(*d) || d->magic != BULKHEAD_DECLARATIONS_MAGIC ||
	    d->version != BULKHEAD_DECLARATIONS_VERSION || d->size > image->declarations.size ||
	    d->size < sizeof(*d) || d->vm_count != s->manifest->vm_count) {
		finding_add(s->findings, VERIFY_DECLARATIONS,
			    "magic, version, size or number of VMs is wrong");
		return false;
	}
#define ARRAY(field, array, count) \
	s->field = array_at(s, #array, d->array, d->count, sizeof(*s->field), &good)
	ARRAY(regions, regions, region_count);
	ARRAY(core_regions, core_regions, core_region_count);
	ARRAY(declared_vms, vms, vm_count);
	ARRAY(devices, devices, device_count);
	ARRAY(reserved, reserved, reserved_count);
#undef ARRAY
	array_at(s, "qemu", d->qemu & ~7u, d->qemu_size, 1, &good);
	return good && check_regions(s) && check_core_regions(s);
}
