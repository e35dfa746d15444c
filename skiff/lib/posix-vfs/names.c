/* SPDX-License-Identifier: BSD-3-Clause */
/* Create, remove and rename files. */
#include <errno.h>
#include <string.h>
#include "inside.h"

static int make(int at, const char *path, uint32_t mode, struct vfs_walk *walk)
{
	bool directory = (mode & POSIX_S_TYPE) == POSIX_S_DIRECTORY;
	int error = vfs_walk(at, path, false, walk);

	if (error)
		return error;
	if (walk->node)
		error = -EEXIST;
	else if (walk->slash && !directory)
		error = -ENOENT;
	else if (!walk->directory->ops->create)
		error = -EROFS;
	else
		error = walk->directory->ops->create(walk->directory, walk->name, walk->length,
						     mode, &walk->node);
	if (error)
		vfs_walk_end(walk);
	return error;
}

int64_t sys_mkdirat(int at, const char *path, uint32_t mode)
{
	struct vfs_walk walk;
	int error = make(at, path, POSIX_S_DIRECTORY | (mode & 01777 & ~vfs_mask), &walk);

	if (!error)
		vfs_walk_end(&walk);
	return error;
}

int64_t sys_mknodat(int at, const char *path, uint32_t mode, uint64_t device)
{
	struct vfs_walk walk;
	int error;

	(void)device;
	if ((mode & POSIX_S_TYPE) == 0)
		mode |= POSIX_S_REGULAR;
	if ((mode & POSIX_S_TYPE) != POSIX_S_REGULAR)
		return -EPERM; /* no device, pipe or socket has a name here */
	error = make(at, path, mode & ~vfs_mask, &walk);
	if (!error)
		vfs_walk_end(&walk);
	return error;
}

int64_t sys_symlinkat(const char *target, int at, const char *path)
{
	struct vfs_walk walk;
	int error;

	if (*target == '\0')
		return -ENOENT;
	if (strnlen(target, VFS_PATH_MAX) == VFS_PATH_MAX)
		return -ENAMETOOLONG;
	error = make(at, path, POSIX_S_LINK | 0777, &walk);
	if (error)
		return error;
	error = walk.node->ops->set_target(walk.node, target);
	if (error)
		walk.directory->ops->remove(walk.directory, walk.name, walk.length);
	vfs_walk_end(&walk);
	return error;
}

int64_t sys_linkat(int at, const char *path, int to_at, const char *to, unsigned int flags)
{
	struct vfs_walk from, into;
	int error;

	(void)flags;
	error = vfs_walk(at, path, false, &from);
	if (error)
		return error;
	error = vfs_walk(to_at, to, false, &into);
	if (!error) {
		if (!from.node)
			error = -ENOENT;
		else if (vfs_is(from.node, POSIX_S_DIRECTORY))
			error = -EPERM;
		else if (into.node)
			error = -EEXIST;
		else if (from.node->ops != into.directory->ops)
			error = -EXDEV;
		else if (!into.directory->ops->link)
			error = -EROFS;
		else
			error = into.directory->ops->link(into.directory, into.name, into.length,
							  from.node);
		vfs_walk_end(&into);
	}
	vfs_walk_end(&from);
	return error;
}

static bool is_empty(struct vfs_node *directory)
{
	struct vfs_entry entry;
	uint64_t number = 0;

	for (unsigned int i = 1; i < vfs_mount_count; i++)
		if (vfs_mounts[i].directory == directory)
			return false;
	return directory->ops->entry(directory, &number, &entry) == 0;
}

/* May the name be removed? */
static int check_remove(const struct vfs_walk *walk, bool directory)
{
	if (!walk->node)
		return -ENOENT;
	if (walk->length == 0)
		return directory ? -EINVAL : -EISDIR; /* `/`, `.` or `..` */
	if (vfs_mounted(walk->directory, walk->name, walk->length))
		return -EBUSY;
	if (!walk->directory->ops->remove)
		return -EROFS;
	if (vfs_is(walk->node, POSIX_S_DIRECTORY)) {
		if (!directory)
			return -EISDIR;
		return is_empty(walk->node) ? 0 : -ENOTEMPTY;
	}
	return directory ? -ENOTDIR : 0;
}

int64_t sys_unlinkat(int at, const char *path, unsigned int flags)
{
	struct vfs_walk walk;
	int error;

	if (flags & ~POSIX_AT_REMOVEDIR)
		return -EINVAL;
	error = vfs_walk(at, path, false, &walk);
	if (error)
		return error;
	error = check_remove(&walk, flags & POSIX_AT_REMOVEDIR);
	if (!error)
		error = walk.directory->ops->remove(walk.directory, walk.name, walk.length);
	vfs_walk_end(&walk);
	return error;
}

static bool is_below(const struct vfs_node *node, const struct vfs_node *directory)
{
	while (node != directory && node != node->parent)
		node = node->parent;
	return node == directory;
}

/* POSIX rename: a file that has the new name is removed first, so no name ever has two files. */
static int rename_walked(struct vfs_walk *from, struct vfs_walk *to)
{
	bool directory;
	int error;

	if (!from->node)
		return -ENOENT;
	if (from->length == 0 || to->length == 0)
		return -EBUSY;
	if (vfs_mounted(from->directory, from->name, from->length))
		return -EBUSY;
	if (from->directory->ops != to->directory->ops ||
	    from->directory->device != to->directory->device)
		return -EXDEV;
	if (!from->directory->ops->link || !from->directory->ops->remove)
		return -EROFS;
	if (to->node == from->node)
		return 0;
	directory = vfs_is(from->node, POSIX_S_DIRECTORY);
	if (directory && is_below(to->directory, from->node))
		return -EINVAL;
	if (to->slash && !directory)
		return -ENOTDIR;
	if (to->node) {
		error = check_remove(to, directory);
		if (error)
			return error;
		error = to->directory->ops->remove(to->directory, to->name, to->length);
		if (error)
			return error;
	}
	error = to->directory->ops->link(to->directory, to->name, to->length, from->node);
	return error ? error
		     : from->directory->ops->remove(from->directory, from->name, from->length);
}

int64_t sys_renameat2(int at, const char *path, int to_at, const char *to, unsigned int flags)
{
	struct vfs_walk from, into;
	int error;

	if (flags)
		return -EINVAL;
	error = vfs_walk(at, path, false, &from);
	if (error)
		return error;
	error = vfs_walk(to_at, to, false, &into);
	if (!error) {
		error = rename_walked(&from, &into);
		vfs_walk_end(&into);
	}
	vfs_walk_end(&from);
	return error;
}

int64_t sys_renameat(int at, const char *path, int to_at, const char *to)
{
	return sys_renameat2(at, path, to_at, to, 0);
}
