/* SPDX-License-Identifier: BSD-3-Clause */
/* The working directory. */
#include <errno.h>
#include <string.h>
#include "inside.h"

struct vfs_node *vfs_working;

/* The name of a directory in the one above. @return 0, or -ENOENT: it was removed */
static int name_of(struct vfs_node *node, struct vfs_entry *e)
{
	uint64_t number = 0;

	for (unsigned int i = 1; i < vfs_mount_count; i++)
		if (vfs_mounts[i].root == node) {
			e->name = vfs_mounts[i].name;
			e->length = vfs_mounts[i].length;
			return 0;
		}
	while (node->parent->ops->entry(node->parent, &number, e) == 1)
		if (e->inode == node->inode)
			return 0;
	return -ENOENT;
}

/* From the end of the buffer to its front, name by name. */
int64_t sys_getcwd(char *to, size_t size)
{
	struct vfs_node *node = vfs_working;
	size_t at = size;
	struct vfs_entry e;

	if (!node || node->links == 0)
		return -ENOENT; /* none yet, or removed */
	if (size < 2)
		return -ERANGE;
	to[--at] = '\0';
	for (; node->parent != node; node = node->parent) {
		if (name_of(node, &e) != 0)
			return -ENOENT;
		if (e.length + 1 > at)
			return -ERANGE;
		at -= e.length;
		memcpy(to + at, e.name, e.length);
		to[--at] = '/';
	}
	if (at == size - 1)
		to[--at] = '/';
	memmove(to, to + at, size - at);
	return (int64_t)(size - at);
}

static int change(struct vfs_node *to)
{
	if (!vfs_is(to, POSIX_S_DIRECTORY))
		return -ENOTDIR;
	vfs_hold(to);
	vfs_drop(vfs_working);
	vfs_working = to;
	return 0;
}

int64_t sys_fchdir(int fd)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	return vfs_of(file) ? change(vfs_of(file)) : -ENOTDIR;
}

int64_t sys_chdir(const char *path)
{
	struct vfs_walk walk;
	int error = vfs_walk(POSIX_AT_FDCWD, path, true, &walk);

	if (error)
		return error;
	error = walk.node ? change(walk.node) : -ENOENT;
	vfs_walk_end(&walk);
	return error;
}
