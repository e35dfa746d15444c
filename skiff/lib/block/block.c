/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <skiff/block.h>

/* Number of the request's sectors; 0: the request is wrong. */
static uint64_t extent(const struct block *b, const struct block_request *r)
{
	uint64_t bytes = 0;

	if (r->operation == BLOCK_DISCARD)
		return r->sectors <= b->discard_max ? r->sectors : 0;
	if (r->operation == BLOCK_WRITE_ZEROES)
		return r->sectors <= b->zeroes_max ? r->sectors : 0;
	if (r->operation > BLOCK_WRITE || r->count > b->segments_max)
		return 0;
	for (unsigned int i = 0; i < r->count; i++)
		bytes += r->segments[i].length;
	return bytes % b->block_size ? 0 : bytes / BLOCK_SECTOR;
}

int block_submit(struct block *b, struct block_request *r)
{
	uint64_t sectors;

	if (r->operation != BLOCK_FLUSH) {
		sectors = extent(b, r);
		if (sectors == 0 || sectors > b->sectors || r->sector > b->sectors - sectors ||
		    (b->read_only && r->operation != BLOCK_READ))
			return -EINVAL;
	}
	return b->driver->submit(b, r);
}

int block_do(struct block *b, struct block_request *r)
{
	int error = block_submit(b, r);

	if (error)
		return error;
	block_kick(b);
	while (block_poll(b) != r)
		continue;
	return r->status;
}
