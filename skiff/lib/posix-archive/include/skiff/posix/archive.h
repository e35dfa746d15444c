/* SPDX-License-Identifier: BSD-3-Clause */
/* A cpio archive as a file system; the image's own is mounted at POSIX_ARCHIVE_PATH. */
#pragma once
#include <skiff/posix/vfs.h>

/** Read an archive of format newc, which must stay where it is.
 * @return 0: *root is for vfs_mount; -EINVAL: damaged; -ENOMEM */
int archive_open(const void *start, const void *end, struct vfs_node **root);

/** @return the address of a file's content in an archive; NULL: the node belongs to another file system */
const char *archive_content(const struct vfs_node *node);
