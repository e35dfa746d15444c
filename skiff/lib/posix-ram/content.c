/* SPDX-License-Identifier: BSD-3-Clause */
/* The contents of files: a table of blocks of the heap. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ram.h"

static size_t blocks_of(int64_t size)
{
	return (size_t)((size + RAM_BLOCK - 1) / RAM_BLOCK);
}

int64_t ram_read(struct vfs_node *node, void *to, size_t size, int64_t at)
{
	const struct ram_node *ram = ram_of(node);
	char *out = to;
	size_t left;

	if (at >= node->size)
		return 0;
	if (size > (uint64_t)(node->size - at))
		size = (size_t)(node->size - at);
	for (left = size; left > 0;) {
		size_t index = (size_t)at / RAM_BLOCK, offset = (size_t)at % RAM_BLOCK;
		size_t n = left < RAM_BLOCK - offset ? left : RAM_BLOCK - offset;
		const char *block = index < ram->room ? ram->blocks[index] : NULL;

		if (block)
			memcpy(out, block + offset, n);
		else
			memset(out, 0, n);
		out += n;
		at += (int64_t)n;
		left -= n;
	}
	return (int64_t)size;
}

/* Make the table large enough for this many blocks. */
static int make_room(struct ram_node *ram, size_t count)
{
	size_t room = ram->room ? ram->room : 4;
	void **blocks;

	if (count <= ram->room)
		return 0;
	while (room < count)
		room *= 2;
	blocks = realloc(ram->blocks, room * sizeof(*blocks));
	if (!blocks)
		return -ENOSPC;
	memset(blocks + ram->room, 0, (room - ram->room) * sizeof(*blocks));
	ram->blocks = blocks;
	ram->room = room;
	return 0;
}

/* The block at an index, which is made in the place of a hole, with zeros outside of the `n` bytes from `offset` on.
 */
static char *block_for_write(struct ram_node *ram, size_t index, size_t offset, size_t n)
{
	char *block = ram->blocks[index];

	if (!block) {
		block = malloc(RAM_BLOCK);
		if (!block)
			return NULL;
		memset(block, 0, offset);
		memset(block + offset + n, 0, RAM_BLOCK - offset - n);
		ram->blocks[index] = block;
	}
	return block;
}

int64_t ram_write(struct vfs_node *node, const void *from, size_t size, int64_t at)
{
	struct ram_node *ram = ram_of(node);
	const char *in = from;
	size_t left = size;

	if (size == 0)
		return 0;
	if (at >= RAM_MAX || (int64_t)size > RAM_MAX - at)
		return -EFBIG;
	if (make_room(ram, blocks_of(at + (int64_t)size)) != 0)
		return -ENOSPC;
	while (left > 0) {
		size_t index = (size_t)at / RAM_BLOCK, offset = (size_t)at % RAM_BLOCK;
		size_t n = left < RAM_BLOCK - offset ? left : RAM_BLOCK - offset;
		char *block = block_for_write(ram, index, offset, n);

		if (!block)
			break;
		memcpy(block + offset, in, n);
		in += n;
		at += (int64_t)n;
		left -= n;
		if (at > node->size)
			node->size = at;
	}
	vfs_touch(node, true);
	return left == size ? -ENOSPC : (int64_t)(size - left);
}

/* @return the run that holds a block of the file, or NULL */
static struct ram_run *run_of(const struct ram_node *ram, size_t index)
{
	list_each(node, &ram->runs)
	{
		struct ram_run *run = container_of(node, struct ram_run, node);

		if (index - run->first < run->count)
			return run;
	}
	return NULL;
}

/* Make a hole; a mapped block stays and is zeroed. */
static void drop_block(struct ram_node *ram, size_t index)
{
	if (run_of(ram, index)) {
		memset(ram->blocks[index], 0, RAM_BLOCK);
		return;
	}
	free(ram->blocks[index]);
	ram->blocks[index] = NULL;
}

void ram_free(struct ram_node *ram)
{
	struct list *node = ram->runs.next;

	for (size_t i = 0; i < ram->room; i++)
		if (!run_of(ram, i))
			free(ram->blocks[i]);
	free(ram->blocks);
	while (node != &ram->runs) {
		struct ram_run *run = container_of(node, struct ram_run, node);

		node = node->next;
		free(run->memory);
		free(run);
	}
	list_init(&ram->runs);
}

static void move_blocks(struct ram_node *ram, const struct ram_run *run)
{
	for (size_t i = 0; i < run->count; i++) {
		char *to = run->memory + i * RAM_BLOCK, *from = ram->blocks[run->first + i];

		if (from)
			memcpy(to, from, RAM_BLOCK);
		else
			memset(to, 0, RAM_BLOCK);
		free(from);
		ram->blocks[run->first + i] = to;
	}
}

/* The range must lie in one run, or in none: a mapped block can't be moved. */
void *ram_map(struct vfs_node *node, int64_t at, size_t size)
{
	struct ram_node *ram = ram_of(node);
	size_t first = (size_t)at / RAM_BLOCK, count;
	struct ram_run *run = run_of(ram, first);

	if (at >= RAM_MAX || (int64_t)size > RAM_MAX - at)
		return NULL;
	count = blocks_of((int64_t)size);
	if (run)
		return first + count <= run->first + run->count
			   ? run->memory + (first - run->first) * RAM_BLOCK
			   : NULL;
	for (size_t i = 0; i < count; i++)
		if (run_of(ram, first + i))
			return NULL;
	if (make_room(ram, first + count) != 0)
		return NULL;
	run = malloc(sizeof(*run));
	if (!run)
		return NULL;
	*run = (struct ram_run){
	    .first = first, .count = count, .memory = aligned_alloc(RAM_BLOCK, count * RAM_BLOCK)};
	if (!run->memory) {
		free(run);
		return NULL;
	}
	move_blocks(ram, run);
	list_append(&ram->runs, &run->node);
	return run->memory;
}

int ram_truncate(struct vfs_node *node, int64_t size)
{
	struct ram_node *ram = ram_of(node);
	size_t keep = blocks_of(size);

	if (size > RAM_MAX)
		return -EFBIG;
	for (size_t i = keep; i < ram->room; i++)
		drop_block(ram, i);
	if (keep == 0 && list_empty(&ram->runs)) {
		free(ram->blocks);
		ram->blocks = NULL;
		ram->room = 0;
	}
	/* Bytes behind the end must read as zeros when the file grows again. */
	if (size < node->size && size % RAM_BLOCK != 0 && ram->blocks && ram->room >= keep &&
	    ram->blocks[keep - 1])
		memset((char *)ram->blocks[keep - 1] + size % RAM_BLOCK, 0,
		       RAM_BLOCK - (size_t)(size % RAM_BLOCK));
	node->size = size;
	vfs_touch(node, true);
	return 0;
}
