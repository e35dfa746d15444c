/* SPDX-License-Identifier: BSD-3-Clause */
/* The calls about mapped memory. */
#include <errno.h>
#include <skiff/posix/archive.h>
#include <skiff/posix/file.h>
#include "inside.h"

#define ADVICE_DONTNEED 4
#define ADVICE_FREE	8
#define ADVICE_MAX	21

static size_t whole_pages(size_t size)
{
	return (size + PAGE - 1) & -PAGE;
}

uintptr_t posix_mapping_start(uintptr_t at)
{
	const struct area *a = area_of(at);

	return a ? a->start : 0;
}

static int check(size_t size, unsigned int flags, int64_t offset)
{
	bool shared = flags & POSIX_MAP_SHARED;

	if (size == 0 || offset < 0 || offset % POSIX_PAGE_SIZE != 0)
		return -EINVAL;
	if (shared == !!(flags & POSIX_MAP_PRIVATE))
		return -EINVAL;
	/* There is one process, so anonymous memory may be called shared, but not a file's. */
	if (shared && !(flags & POSIX_MAP_ANONYMOUS))
		return -ENODEV;
	return size > SPACE_HIGH_END ? -ENOMEM : 0;
}

/* A file that isn't in the archive is copied at once. */
static int copy(uintptr_t at, size_t size, int protection, struct file *file, int64_t offset)
{
	int error = space_map(at, size, POSIX_PROT_READ | POSIX_PROT_WRITE, NULL, 0);

	for (size_t done = 0; !error && done < size;) {
		int64_t n = file_read(file, (char *)at + done, size - done, offset);

		if (n <= 0) {
			error = (int)n;
			break;
		}
		done += (size_t)n;
		offset += n;
	}
	return error ? error : (int)sys_mprotect(at, size, protection);
}

static int map_file(uintptr_t at, size_t size, int protection, int fd, int64_t offset)
{
	struct file *file = file_of(fd);
	const struct vfs_node *node;
	const char *content;

	if (!file || !file->ops->read)
		return -EBADF;
	if (!file->ops->size)
		return -ENODEV;
	node = vfs_of(file);
	content = node ? archive_content(node) : NULL;
	if (!content)
		return copy(at, size, protection, file, offset);
	if (offset >= node->size)
		return space_map(at, size, protection, NULL, 0);
	return space_map(at, size, protection, content + offset,
			 (uint64_t)(node->size - offset) < size ? (size_t)(node->size - offset)
								: size);
}

int64_t sys_mmap(uintptr_t at, size_t size, int protection, unsigned int flags, int fd,
		 int64_t offset)
{
	int error = check(size, flags, offset);

	if (error)
		return error;
	size = whole_pages(size);
	if ((flags & POSIX_MAP_FIXED) && (at % PAGE || !area_allowed(at, size)))
		return -EINVAL;
	if (!(flags & POSIX_MAP_FIXED))
		at = area_find(size); /* without MAP_FIXED the address is only a hint */
	if (!at)
		return -ENOMEM;
	error = flags & POSIX_MAP_ANONYMOUS ? space_map(at, size, protection, NULL, 0)
					    : map_file(at, size, protection, fd, offset);
	return error ? error : (int64_t)at;
}

/* Unmapping addresses without a mapping is no error. */
int64_t sys_munmap(uintptr_t at, size_t size)
{
	if (at % PAGE != 0 || size == 0 || size > SPACE_HIGH_END || at > SPACE_HIGH_END)
		return -EINVAL;
	return area_remove(at, at + whole_pages(size)) ? 0 : -ENOMEM;
}

/* Is the range mapped without gaps? */
static bool is_mapped(uintptr_t start, uintptr_t end)
{
	while (start < end) {
		const struct area *a = area_of(start);

		if (!a)
			return false;
		start = a->end;
	}
	return true;
}

