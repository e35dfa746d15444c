/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file system on a block device: one directory of preallocated space. Its table of files, which also has the owners of the
 * disk's chunks, is kept twice, and is written as a whole to the older place. A chunk that a file lost isn't reused before the
 * table is written.
 */
#pragma once
#include <skiff/block.h>
#include <skiff/posix/vfs.h>

struct disk;

/** Begin with a device: read its table, or write an empty one if the disk begins with 16 KiB of zeros.
 *
 * @param device  at least 20 KiB, whose blocks are at most 4 KiB
 * @param bus     see machine.bus
 * @param wait    returns when the device's interrupt has come since its last return; NULL: the device is polled
 * @param error   becomes -ENOMEM, -ENOTSUP: the device is too small or its blocks too large, -EINVAL: it
 *                holds something else, -EIO
 * @return NULL: *error says why */
struct disk *disk_open(struct block *device, uint64_t bus, void (*wait)(void), int *error);

/** The file system's root, for vfs_mount(). */
struct vfs_node *disk_root(struct disk *disk);

/** Forget all that isn't on the device, and read its table again, as after a restart of the machine.
 *
 * @return 0, -EBUSY: a file is open, or disk_open()'s */
int disk_reload(struct disk *disk);
