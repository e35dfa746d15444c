/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-vfs`. */
#pragma once
#include <skiff/posix/vfs.h>

/** A mounted file system. */
struct vfs_mount {
	struct vfs_node *directory; /* directory of its name; NULL: it is the root */
	char name[VFS_NAME_MAX + 1];
	size_t length;
	struct vfs_node *root;
};
extern struct vfs_mount vfs_mounts[];
extern unsigned int vfs_mount_count;

/** The file system mounted as this name of a directory; NULL: none. */
struct vfs_node *vfs_mounted(const struct vfs_node *directory, const char *name, size_t length);

/** The directory that relative paths begin at; NULL before there is a root. */
extern struct vfs_node *vfs_working;

/** Bits that sys_umask takes from the permissions of new files. */
extern uint32_t vfs_mask;

/** Operations of open files of file systems. */
extern const struct file_ops vfs_file_ops;

static inline bool vfs_is(const struct vfs_node *node, uint32_t type)
{
	return (node->mode & POSIX_S_TYPE) == type;
}
