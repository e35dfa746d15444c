/* SPDX-License-Identifier: BSD-3-Clause */
/* A client of services/virtio-blk, which reads and writes the client's memory at the client's own addresses. The client fills
 * its disk with a pattern and reads it back. */
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/virtio_blk_driver.h>

#define REGISTERS 0x0a000000u
#define WORDS	  1024u

static struct virtio_blk disk;
static uint32_t data[WORDS];

static int all(enum block_operation operation, uint32_t *wrong)
{
	int error = 0;

	for (uint64_t sector = 0; !error && sector + 8 <= disk.block.sectors; sector += 8) {
		struct block_segment s = {(uintptr_t)data, sizeof(data)};
		struct block_request r = {
		    .operation = operation, .sector = sector, .segments = &s, .count = 1};

		for (uint32_t i = 0; i < WORDS; i++)
			data[i] = operation == BLOCK_WRITE ? (uint32_t)sector << 12 | i : 0;
		error = block_do(&disk.block, &r);
		for (uint32_t i = 0; i < WORDS; i++)
			*wrong += data[i] != ((uint32_t)sector << 12 | i);
	}
	return error;
}

int main(int argc, char **argv)
{
	uint32_t wrong = 0;
	int error;

	(void)argc, (void)argv;
	error = virtio_blk_begin(&disk, REGISTERS, 0);
	print("begin: %d, %u sectors, serial %s\n", error, (unsigned int)disk.block.sectors,
	      disk.block.serial);
	if (!error)
		error = all(BLOCK_WRITE, &wrong);
	print("written: %d\n", error);
	if (!error)
		error = all(BLOCK_READ, &wrong);
	print("read: %d, %u words are wrong\n", error, wrong);
	return 0;
}
