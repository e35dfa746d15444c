/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target (libFuzzer): the verifier on damaged images. The manifest's checksum is made right
 * first, so that the fuzzer gets behind it. tests/mutation/rules.mk makes seeds and a
 * dictionary-free run.
 */
#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <bulkhead/manifest.h>
#include "verify.h"

static void seal(uint8_t *data, size_t size)
{
	struct findings findings = {.mute = true};
	struct image image = {0};
	struct bulkhead_core_header core;
	struct bulkhead_manifest head;
	const uint8_t *at;
	void *copy;

	if (image_open(&image, data, size, &findings)) {
		at = image_at(&image, image.entry, sizeof(core));
		if (at) {
			memcpy(&core, at, sizeof(core));
			at = image_at(&image, core.manifest, sizeof(head));
		}
		if (at) {
			memcpy(&head, at, sizeof(head));
			if (head.size % 8 == 0 && head.size >= sizeof(head) &&
			    image_at(&image, core.manifest, head.size)) {
				copy = malloc(head.size);
				if (copy) {
					memcpy(copy, at, head.size);
					head.checksum = manifest_checksum(copy, head.size);
					free(copy);
					memcpy(data + (at - data) +
						   offsetof(struct bulkhead_manifest, checksum),
					       &head.checksum, 4);
				}
			}
		}
	}
	image_close(&image);
	findings_free(&findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct findings findings = {0};
	struct system system = {0};
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	seal(copy, size);
	verify_bytes(copy, size, &system, &findings);
	system_free(&system);
	findings_free(&findings);
	free(copy);
	return 0;
}
