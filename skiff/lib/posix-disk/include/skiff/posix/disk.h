/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file system on a block device: one directory of preallocated space. Its table of files, which also
 * says whose the disk's chunks are, is kept twice, and written as a whole to the older place. What a
 * file lost before the table was written isn't given to another one.
 */
#pragma once
#include <skiff/block.h>
#include <skiff/posix/vfs.h>

struct disk;

/** Begin with a device: read its table, or write an empty one if the disk begins with 16 KiB of zeros.
 *
 * @param device  at least 20 KiB, whose blocks are at most 4 KiB
 * @param bus     see machine.bus
 * @param wait    returns after the device's interrupt, if one came since its last return; NULL: it is
 *                polled
 * @param error   becomes -ENOMEM, -ENOTSUP: the device is too small or its blocks too large, -EINVAL: it
 *                holds something else, -EIO
 * @return NULL: *error says why */
struct disk *disk_open(struct block *device, uint64_t bus, void (*wait)(void), int *error);

/** Its root, for vfs_mount(). */
struct vfs_node *disk_root(struct disk *disk);

/** Forget all that isn't on the device, and read its table again: what a restart of the machine does.
 *
 * @return 0, -EBUSY: a file is open, or disk_open()'s */
int disk_reload(struct disk *disk);
