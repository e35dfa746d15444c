/* SPDX-License-Identifier: BSD-3-Clause */
/* A file system in memory; one is mounted at POSIX_RAM_PATH when the machine starts. */
#pragma once
#include <skiff/posix/vfs.h>

/** Make another, empty file system. @return its root, for vfs_mount; NULL: no memory */
struct vfs_node *ram_create(void);
