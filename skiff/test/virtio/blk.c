/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tests of the block driver, on a disk whose sector n begins with n, in 8 hexadecimal digits, and which is larger than the part
 * that the tests write; and on a read-only disk.
 */
#include <errno.h>
#include <string.h>
#include <skiff/plat.h>
#include <skiff/test.h>
#include <skiff/virtio_blk_driver.h>
#include "virtio.h"

#define DEPTH	CONFIG_VIRTIO_BLK_REQUESTS
#define WRITTEN 1024u /* first sector that is written to */

static struct virtio_blk disk, read_only;
static uint32_t data[DEPTH][1024];
static struct block_segment segment[DEPTH][2];
static struct block_request request[DEPTH];

static struct block_request *make(unsigned int i, enum block_operation operation, uint64_t sector,
				  uint32_t bytes)
{
	/* The data is in two parts, so that descriptors are chained. */
	segment[i][0] = (struct block_segment){(uintptr_t)data[i] + machine.bus, bytes / 4};
	segment[i][1] =
	    (struct block_segment){segment[i][0].address + bytes / 4, bytes - bytes / 4};
	request[i] = (struct block_request){.operation = operation,
					    .sector = sector,
					    .sectors = bytes / BLOCK_SECTOR,
					    .segments = segment[i],
					    .count = 2};
	return &request[i];
}

/* @return whether data[0] has this sector's number at `word` */
static bool is_sector(unsigned int word, uint32_t sector)
{
	static const char digits[] = "0123456789abcdef";
	const char *text = (const char *)&data[0][word];
	bool right = true;

	for (unsigned int i = 0; i < 8; i++)
		right = right && text[i] == digits[sector >> (28 - 4 * i) & 15];
	return right;
}

static int one(struct virtio_blk *v, enum block_operation operation, uint64_t sector,
	       uint32_t bytes)
{
	return block_do(&v->block, make(0, operation, sector, bytes));
}

/* QEMU chooses which of the two transports has which disk, and tests run in any order. */
static void begin(void)
{
	uintptr_t registers[2] = {virtio_find(VIRTIO_ID_BLOCK, 0), virtio_find(VIRTIO_ID_BLOCK, 1)};

	CHECK(virtio_blk_begin(&disk, registers[0], machine.bus) == 0);
	CHECK(virtio_blk_begin(&read_only, registers[1], machine.bus) == 0);
	if (disk.block.read_only) {
		CHECK(virtio_blk_begin(&disk, registers[1], machine.bus) == 0);
		CHECK(virtio_blk_begin(&read_only, registers[0], machine.bus) == 0);
	}
}

TEST(blk_device_is_what_qemu_says)
{
	begin();
	CHECK(!disk.block.read_only && read_only.block.read_only);
	CHECK(disk.block.sectors == 8192 && disk.block.flush && disk.block.discard_max > 0 &&
	      disk.block.zeroes_max > 0);
	CHECK(strcmp(disk.block.serial, "skiff-disk") == 0);
}

TEST(blk_reads_what_is_on_the_disk)
{
	begin();
	for (uint32_t sector = 0; sector < WRITTEN; sector += 77) {
		memset(data, 0xee, sizeof(data));
		CHECK(one(&disk, BLOCK_READ, sector, 1024) == 0);
		CHECK(is_sector(0, sector) && is_sector(128, sector + 1) &&
		      data[0][256] == 0xeeeeeeee);
	}
	CHECK(one(&disk, BLOCK_READ, 8191, 1024) == -EINVAL);
}

TEST(blk_keeps_many_requests_in_flight)
{
	struct block_request *r;
	unsigned int done = 0;

	begin();
	for (unsigned int round = 0; round < 20; round++) {
		for (unsigned int i = 0; i < DEPTH; i++) {
			for (unsigned int n = 0; n < 1024; n++)
				data[i][n] = round << 16 | i << 8 | (n & 0xff);
			CHECK(block_submit(&disk.block,
					   make(i, BLOCK_WRITE, WRITTEN + 8 * i, 4096)) == 0);
		}
		CHECK(block_submit(&disk.block, make(0, BLOCK_READ, 0, 512)) == -EAGAIN);
		request[0].status = 0;
		block_kick(&disk.block);
		for (done = 0; done < DEPTH;)
			if ((r = block_poll(&disk.block)) != NULL)
				CHECK(r->status == 0 && ++done);
	}
	for (unsigned int i = 0; i < DEPTH; i++) {
		CHECK(one(&disk, BLOCK_READ, WRITTEN + 8 * i, 4096) == 0);
		CHECK(data[0][1000] == (19u << 16 | i << 8 | (1000 & 0xff)));
	}
}

TEST(blk_flushes_discards_and_zeroes)
{
	begin();
	memset(data, 0xee, sizeof(data));
	CHECK(one(&disk, BLOCK_WRITE, WRITTEN, 1536) == 0);
	CHECK(one(&disk, BLOCK_FLUSH, 0, 0) == 0);
	CHECK(one(&disk, BLOCK_WRITE_ZEROES, WRITTEN, 1024) == 0);
	CHECK(one(&disk, BLOCK_DISCARD, WRITTEN + 8, 4096) == 0);
	CHECK(one(&disk, BLOCK_READ, WRITTEN, 1536) == 0);
	CHECK(data[0][0] == 0 && data[0][255] == 0 && data[0][256] != 0);
}

TEST(blk_device_that_is_reset_begins_anew)
{
	begin();
	CHECK(virtio_blk_begin(&disk, disk.device.registers, machine.bus) == 0);
	CHECK(one(&disk, BLOCK_READ, 5, 512) == 0 && is_sector(0, 5));
}

TEST(blk_read_only_device_is_not_written)
{
	begin();
	CHECK(one(&read_only, BLOCK_READ, 1, 512) == 0 && is_sector(0, 1));
	CHECK(one(&read_only, BLOCK_WRITE, 1, 512) == -EINVAL);
	read_only.block.read_only = false; /* nor if the driver tries */
	CHECK(one(&read_only, BLOCK_WRITE, 1, 512) == -EIO);
}
