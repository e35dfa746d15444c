/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-ram`. */
#pragma once
#include <skiff/list.h>
#include <skiff/posix/vfs.h>

#define RAM_BLOCK 4096u
#define RAM_MAX	  ((int64_t)1 << 40) /* limit of bytes in a file, for a table of bounded size */

/** A name in a directory. */
struct ram_name {
	struct list node;
	struct vfs_node *file;
	uint64_t number; /* ascending, so that reading a directory goes on behind a removed name */
	size_t length;
	char text[];
};

/** Adjacent blocks of a file, which were mapped. */
struct ram_run {
	struct list node;
	size_t first, count; /* indices */
	char *memory;
};

/** A file, directory or link. */
struct ram_node {
	struct vfs_node node;
	struct list names; /* directory: names in the order of creation */
	uint64_t number;   /* … number of the latest name */
	void **blocks;	   /* file: blocks; NULL is a hole */
	size_t room;	   /* … entries of the table */
	struct list runs;  /* … runs that hold some of the blocks */
	char *target;	   /* link */
};

static inline struct ram_node *ram_of(struct vfs_node *node)
{
	return container_of(node, struct ram_node, node);
}

int64_t ram_read(struct vfs_node *node, void *to, size_t size, int64_t at);
int64_t ram_write(struct vfs_node *node, const void *from, size_t size, int64_t at);
int ram_truncate(struct vfs_node *node, int64_t size);
void *ram_map(struct vfs_node *node, int64_t at, size_t size);
/** Free all blocks. */
void ram_free(struct ram_node *ram);