static void protect_pages(const struct area *a)
{
	uint64_t *entry;

	for (uintptr_t at = a->start; (entry = entry_next(&at, a->end)); at += PAGE) {
		/* If a page of the image becomes writable, the first access copies it. */
		if (!entry_owned(entry) && (a->protection & POSIX_PROT_WRITE))
			entry_clear(entry, at);
		else
			entry_set(entry, at, entry_page(entry), a->protection, entry_owned(entry));
		if (entry_owned(entry) && (a->protection & POSIX_PROT_EXEC))
			page_synchronize(entry_page(entry));
	}
}

int64_t sys_mprotect(uintptr_t at, size_t size, int protection)
{
	uintptr_t end = at + whole_pages(size);

	if (at % PAGE != 0 || size > SPACE_HIGH_END)
		return -EINVAL;
	if ((protection & POSIX_PROT_WRITE) && (protection & POSIX_PROT_EXEC))
		return -EACCES;
	if (!is_mapped(at, end) || !area_split(at) || !area_split(end))
		return -ENOMEM;
	list_each(node, &space_areas)
	{
		struct area *a = container_of(node, struct area, node);

		if (a->start >= end)
			break;
		if (a->start < at)
			continue;
		a->protection = protection;
		protect_pages(a);
	}
	return 0;
}

/* Moves pages with their contents. */
static bool move_pages(uintptr_t from, uintptr_t to, size_t size, int protection)
{
	uint64_t *entry, *new;

	for (uintptr_t at = from; (entry = entry_next(&at, from + size)); at += PAGE) {
		new = entry_of(to + (at - from), true);
		if (!new)
			return false;
		entry_set(new, to + (at - from), entry_page(entry), protection, entry_owned(entry));
		/* The page isn't freed, as the new entry has it. */
		entry_set(entry, at, entry_page(entry), POSIX_PROT_NONE, false);
	}
	return true;
}

int64_t sys_mremap(uintptr_t at, size_t size, size_t new_size, unsigned int flags, uintptr_t new_at)
{
	const struct area *a = area_of(at);
	uintptr_t to;
	int error;

	(void)new_at;
	if (at % PAGE != 0 || new_size == 0 || (flags & ~POSIX_MREMAP_MAYMOVE))
		return -EINVAL;
	if (size > SPACE_HIGH_END || new_size > SPACE_HIGH_END)
		return -ENOMEM;
	size = whole_pages(size);
	new_size = whole_pages(new_size);
	if (!a || a->end - at < size)
		return -EFAULT;
	if (new_size <= size)
		return area_remove(at + new_size, at + size) ? (int64_t)at : -ENOMEM;
	if (!(flags & POSIX_MREMAP_MAYMOVE))
		return -ENOMEM;
	to = area_find(new_size);
	if (!to)
		return -ENOMEM;
	error =
	    space_map(to, new_size, a->protection, a->content ? a->content + (at - a->start) : NULL,
		      a->filled > at - a->start ? a->filled - (at - a->start) : 0);
	if (error)
		return error;
	if (!move_pages(at, to, size, a->protection))
		return -ENOMEM;
	area_remove(at, at + size);
	return (int64_t)to;
}

int64_t sys_madvise(uintptr_t at, size_t size, int advice)
{
	uintptr_t end = at + whole_pages(size);

	if (at % PAGE != 0 || advice < 0 || advice > ADVICE_MAX || size > SPACE_HIGH_END)
		return -EINVAL;
	if (!is_mapped(at, end))
		return -ENOMEM;
	if (advice != ADVICE_DONTNEED && advice != ADVICE_FREE)
		return 0;
	/* The next access finds the area's initial contents. */
	area_forget(at, end);
	return 0;
}

/* No mapping is shared with a file. */
int64_t sys_msync(uintptr_t at, size_t size, int flags)
{
	(void)flags;
	if (at % PAGE != 0)
		return -EINVAL;
	return is_mapped(at, at + whole_pages(size)) ? 0 : -ENOMEM;
}
