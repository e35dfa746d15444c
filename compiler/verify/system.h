/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The system as the image states it: manifest and declarations, with every array and slice checked against its bounds so that
 * the other checks may index freely; and the results of the table walks.
 */
#pragma once
#include <bulkhead/declarations.h>
#include <bulkhead/manifest.h>
#include "findings.h"
#include "image.h"
#include "list.h"

/* The memory types that tables may give: device-nGnRE, Normal Non-cacheable, Normal write-back inner shareable. */
enum memory { MEMORY_DEVICE = 0, MEMORY_UNCACHED, MEMORY_NORMAL };

/* Memory that a walk found reachable; adjacent leaves with the same attributes are merged. */
struct mapping {
	uint64_t address, pa, size; /* address: IPA, or the core's virtual address */
	uint32_t vm;		    /* BULKHEAD_NONE: the core */
	uint8_t rights;		    /* BULKHEAD_RIGHT_*, DECLARED_EXECUTE */
	uint8_t memory;		    /* enum memory */
};
struct mappings {
	struct mapping *list;
	size_t count, capacity;
};

/* Worst case of one vCPU: see schedule.c. */
struct response {
	uint64_t response_us; /* UINT64_MAX: unbounded */
	uint64_t blocking_us;
};

/* The description: see description.h. */
struct described {
	void *system, *board, *machine; /* device trees */
	struct described_name *names;	/* sorted */
	int *nodes;			/* per VM: its node in `system` */
	uint32_t *clients; /* per VM: the client that it is the instance for; BULKHEAD_NONE: none */
};

struct system {
	struct image image;
	struct findings *findings;
	/* Aligned copies. */
	struct bulkhead_core_header core;
	struct bulkhead_manifest *manifest;
	struct bulkhead_declarations *declared;
	/* The manifest's arrays; counts that the manifest doesn't state come from the gaps between
	 * the arrays. */
	const struct manifest_cpu *cpus;
	const struct manifest_vm *vms;
	const struct manifest_vcpu *vcpus;
	const uint32_t *vcpu_refs;
	const struct manifest_activation *activations;
	const struct manifest_route *routes;
	const struct manifest_irq *irqs;
	const uint32_t *irq_refs;
	const struct manifest_virq *virqs;
	const struct manifest_secure_call *secure_calls;
	const uint32_t *filters;
	const uint32_t *client_refs;
	const struct manifest_exclusive *exclusives;
	const struct bulkhead_range *banks;
	const uint64_t *id_masks;
	const struct manifest_stream *streams;
	const struct manifest_smmu_step *smmu_steps;
	uint64_t manifest_pa;
	size_t vcpu_ref_count, route_count, irq_ref_count, virq_count, secure_call_count;
	size_t filter_count, client_ref_count, exclusive_count;
	char (*names)[BULKHEAD_NAME_SIZE + 1]; /* of the VMs, printable */
	/* The declarations' arrays. */
	const struct declared_region *regions;
	const struct declared_core_region *core_regions;
	const struct declared_vm *declared_vms;
	const struct declared_device *devices;
	const struct declared_reserved *reserved;
	/* Found by the walks. */
	struct described described;
	struct mappings stage2; /* sorted by VM and IPA */
	size_t *stage2_first;	/* per VM, vm_count + 1 entries */
	struct mappings el2;	/* sorted by address */
	struct set tables;	/* pages that hold translation tables */
	size_t leaves;
	struct response *responses; /* per vCPU */
	/* SHA-256 of the core in hexadecimal: the expected one (NULL: any), and the actual one. */
	const char *expected_core;
	char core_hash[65];
};

/* Reads core header, manifest and declarations. Returns false, with findings, if the other checks
 * can't be done. */
bool system_read(struct system *system, struct findings *findings);
void system_free(struct system *system);

/* Does VM `vm` have code that is entered by forwarded exceptions? */
static inline bool vm_is_passive(const struct manifest_vm *vm)
{
	return vm->kind == MANIFEST_VM_EXTENSION ||
	       (vm->kind == MANIFEST_VM_SERVICE && vm->passive_entry);
}
