/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-ram`. */
#pragma once
#include <skiff/list.h>
#include <skiff/posix/vfs.h>

#define RAM_BLOCK 4096u
#define RAM_MAX	  ((int64_t)1 << 40) /* bytes of a file: its table of blocks stays countable */

/** A name in a directory. */
struct ram_name {
	struct list node;
	struct vfs_node *file;
	uint64_t number; /* rises from name to name, so that reading goes on behind one removed */
	size_t length;
	char text[];
};

/** Blocks of a file that lie one behind the other, because they were mapped. */
struct ram_run {
	struct list node;
	size_t first, count; /* indices */
	char *memory;
};

/** A file, directory or link. */
struct ram_node {
	struct vfs_node node;
	struct list names; /* directory: in the order in which they were made */
	uint64_t number;   /* … of the latest */
	void **blocks;	   /* file: NULL is a hole */
	size_t room;	   /* … entries of the table */
	struct list runs;  /* … that hold some of the blocks */
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
/** Give all blocks back. */
void ram_free(struct ram_node *ram);
