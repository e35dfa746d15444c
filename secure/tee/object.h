/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Persistent objects in tee-supplicant's files, sealed with AES-256-GCM under a key of the VM and
 * the application. What the normal world can still do is said in README.md: destroy them, and
 * between two lives of the partition bring an older version back.
 */
#pragma once
#include "session.h"

#define OBJECT_ID_MAX	64
#define OBJECT_SIZE_MAX 32768

/* Objects whose newest version a partition remembers while it lives. */
#define OBJECT_SEEN 32

struct object_seen {
	uint8_t name[16];
	uint8_t tag[16]; /* zero: deleted */
	bool used;
};

/*
 * TEE_ERROR_ITEM_NOT_FOUND; TEE_ERROR_SHORT_BUFFER (size says what is needed);
 * TEE_ERROR_CORRUPT_OBJECT: not what was written last; TEE_ERROR_OUT_OF_MEMORY; others as
 * tee-supplicant answered.
 */
tee_result object_read(struct session *s, const uint8_t *id, uint32_t id_size, struct memref *data);

/*
 * TEE_ERROR_STORAGE_NO_SPACE: longer than OBJECT_SIZE_MAX. The old version stays if writing fails.
 */
tee_result object_write(struct session *s, const uint8_t *id, uint32_t id_size,
			const struct memref *data);

tee_result object_delete(struct session *s, const uint8_t *id, uint32_t id_size);
