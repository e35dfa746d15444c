/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared-memory objects: buffers of the normal world, given as pages, read and written by copying.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "optee_abi.h"

struct partition;

/* bound of a page list's walk; the partition's heap is smaller still */
#define SHM_MAX_SIZE (64UL << 20)
#define SHM_BUCKETS  64

struct shm {
	struct shm *next; /* in its bucket, while registered */
	uint64_t cookie;
	uint64_t size;
	uint64_t *pages; /* page-aligned physical addresses; &only_page for one page */
	uint64_t only_page;
	uint32_t page_offset; /* of the buffer's first byte in its first page */
	uint32_t users;	      /* references, the registration's own included */
};

/*
 * Make an object of the page list at @buf_ptr (low 12 bits: offset into the first page). Every
 * address is checked for the partition's VM and copied. TEE_ERROR_BAD_PARAMETERS: too long;
 * TEE_ERROR_SECURITY: an address that the VM may not name; TEE_ERROR_OUT_OF_MEMORY: the partition's
 * limit is reached.
 */
tee_result shm_from_list(struct partition *p, uint64_t buf_ptr, uint64_t size, uint64_t cookie,
			 struct shm **out);

/*
 * The same for one contiguous, page-aligned buffer of at most a page (an RPC allocation's answer).
 */
tee_result shm_from_page(struct partition *p, uint64_t pa, uint64_t size, uint64_t cookie,
			 struct shm **out);

/* Register @shm under its cookie. TEE_ERROR_BAD_PARAMETERS: the cookie is in use. */
tee_result shm_register(struct partition *p, struct shm *shm);

/*
 * End a registration. TEE_ERROR_ITEM_NOT_FOUND; TEE_ERROR_BUSY: a call still uses it (the
 * registration stays).
 */
tee_result shm_unregister(struct partition *p, uint64_t cookie);

/* Take a reference to a registered object, or NULL. */
struct shm *shm_get(struct partition *p, uint64_t cookie);

/* Drop a reference; the last one frees the object. NULL is allowed. */
void shm_put(struct partition *p, struct shm *shm);

/* A part of an object that a trusted application may use. A NULL memory reference has no object,
 * size 0. */
struct memref {
	struct shm *shm;
	uint64_t offs, size;
};

/* Copy out of or into the buffer. False, and nothing done, when [@offs, @offs + @count) is outside
 * it. */
bool memref_read(const struct memref *m, uint64_t offs, void *to, size_t count);
bool memref_write(const struct memref *m, uint64_t offs, const void *from, size_t count);
