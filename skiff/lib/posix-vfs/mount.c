/* SPDX-License-Identifier: BSD-3-Clause */
/* Mounts, and the lives of nodes. */
#include <errno.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/posix/time.h>
#include "inside.h"

struct vfs_mount vfs_mounts[CONFIG_POSIX_MOUNTS];
unsigned int vfs_mount_count;

void vfs_drop(struct vfs_node *node)
{
	if (--node->references == 0 && node->links == 0 && node->ops->release)
		node->ops->release(node);
}

void vfs_touch(struct vfs_node *node, bool content)
{
	posix_clock(POSIX_CLOCK_REALTIME, &node->changed);
	if (content)
		node->modified = node->changed;
}

struct vfs_node *vfs_mounted(const struct vfs_node *directory, const char *name, size_t length)
{
	for (unsigned int i = 1; i < vfs_mount_count; i++) {
		const struct vfs_mount *m = &vfs_mounts[i];

		if (m->directory == directory && m->length == length &&
		    memcmp(m->name, name, length) == 0)
			return m->root;
	}
	return NULL;
}

static int mount(struct vfs_node *directory, const char *name, size_t length, struct vfs_node *root)
{
	struct vfs_mount *m = &vfs_mounts[vfs_mount_count];

	if (vfs_mount_count == CONFIG_POSIX_MOUNTS)
		return -ENOSPC;
	m->directory = directory ? vfs_hold(directory) : NULL;
	memcpy(m->name, name, length);
	m->length = length;
	m->root = vfs_hold(root);
	root->parent = directory ? directory : root;
	root->device = ++vfs_mount_count;
	return 0;
}

int vfs_mount(const char *path, struct vfs_node *root)
{
	struct vfs_walk walk;
	int error;

	if (vfs_mount_count == 0) {
		if (strcmp(path, "/") != 0)
			return -ENOENT;
		error = mount(NULL, "", 0, root);
		vfs_working = vfs_hold(root);
		return error;
	}
	error = vfs_walk(POSIX_AT_FDCWD, path, true, &walk);
	if (error)
		return error;
	if (walk.length == 0 || vfs_mounted(walk.directory, walk.name, walk.length))
		error = -EBUSY;
	else if (walk.node && !vfs_is(walk.node, POSIX_S_DIRECTORY))
		error = -ENOTDIR;
	else
		error = mount(walk.directory, walk.name, walk.length, root);
	vfs_walk_end(&walk);
	return error;
}
