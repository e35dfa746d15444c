/* SPDX-License-Identifier: BSD-3-Clause */
/* Mappings are blocks of the heap: there is one address space, whose tables nobody changes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/list.h>
#include <skiff/posix/abi.h>
#include <skiff/posix/file.h>
#include <skiff/posix/memory.h>
#include "inside.h"

#define ADVICE_DONTNEED 4
#define ADVICE_FREE	8
#define ADVICE_MAX	21

#define MS_ASYNC      1
#define MS_INVALIDATE 2
#define MS_SYNC	      4
#define MS_ALL	      (MS_ASYNC | MS_INVALIDATE | MS_SYNC)

/* A mapping. Its memory belongs to a file (`shared`), or is freed when all of it has been unmapped, in whatever parts. */
struct mapping {
	struct list node;
	uintptr_t start;
	size_t size, left;   /* bytes of the block, and bytes not unmapped yet */
	struct file *shared; /* held */
};
static struct list mappings = LIST_INIT(mappings);

static size_t whole_pages(size_t size)
{
	return (size + POSIX_PAGE_SIZE - 1) & -(size_t)POSIX_PAGE_SIZE;
}

static struct mapping *mapping_of(uintptr_t at, size_t size)
{
	list_each(node, &mappings)
	{
		struct mapping *m = container_of(node, struct mapping, node);

		if (at >= m->start && at - m->start < m->size && size <= m->size - (at - m->start))
			return m;
	}
	return NULL;
}

uintptr_t posix_mapping_start(uintptr_t at)
{
	const struct mapping *m = mapping_of(at, 1);

	return m ? m->start : 0;
}

/* Fill a private mapping of a file; memory behind the file's end stays zero. */
static int fill(char *to, size_t size, int fd, int64_t offset)
{
	struct file *file = file_of(fd);

	if (!file || !file->ops->read)
		return -EBADF;
	if (!file->ops->size)
		return -ENODEV;
	while (size > 0) {
		int64_t n = file_read(file, to, size, offset);

		if (n < 0)
			return (int)n;
		if (n == 0)
			break;
		to += n;
		offset += n;
		size -= (size_t)n;
	}
	return 0;
}

static int check(size_t size, int protection, unsigned int flags, int64_t offset)
{
	bool shared = flags & POSIX_MAP_SHARED;

	if (size == 0 || offset < 0 || offset % POSIX_PAGE_SIZE != 0)
		return -EINVAL;
	if (shared == !!(flags & POSIX_MAP_PRIVATE))
		return -EINVAL;
	if ((protection & POSIX_PROT_EXEC) || (flags & POSIX_MAP_FIXED))
		return -ENOTSUP;
	return size > SIZE_MAX / 2 ? -ENOMEM : 0;
}

/* May this descriptor's file be mapped in this way? */
static int check_file(int fd, int protection, bool shared)
{
	const struct file *file = file_of(fd);
	unsigned int access;

	if (!file)
		return -EBADF;
	access = file->flags & POSIX_O_ACCESS;
	if (access == POSIX_O_WRONLY ||
	    (shared && (protection & POSIX_PROT_WRITE) && access != POSIX_O_RDWR))
		return -EACCES;
	return shared && !file->ops->map ? -ENODEV : 0;
}

static int map_shared(struct mapping *m, int fd, int64_t offset)
{
	struct file *file = file_of(fd);

	m->start = (uintptr_t)file->ops->map(file, offset, m->size);
	if (!m->start)
		return -ENOMEM;
	m->shared = file_hold(file);
	return 0;
}

static int map_private(struct mapping *m, unsigned int flags, int fd, int64_t offset)
{
	int error = 0;

	m->start = (uintptr_t)aligned_alloc(POSIX_PAGE_SIZE, m->size);
	if (!m->start)
		return -ENOMEM;
	memset((void *)m->start, 0, m->size);
	if (!(flags & POSIX_MAP_ANONYMOUS))
		error = fill((void *)m->start, m->size, fd, offset);
	if (error)
		free((void *)m->start);
	return error;
}

