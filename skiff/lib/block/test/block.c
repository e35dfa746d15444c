/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <skiff/block.h>
#include <skiff/test.h>

static int submit(struct block *b, struct block_request *r)
{
	(void)b;
	r->status = 0;
	return 0;
}

static const struct block_driver driver = {.submit = submit};
static struct block disk = {.driver = &driver,
			    .sectors = 100,
			    .block_size = 512,
			    .segments_max = 2,
			    .discard_max = 50,
			    .zeroes_max = 0};

static int try(enum block_operation operation, uint64_t sector, uint32_t sectors)
{
	struct block_segment segment[2] = {{0x1000, 256}, {0x2000, sectors * 512 - 256}};
	struct block_request r = {.operation = operation,
				  .sector = sector,
				  .sectors = sectors,
				  .segments = segment,
				  .count = 2};

	return block_submit(&disk, &r);
}

TEST(block_requests_are_checked)
{
	CHECK(try(BLOCK_READ, 0, 100) == 0 && try(BLOCK_WRITE, 99, 1) == 0);
	CHECK(try(BLOCK_READ, 0, 101) == -EINVAL && try(BLOCK_READ, 100, 1) == -EINVAL);
	CHECK(try(BLOCK_READ, UINT64_MAX, 2) == -EINVAL);
	CHECK(try(BLOCK_DISCARD, 50, 50) == 0 && try(BLOCK_DISCARD, 0, 51) == -EINVAL);
	CHECK(try(BLOCK_DISCARD, 0, 0) == -EINVAL && try(BLOCK_WRITE_ZEROES, 0, 1) == -EINVAL);
	disk.block_size = 4096;
	CHECK(try(BLOCK_READ, 0, 8) == 0 && try(BLOCK_READ, 0, 7) == -EINVAL);
	disk.segments_max = 1;
	CHECK(try(BLOCK_READ, 0, 8) == -EINVAL);
	disk.read_only = true;
	CHECK(try(BLOCK_WRITE, 0, 8) == -EINVAL && try(BLOCK_FLUSH, 0, 0) == 0);
}
