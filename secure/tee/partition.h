/* SPDX-License-Identifier: BSD-3-Clause */
/* One partition a VM: its own threads, sessions, registered buffers, notifications and memory
 * limit. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "heap.h"
#include "lock.h"
#include "object.h"
#include "session.h"
#include "shm.h"

#define PARTITIONS	   8
#define PARTITION_THREADS  8
#define PARTITION_SESSIONS 32
#define NOTIF_VALUE_MAX	   63

struct thread;

struct partition {
	struct lock lock; /* guards everything below */
	bool live;
	uint16_t vm;
	uint8_t asid; /* asid.h */
	bool notif_enabled;
	bool storage_busy;	/* a storage operation is under way (object.c) */
	uint64_t notif_pending; /* bit n: value n */
	uint32_t last_session;
	uint32_t registered;
	struct shm *shm[SHM_BUCKETS];
	struct session sessions[PARTITION_SESSIONS];
	uint32_t seen_next;
	struct object_seen seen[OBJECT_SEEN]; /* guarded by storage_busy */
	struct heap heap;
};

/*
 * A new partition for @vm: SMC_OK, or SMC_ENOTAVAIL when the id is in use (OP-TEE would make a
 * second one), there are PARTITIONS already, or no address space is left.
 */
uint32_t partition_create(uint16_t vm);

/*
 * End @vm's partition and forget all it holds but the address spaces of open sessions (asid.h). An
 * unknown id is SMC_OK, as in OP-TEE; SMC_ENOTAVAIL while one of its threads runs on some core.
 */
uint32_t partition_destroy(uint16_t vm);

/*
 * The live partition of @vm, or NULL. Without its lock, the partition may end and another VM's take its place: code that
 * claims something in it must first check partition_is() under the lock.
 */
struct partition *partition_find(uint16_t vm);
bool partition_is(const struct partition *p, uint16_t vm);

/* Memory within the partition's limit: see heap.h. */
void *partition_alloc(struct partition *p, size_t size);
void partition_free(struct partition *p, void *pointer);

/* Index of @p, for its threads. */
unsigned int partition_index(const struct partition *p);
