/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading directories. */
#include <errno.h>
#include <stdalign.h>
#include <string.h>
#include "inside.h"

/* struct linux_dirent64 */
struct entry {
	uint64_t inode;
	int64_t next; /* position of the entry behind this one */
	uint16_t size;
	uint8_t type;
	char name[];
};
#define NAME_AT offsetof(struct entry, name)

/* Positions in a directory: `.`, `..`, the mounts in it, then the file system's numbers. */
#define POSITION_MOUNTS	 2
#define POSITION_ENTRIES 64

/* Get the entry at or behind a position, and move the position behind it. @return 1, or 0: the end */
static int next(struct vfs_node *directory, int64_t *position, struct vfs_entry *e)
{
	uint64_t number;

	if (*position < POSITION_MOUNTS) {
		const struct vfs_node *node = *position == 0 ? directory : directory->parent;

		*e = (struct vfs_entry){"..", (size_t)*position + 1, node->inode, node->mode};
		++*position;
		return 1;
	}
	for (; *position < POSITION_ENTRIES; ++*position) {
		unsigned int i = (unsigned int)(*position - POSITION_MOUNTS) + 1;

		if (i < vfs_mount_count && vfs_mounts[i].directory == directory) {
			*e = (struct vfs_entry){vfs_mounts[i].name, vfs_mounts[i].length,
						vfs_mounts[i].root->inode, POSIX_S_DIRECTORY};
			++*position;
			return 1;
		}
	}
	number = (uint64_t)(*position - POSITION_ENTRIES);
	do {
		if (directory->ops->entry(directory, &number, e) == 0)
			return 0;
	} while (vfs_mounted(directory, e->name, e->length));
	*position = (int64_t)number + POSITION_ENTRIES;
	return 1;
}

int64_t sys_getdents64(int fd, void *to, size_t size)
{
	struct file *file = file_of(fd);
	struct vfs_node *node = file ? vfs_of(file) : NULL;
	int64_t position;
	struct vfs_entry e;
	size_t used = 0;

	if (!file)
		return -EBADF;
	if (!node || !vfs_is(node, POSIX_S_DIRECTORY))
		return -ENOTDIR;
	position = file->position;
	while (next(node, &position, &e)) {
		size_t n = (NAME_AT + e.length + 1 + 7) & ~(size_t)7;
		struct entry *d = (struct entry *)((char *)to + used);

		if (n > size - used)
			return used ? (int64_t)used : -EINVAL;
		d->inode = e.inode;
		d->next = position;
		d->size = (uint16_t)n;
		d->type = (uint8_t)((e.mode & POSIX_S_TYPE) >> 12);
		memcpy(d->name, e.name, e.length);
		memset(d->name + e.length, 0, n - NAME_AT - e.length);
		file->position = position;
		used += n;
	}
	return (int64_t)used;
}
