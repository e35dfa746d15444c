/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-disk`. */
#pragma once
#include <skiff/config.h>
#include <skiff/list.h>
#include <skiff/lock.h>
#include <skiff/posix/disk.h>

#define DISK_BLOCK     4096u			   /* unit of the cache and of chunks */
#define DISK_SECTORS   (DISK_BLOCK / BLOCK_SECTOR) /* sectors of a block */
#define DISK_FILES     32u			   /* files, and names */
#define DISK_CHUNKS    2800u			   /* limit, which fills the table */
#define DISK_CHUNK_MIN 4u			   /* blocks of a chunk */
#define DISK_NAME_MAX  54u
#define DISK_TABLES    4u /* blocks of both tables; chunk 0 lies behind */

/* --- What is on the disk, in the machine's order (little) ------------------------------------- */

#define DISK_MAGIC   0x316b73694474667aull
#define DISK_NO_FILE 0xffu   /* name.file: not used */
#define DISK_END     0xffffu /* next: the last chunk of its file */

struct disk_name {
	uint8_t file, length;
	char text[DISK_NAME_MAX];
};

struct disk_file {
	int64_t size;
	int64_t modified; /* seconds since 1970 */
	uint32_t mode;	  /* 0: not used */
	uint16_t first;	  /* chunk, or DISK_END */
	uint16_t zero;
};

struct disk_table {
	uint64_t magic;
	uint64_t sequence; /* of two valid tables, the one with the higher number counts */
	uint64_t checksum; /* checksum of the table, with 0 in this field */
	uint32_t chunk_blocks;
	uint32_t chunks;
	struct disk_name name[DISK_FILES];
	struct disk_file file[DISK_FILES];
	uint16_t next[DISK_CHUNKS]; /* per chunk of a file: the file's next chunk */
};
_Static_assert(sizeof(struct disk_table) == DISK_TABLES / 2 * DISK_BLOCK, "table");

/* --- In memory -------------------------------------------------------------------------------- */

/** A file, or the root. */
struct disk_node {
	struct vfs_node node;
	struct disk *disk;
	unsigned int index;	/* index in the table's files */
	uint16_t *chunk;	/* its chunks */
	unsigned int count;	/* … how many */
	unsigned int allocated; /* … room for */
};

/** A block in memory; its contents are always whole. */
struct disk_block {
	struct list used;	 /* node in the list of all, the latest in front */
	struct list dirty;	 /* node in the list of blocks to write, by their number */
	struct disk_block *next; /* next block of its bucket */
	uint64_t number;
	uint8_t sectors; /* sectors to be written, as bits */
	char *data;
};

#define DISK_BUCKETS 1024u

struct disk {
	struct block *device;
	uint64_t bus;
	void (*wait)(void);
	struct mutex busy; /* held by a call that may wait for the device */
	struct disk_table table;
	struct disk_table out;	 /* on its way to the disk */
	bool changed;		 /* the table has changed since it was copied to `out` */
	bool unflushed;		 /* something was written since the last flush */
	bool used[DISK_CHUNKS];	 /* chunks used by a file */
	bool kept[DISK_CHUNKS];	 /* … by a file in the table on the disk */
	bool going[DISK_CHUNKS]; /* … in the table on its way */
	unsigned int at;	 /* where the search for a free chunk goes on */
	struct disk_node root, file[DISK_FILES];
	struct list blocks, dirty;
	unsigned int block_count;
	struct disk_block *bucket[DISK_BUCKETS];
};

static inline struct disk_node *disk_of(struct vfs_node *node)
{
	return container_of(node, struct disk_node, node);
}

/** Read the newest valid table. @return 0, or disk_open()'s */
int disk_table_read(struct disk *d);
/** Write the files' contents, flush, write the table if it has changed, and flush. @return 0 or -EIO */
int disk_sync(struct disk *d);

/** Give a file as many chunks as `size` bytes need. @return 0, -ENOSPC, -EFBIG, -EIO */
int disk_grow(struct disk_node *n, int64_t size);
/** Take away a file's chunks beyond `size` bytes. */
void disk_shrink(struct disk_node *n, int64_t size);
/** The number of the block that holds a byte of a file. */
uint64_t disk_block_at(const struct disk_node *n, int64_t at);
/** After the table was read: find the chunks of a file. @return 0, -ENOMEM, -EINVAL: the table is wrong */
int disk_chunks_find(struct disk_node *n);

/** A block, which becomes the latest used one. @param fresh its contents don't matter. @return NULL: *error says why */
struct disk_block *disk_block(struct disk *d, uint64_t number, bool fresh, int *error);
/** Mark a part of a block as changed. */
void disk_block_dirty(struct disk *d, struct disk_block *b, size_t offset, size_t size);
/** Write all that is dirty. @return 0 or -EIO */
int disk_write_out(struct disk *d);
/** Forget all blocks, also the dirty ones. */
void disk_blocks_drop(struct disk *d);
/** Do one request with one piece of memory. @return 0 or -EIO */
int disk_do(struct disk *d, enum block_operation operation, uint64_t block, void *data,
	    size_t size);

int64_t disk_read(struct vfs_node *node, void *to, size_t size, int64_t at);
int64_t disk_write(struct vfs_node *node, const void *from, size_t size, int64_t at);
int disk_truncate(struct vfs_node *node, int64_t size);
