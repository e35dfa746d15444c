/* SPDX-License-Identifier: BSD-3-Clause */
/* Read and set the attributes of files. */
#include <errno.h>
#include <string.h>
#include <skiff/posix/time.h>
#include "inside.h"

#define BLOCK	   4096
#define UTIME_NOW  0x3fffffff
#define UTIME_OMIT 0x3ffffffe

uint32_t vfs_mask = 022;

int64_t sys_umask(uint32_t mask)
{
	uint32_t before = vfs_mask;

	vfs_mask = mask & 0777;
	return before;
}

void vfs_stat(const struct vfs_node *node, struct posix_stat *to)
{
	memset(to, 0, sizeof(*to));
	to->device = node->device;
	to->inode = node->inode;
	to->mode = node->mode;
	to->links = node->links;
	to->special = node->special;
	to->size = node->size;
	to->block_size = BLOCK;
	to->blocks = (node->size + BLOCK - 1) / BLOCK * (BLOCK / 512);
	to->accessed = node->accessed;
	to->modified = node->modified;
	to->changed = node->changed;
}

/* Walk to an existing file, or to an open file itself (AT_EMPTY_PATH, or no path). */
static int existing(int at, const char *path, bool follow, unsigned int flags,
		    struct vfs_walk *walk)
{
	struct file *file;
	int error;

	if (!path || (*path == '\0' && (flags & POSIX_AT_EMPTY_PATH))) {
		file = file_of(at);
		walk->node = file ? vfs_of(file) : NULL;
		if (!walk->node)
			return -EBADF;
		vfs_hold(walk->node);
		walk->directory = vfs_hold(walk->node);
		return 0;
	}
	error = vfs_walk(at, path, follow, walk);
	if (!error && !walk->node) {
		vfs_walk_end(walk);
		error = -ENOENT;
	}
	return error;
}

int64_t sys_newfstatat(int at, const char *path, struct posix_stat *to, unsigned int flags)
{
	struct vfs_walk walk;
	int error;

	if (*path == '\0' && (flags & POSIX_AT_EMPTY_PATH))
		return sys_fstat(at, to);
	error = existing(at, path, !(flags & POSIX_AT_SYMLINK_NOFOLLOW), 0, &walk);
	if (error)
		return error;
	vfs_stat(walk.node, to);
	vfs_walk_end(&walk);
	return 0;
}

/* User 0 may do everything, except execute a file that nobody may execute. */
int64_t sys_faccessat(int at, const char *path, int mode)
{
	struct vfs_walk walk;
	int error;

	if (mode & ~7)
		return -EINVAL;
	error = existing(at, path, true, 0, &walk);
	if (error)
		return error;
	if ((mode & 2) && vfs_is(walk.node, POSIX_S_REGULAR) && !walk.node->ops->write)
		error = -EROFS;
	else if ((mode & 1) && !vfs_is(walk.node, POSIX_S_DIRECTORY) && !(walk.node->mode & 0111))
		error = -EACCES;
	vfs_walk_end(&walk);
	return error;
}

int64_t sys_readlinkat(int at, const char *path, char *to, size_t size)
{
	struct vfs_walk walk;
	int64_t result = existing(at, path, false, 0, &walk);
	const char *target;

	if (result)
		return result;
	if (size == 0 || !vfs_is(walk.node, POSIX_S_LINK)) {
		result = -EINVAL;
	} else {
		target = walk.node->ops->target(walk.node);
		result = (int64_t)strnlen(target, size);
		memcpy(to, target, (size_t)result);
	}
	vfs_walk_end(&walk);
	return result;
}

int64_t sys_truncate(const char *path, int64_t size)
{
	struct vfs_walk walk;
	int error;

	if (size < 0)
		return -EINVAL;
	error = existing(POSIX_AT_FDCWD, path, true, 0, &walk);
	if (error)
		return error;
	if (vfs_is(walk.node, POSIX_S_DIRECTORY))
		error = -EISDIR;
	else if (!vfs_is(walk.node, POSIX_S_REGULAR))
		error = -EINVAL;
	else
		error =
		    walk.node->ops->truncate ? walk.node->ops->truncate(walk.node, size) : -EROFS;
	vfs_walk_end(&walk);
	return error;
}

static int set_mode(struct vfs_node *node, uint32_t mode)
{
	if (!node->ops->create && !node->ops->write)
		return -EROFS;
	node->mode = (node->mode & POSIX_S_TYPE) | (mode & 07777);
	vfs_touch(node, false);
	return 0;
}

int64_t sys_fchmod(int fd, uint32_t mode)
{
	struct file *file = file_of(fd);
	struct vfs_node *node = file ? vfs_of(file) : NULL;

	if (!node)
		return file ? -EINVAL : -EBADF;
	return set_mode(node, mode);
}

int64_t sys_fchmodat(int at, const char *path, uint32_t mode)
{
	struct vfs_walk walk;
	int error = existing(at, path, true, 0, &walk);

	if (error)
		return error;
	error = set_mode(walk.node, mode);
	vfs_walk_end(&walk);
	return error;
}

/* User 0 and group 0 are the only ones; -1 leaves an owner as it is. */
static int check_owner(uint32_t user, uint32_t group)
{
	return (user != 0 && user != UINT32_MAX) || (group != 0 && group != UINT32_MAX) ? -EINVAL
											: 0;
}

int64_t sys_fchown(int fd, uint32_t user, uint32_t group)
{
	return file_of(fd) ? check_owner(user, group) : -EBADF;
}

int64_t sys_fchownat(int at, const char *path, uint32_t user, uint32_t group, unsigned int flags)
{
	struct vfs_walk walk;
	int error = existing(at, path, !(flags & POSIX_AT_SYMLINK_NOFOLLOW), flags, &walk);

	if (error)
		return error;
	vfs_walk_end(&walk);
	return check_owner(user, group);
}

static void set_time(struct posix_timespec *to, const struct posix_timespec *wanted)
{
	if (!wanted || wanted->nanoseconds == UTIME_NOW)
		posix_clock(POSIX_CLOCK_REALTIME, to);
	else if (wanted->nanoseconds != UTIME_OMIT)
		*to = *wanted;
}

int64_t sys_utimensat(int at, const char *path, const struct posix_timespec times[2],
		      unsigned int flags)
{
	struct vfs_walk walk;
	int error = existing(at, path, !(flags & POSIX_AT_SYMLINK_NOFOLLOW), flags, &walk);

	if (error)
		return error;
	vfs_touch(walk.node, false);
	set_time(&walk.node->accessed, times ? &times[0] : NULL);
	set_time(&walk.node->modified, times ? &times[1] : NULL);
	vfs_walk_end(&walk);
	return 0;
}

static void fill(struct posix_statfs *to)
{
	memset(to, 0, sizeof(*to));
	to->block_size = to->fragment = BLOCK;
	to->name_length = VFS_NAME_MAX;
}

int64_t sys_statfs(const char *path, struct posix_statfs *to)
{
	struct vfs_walk walk;
	int error = existing(POSIX_AT_FDCWD, path, true, 0, &walk);

	if (error)
		return error;
	fill(to);
	to->id[0] = (int32_t)walk.node->device;
	vfs_walk_end(&walk);
	return 0;
}

int64_t sys_fstatfs(int fd, struct posix_statfs *to)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	fill(to);
	return 0;
}

/* Failures aren't reported (POSIX sync). */
int64_t sys_sync(void)
{
	for (unsigned int i = 0; i < vfs_mount_count; i++) {
		struct vfs_node *root = vfs_mounts[i].root;

		if (root->ops->sync)
			root->ops->sync(root);
	}
	return 0;
}
