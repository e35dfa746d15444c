/* SPDX-License-Identifier: BSD-3-Clause */
#include "partition.h"
#include "asid.h"
#include "optee_abi.h"
#include "thread.h"

static struct partition partitions[PARTITIONS];
/* Not in .bss: clearing it would be most of the cold start. */
static uint8_t arenas[PARTITIONS][1U << HEAP_SIZE_SHIFT]
    __attribute__((section(".noinit"), aligned(4096)));
static struct lock table_lock;

unsigned int partition_index(const struct partition *p)
{
	return p - partitions;
}

struct partition *partition_find(uint16_t vm)
{
	for (unsigned int i = 0; i < PARTITIONS; i++)
		if (__atomic_load_n(&partitions[i].live, __ATOMIC_ACQUIRE) &&
		    partitions[i].vm == vm)
			return &partitions[i];
	return NULL;
}

bool partition_is(const struct partition *p, uint16_t vm)
{
	return p->live && p->vm == vm;
}

static uint32_t create_locked(uint16_t vm)
{
	if (partition_find(vm))
		return SMC_ENOTAVAIL;
	for (unsigned int i = 0; i < PARTITIONS; i++) {
		struct partition *p = &partitions[i];

		if (p->live)
			continue;
		p->asid = asid_alloc();
		if (!p->asid)
			return SMC_ENOTAVAIL;
		p->vm = vm;
		heap_init(&p->heap, arenas[i]);
		__atomic_store_n(&p->live, true, __ATOMIC_RELEASE);
		return SMC_OK;
	}
	return SMC_ENOTAVAIL;
}

uint32_t partition_create(uint16_t vm)
{
	uint64_t flags = lock_acquire(&table_lock);
	uint32_t result = create_locked(vm);

	lock_release(&table_lock, flags);
	return result;
}

static uint32_t destroy_locked(struct partition *p)
{
	if (!thread_drop_all(p))
		return SMC_ENOTAVAIL;
	p->live = false;
	asid_free(p->asid);
	p->notif_enabled = false;
	p->notif_pending = 0;
	p->storage_busy = false;
	p->registered = 0;
	for (unsigned int i = 0; i < SHM_BUCKETS; i++)
		p->shm[i] = NULL;
	/* Address spaces of applications stay in use, as in OP-TEE: whoever ends a partition must close
	 * its sessions first. */
	for (unsigned int i = 0; i < PARTITION_SESSIONS; i++)
		p->sessions[i] = (struct session){0};
	for (unsigned int i = 0; i < OBJECT_SEEN; i++)
		p->seen[i] = (struct object_seen){0};
	heap_wipe(&p->heap);
	return SMC_OK;
}

uint32_t partition_destroy(uint16_t vm)
{
	uint64_t flags = lock_acquire(&table_lock), inner;
	struct partition *p = partition_find(vm);
	uint32_t result = SMC_OK;

	if (p) {
		inner = lock_acquire(&p->lock);
		result = destroy_locked(p);
		lock_release(&p->lock, inner);
	}
	lock_release(&table_lock, flags);
	return result;
}

void *partition_alloc(struct partition *p, size_t size)
{
	uint64_t flags = lock_acquire(&p->lock);
	void *pointer = heap_alloc(&p->heap, size);

	lock_release(&p->lock, flags);
	return pointer;
}

void partition_free(struct partition *p, void *pointer)
{
	uint64_t flags = lock_acquire(&p->lock);

	heap_free(&p->heap, pointer);
	lock_release(&p->lock, flags);
}