int64_t sys_mmap(uintptr_t at, size_t size, int protection, unsigned int flags, int fd,
		 int64_t offset)
{
	int error = check(size, protection, flags, offset);
	bool anonymous = flags & POSIX_MAP_ANONYMOUS;
	bool shared = (flags & POSIX_MAP_SHARED) &&
		      !anonymous; /* there is one process, so only files are shared */
	struct mapping *m;

	(void)at; /* a hint, which may be ignored */
	if (!error && !anonymous)
		error = check_file(fd, protection, shared);
	if (error)
		return error;
	size = whole_pages(size);
	m = malloc(sizeof(*m));
	if (!m)
		return -ENOMEM;
	*m = (struct mapping){.size = size, .left = size};
	error = shared ? map_shared(m, fd, offset) : map_private(m, flags, fd, offset);
	if (error) {
		free(m);
		return error;
	}
	list_insert(&mappings, &m->node);
	return (int64_t)m->start;
}

int64_t sys_munmap(uintptr_t at, size_t size)
{
	struct mapping *m;

	if (at % POSIX_PAGE_SIZE != 0 || size == 0 || size > SIZE_MAX / 2)
		return -EINVAL;
	size = whole_pages(size);
	m = mapping_of(at, size);
	if (!m || size > m->left)
		return -EINVAL;
	m->left -= size;
	if (m->left == 0) {
		list_remove(&m->node);
		if (m->shared)
			file_drop(m->shared);
		else
			free((void *)m->start);
		free(m);
	}
	return 0;
}

int64_t sys_mremap(uintptr_t at, size_t size, size_t new_size, unsigned int flags, uintptr_t new_at)
{
	struct mapping *m;
	int64_t to;

	(void)new_at;
	if (at % POSIX_PAGE_SIZE != 0 || new_size == 0 || (flags & ~POSIX_MREMAP_MAYMOVE))
		return -EINVAL;
	if (size > SIZE_MAX / 2 || new_size > SIZE_MAX / 2)
		return -ENOMEM;
	size = whole_pages(size);
	new_size = whole_pages(new_size);
	m = mapping_of(at, size);
	if (!m)
		return -EFAULT;
	if (new_size <= size) {
		if (new_size < size)
			sys_munmap(at + new_size, size - new_size);
		return (int64_t)at;
	}
	if (!(flags & POSIX_MREMAP_MAYMOVE) || m->shared)
		return -ENOMEM;
	to = sys_mmap(0, new_size, POSIX_PROT_READ | POSIX_PROT_WRITE,
		      POSIX_MAP_PRIVATE | POSIX_MAP_ANONYMOUS, -1, 0);
	if (to < 0)
		return to;
	memcpy((void *)(uintptr_t)to, (void *)at, size);
	sys_munmap(at, size);
	return to;
}

/* The requested rights exist already, or can't be given. */
int64_t sys_mprotect(uintptr_t at, size_t size, int protection)
{
	if (at % POSIX_PAGE_SIZE != 0)
		return -EINVAL;
	if (size > 0 && !mapping_of(at, whole_pages(size)))
		return -ENOMEM;
	return protection & POSIX_PROT_EXEC ? -EACCES : 0;
}

int64_t sys_madvise(uintptr_t at, size_t size, int advice)
{
	const struct mapping *m;

	if (at % POSIX_PAGE_SIZE != 0 || advice < 0 || advice > ADVICE_MAX || size > SIZE_MAX / 2)
		return -EINVAL;
	size = whole_pages(size);
	if (size == 0)
		return 0;
	m = mapping_of(at, size);
	if (!m)
		return -ENOMEM;
	/* The memory stays, but reads as zeros from now on; shared memory of a file keeps its content. */
	if ((advice == ADVICE_DONTNEED || advice == ADVICE_FREE) && !m->shared)
		memset((void *)at, 0, size);
	return 0;
}

/* A shared mapping of a file is the file's own memory. */
int64_t sys_msync(uintptr_t at, size_t size, int flags)
{
	if (at % POSIX_PAGE_SIZE != 0 || (flags & ~MS_ALL) ||
	    ((flags & MS_ASYNC) && (flags & MS_SYNC)))
		return -EINVAL;
	if (!mapping_of(at, whole_pages(size)))
		return -ENOMEM;
	return memory_locked && (flags & MS_INVALIDATE) ? -EBUSY : 0;
}
