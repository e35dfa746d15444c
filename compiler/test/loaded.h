/* SPDX-License-Identifier: BSD-3-Clause */
/* A compiled image, read back from its bytes. */
#pragma once
#include <bulkhead/declarations.h>
#include <bulkhead/manifest.h>
#include "host.h"

struct loaded {
	struct bytes file;
	const struct bulkhead_core_header *header;
	const struct bulkhead_manifest *manifest;
	const struct manifest_vm *vms;
	const struct bulkhead_declarations *declarations;
};

/* Reads an image; fails the test if it can't be read. */
void loaded_read(struct loaded *image, const char *path);
/* The bytes at a physical address; fails the test if they aren't in the image. */
const void *loaded_at(const struct loaded *image, uint64_t pa, uint64_t size);
/* Translates an IPA of a VM; the leaf descriptor, 0: not mapped. */
uint64_t loaded_walk(const struct loaded *image, const struct manifest_vm *vm, uint64_t ipa,
		     uint64_t *pa);
/* Number of all pages that a VM's tables map. */
uint64_t loaded_pages(const struct loaded *image, const struct manifest_vm *vm);
const struct manifest_vm *loaded_vm(const struct loaded *image, const char *name);
