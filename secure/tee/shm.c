/* SPDX-License-Identifier: BSD-3-Clause */
#include "shm.h"
#include <string.h>
#include "nsmem.h"
#include "partition.h"

static void destroy(struct partition *p, struct shm *shm)
{
	if (shm->pages != &shm->only_page)
		partition_free(p, shm->pages);
	partition_free(p, shm);
}

static struct shm *create(struct partition *p, uint64_t count, uint64_t cookie)
{
	struct shm *shm = partition_alloc(p, sizeof(*shm));

	if (!shm)
		return NULL;
	shm->cookie = cookie;
	shm->users = 1;
	shm->pages = count <= 1 ? &shm->only_page : partition_alloc(p, count * sizeof(uint64_t));
	if (!shm->pages) {
		partition_free(p, shm);
		return NULL;
	}
	return shm;
}

/*
 * Each list page is visited once at most: @count bounds the walk, so a loop of list pages ends too.
 */
static tee_result copy_list(struct partition *p, uint64_t list, uint64_t *pages, uint64_t count)
{
	for (uint64_t done = 0; done < count;) {
		const volatile uint64_t *entry;

		if (list % NS_PAGE_SIZE || !nsmem_check(p->vm, list, NS_PAGE_SIZE))
			return TEE_ERROR_SECURITY;
		entry = nsmem_pointer(list);
		for (unsigned int i = 0; i < PAGE_LIST_ENTRIES && done < count; i++, done++) {
			pages[done] = entry[i];
			if (pages[done] % NS_PAGE_SIZE ||
			    !nsmem_check(p->vm, pages[done], NS_PAGE_SIZE))
				return TEE_ERROR_SECURITY;
		}
		list = entry[PAGE_LIST_ENTRIES];
	}
	return TEE_SUCCESS;
}

tee_result shm_from_list(struct partition *p, uint64_t buf_ptr, uint64_t size, uint64_t cookie,
			 struct shm **out)
{
	uint64_t offset = buf_ptr % NS_PAGE_SIZE, count;
	struct shm *shm;
	tee_result result;

	*out = NULL;
	if (size > SHM_MAX_SIZE)
		return TEE_ERROR_BAD_PARAMETERS;
	count = (offset + size + NS_PAGE_SIZE - 1) / NS_PAGE_SIZE;
	shm = create(p, count, cookie);
	if (!shm)
		return TEE_ERROR_OUT_OF_MEMORY;
	shm->size = size;
	shm->page_offset = offset;
	result = copy_list(p, buf_ptr - offset, shm->pages, count);
	if (result != TEE_SUCCESS)
		destroy(p, shm);
	else
		*out = shm;
	return result;
}

tee_result shm_from_page(struct partition *p, uint64_t pa, uint64_t size, uint64_t cookie,
			 struct shm **out)
{
	struct shm *shm;

	*out = NULL;
	if (pa % NS_PAGE_SIZE || size > NS_PAGE_SIZE)
		return TEE_ERROR_BAD_PARAMETERS;
	if (!nsmem_check(p->vm, pa, NS_PAGE_SIZE))
		return TEE_ERROR_SECURITY;
	shm = create(p, 1, cookie);
	if (!shm)
		return TEE_ERROR_OUT_OF_MEMORY;
	shm->size = size;
	shm->only_page = pa;
	*out = shm;
	return TEE_SUCCESS;
}

/* The link that points at the object with @cookie, or at the end of its bucket. Locked. */
static struct shm **find(struct partition *p, uint64_t cookie)
{
	/* Cookies are pointers or small numbers: mix the bits above the alignment. */
	struct shm **link = &p->shm[(cookie ^ cookie >> 6 ^ cookie >> 12) % SHM_BUCKETS];

	while (*link && (*link)->cookie != cookie)
		link = &(*link)->next;
	return link;
}

tee_result shm_register(struct partition *p, struct shm *shm)
{
	uint64_t flags = lock_acquire(&p->lock);
	struct shm **link = find(p, shm->cookie);
	bool free = !*link;

	if (free) {
		*link = shm;
		p->registered++;
	}
	lock_release(&p->lock, flags);
	return free ? TEE_SUCCESS : TEE_ERROR_BAD_PARAMETERS;
}

tee_result shm_unregister(struct partition *p, uint64_t cookie)
{
	uint64_t flags = lock_acquire(&p->lock);
	struct shm **link = find(p, cookie), *shm = *link;
	tee_result result = TEE_SUCCESS;

	if (!shm)
		result = TEE_ERROR_ITEM_NOT_FOUND;
	else if (shm->users > 1)
		result = TEE_ERROR_BUSY;
	else {
		*link = shm->next;
		p->registered--;
	}
	lock_release(&p->lock, flags);
	if (result == TEE_SUCCESS)
		destroy(p, shm);
	return result;
}

struct shm *shm_get(struct partition *p, uint64_t cookie)
{
	uint64_t flags = lock_acquire(&p->lock);
	struct shm *shm = *find(p, cookie);

	if (shm)
		shm->users++;
	lock_release(&p->lock, flags);
	return shm;
}

void shm_put(struct partition *p, struct shm *shm)
{
	uint64_t flags;
	uint32_t left;

	if (!shm)
		return;
	flags = lock_acquire(&p->lock);
	left = --shm->users;
	lock_release(&p->lock, flags);
	if (left == 0)
		destroy(p, shm);
}

static bool copy(const struct memref *m, uint64_t offs, uint8_t *secure, size_t count, bool out)
{
	uint64_t at;

	if (offs > m->size || count > m->size - offs)
		return false;
	if (count == 0)
		return true;
	/* m->offs + m->size is inside the object: checked when the reference was made. */
	at = m->shm->page_offset + m->offs + offs;
	while (count) {
		uint64_t in_page = at % NS_PAGE_SIZE;
		size_t n = NS_PAGE_SIZE - in_page < count ? NS_PAGE_SIZE - in_page : count;
		uint8_t *shared =
		    (uint8_t *)nsmem_pointer(m->shm->pages[at / NS_PAGE_SIZE]) + in_page;

		if (out)
			memcpy(shared, secure, n);
		else
			memcpy(secure, shared, n);
		at += n;
		secure += n;
		count -= n;
	}
	return true;
}

bool memref_read(const struct memref *m, uint64_t offs, void *to, size_t count)
{
	return copy(m, offs, to, count, false);
}

bool memref_write(const struct memref *m, uint64_t offs, const void *from, size_t count)
{
	return copy(m, offs, (uint8_t *)(uintptr_t)from, count, true);
}
