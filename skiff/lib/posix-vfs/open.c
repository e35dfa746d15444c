/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening, and what open files of file systems do. */
#include <errno.h>
#include <skiff/posix/time.h>
#include "inside.h"

static struct vfs_node *node_of(struct file *file)
{
	return file->object;
}

static int64_t node_read(struct file *file, void *to, size_t size, int64_t at)
{
	struct vfs_node *node = node_of(file);

	if (vfs_is(node, POSIX_S_DIRECTORY))
		return -EISDIR;
	return node->ops->read(node, to, size, at);
}

static int64_t node_write(struct file *file, const void *from, size_t size, int64_t at)
{
	struct vfs_node *node = node_of(file);

	return node->ops->write(node, from, size, at);
}

static int64_t node_size(struct file *file)
{
	return node_of(file)->size;
}

static int node_stat(struct file *file, struct posix_stat *to)
{
	vfs_stat(node_of(file), to);
	return 0;
}

static int node_truncate(struct file *file, int64_t size)
{
	struct vfs_node *node = node_of(file);

	return node->ops->truncate ? node->ops->truncate(node, size) : -EROFS;
}

static int node_sync(struct file *file)
{
	struct vfs_node *node = node_of(file);

	return node->ops->sync ? node->ops->sync(node) : 0;
}

static void *node_map(struct file *file, int64_t at, size_t size)
{
	struct vfs_node *node = node_of(file);

	return node->ops->map ? node->ops->map(node, at, size) : NULL;
}

static void node_close(struct file *file)
{
	vfs_drop(node_of(file));
}

const struct file_ops vfs_file_ops = {
    .read = node_read,
    .write = node_write,
    .size = node_size,
    .stat = node_stat,
    .truncate = node_truncate,
    .sync = node_sync,
    .map = node_map,
    .close = node_close,
};

struct vfs_node *vfs_of(const struct file *file)
{
	return file->ops == &vfs_file_ops ? file->object : NULL;
}

/* May a node be opened like this? */
static int check(const struct vfs_node *node, unsigned int flags)
{
	bool writes = (flags & POSIX_O_ACCESS) != POSIX_O_RDONLY || (flags & POSIX_O_TRUNC);

	if ((flags & POSIX_O_CREAT) && (flags & POSIX_O_EXCL))
		return -EEXIST;
	if (vfs_is(node, POSIX_S_LINK))
		return -ELOOP;
	if (vfs_is(node, POSIX_S_DIRECTORY))
		return writes || (flags & POSIX_O_CREAT) ? -EISDIR : 0;
	if (flags & POSIX_O_DIRECTORY)
		return -ENOTDIR;
	if (vfs_is(node, POSIX_S_SOCKET) || vfs_is(node, POSIX_S_FIFO))
		return -ENXIO;
	return writes && !node->ops->write && !node->ops->device ? -EROFS : 0;
}

static int create(struct vfs_walk *walk, uint32_t mode)
{
	if (walk->slash)
		return -EISDIR;
	if (!walk->directory->ops->create)
		return -EROFS;
	return walk->directory->ops->create(walk->directory, walk->name, walk->length,
					    POSIX_S_REGULAR | (mode & 07777 & ~vfs_mask),
					    &walk->node);
}

static int open_node(struct vfs_node *node, unsigned int flags)
{
	const struct file_ops *ops = &vfs_file_ops;
	int fd, error;

	if (vfs_is(node, POSIX_S_CHARACTER) || vfs_is(node, POSIX_S_BLOCK))
		ops = node->ops->device ? node->ops->device(node) : NULL;
	if (!ops)
		return -ENXIO;
	if ((flags & POSIX_O_TRUNC) && vfs_is(node, POSIX_S_REGULAR)) {
		error = node->ops->truncate(node, 0);
		if (error)
			return error;
	}
	fd = file_open(ops, node, flags & ~(POSIX_O_CREAT | POSIX_O_EXCL | POSIX_O_TRUNC));
	if (fd >= 0 && ops == &vfs_file_ops)
		vfs_hold(node);
	return fd;
}

int64_t sys_openat(int at, const char *path, unsigned int flags, uint32_t mode)
{
	bool exclusive = (flags & POSIX_O_CREAT) && (flags & POSIX_O_EXCL);
	struct vfs_walk walk;
	int result = vfs_walk(at, path, !(flags & POSIX_O_NOFOLLOW) && !exclusive, &walk);

	if (result)
		return result;
	if (walk.node)
		result = check(walk.node, flags);
	else
		result = flags & POSIX_O_CREAT ? create(&walk, mode) : -ENOENT;
	if (!result)
		result = open_node(walk.node, flags);
	vfs_walk_end(&walk);
	return result;
}
