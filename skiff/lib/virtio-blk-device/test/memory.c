/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/test.h>
#include <skiff/virtio_blk_device.h>
#include "../../virtio-mmio/test/hostile.h"

#define SECTORS 300u

static char disk[SECTORS * 512];
static struct virtio_blk_device blk;
static struct virtio_blk_config config;
static struct virtio_blk_request *const header = (void *)rig_guest.data;
static char *const data = rig_guest.data + 512, *const status = rig_guest.data + 256;
static int64_t written;

static void begin(bool read_only, bool resume)
{
	blk = (struct virtio_blk_device){
	    .sectors = SECTORS, .read_only = read_only, .serial = "serial number", .memory = disk};
	rig_device(&blk.device, &virtio_blk_on_memory);
	virtio_blk_configuration(&blk, &config, 512);
	virtio_device_begin(&blk.device, &config, resume);
	if (!resume)
		rig_start(&blk.device);
}

/* @return the status, or -1: no answer */
static int ask(uint32_t type, uint64_t sector, uint32_t length, bool writable)
{
	struct virtqueue_part part[4] = {rig_part(header, 7), rig_part((char *)header + 7, 9),
					 rig_part(data, length), rig_part(status, 1)};
	unsigned int n = length ? 4 : 3;

	if (length == 0)
		part[2] = part[3];
	*header = (struct virtio_blk_request){.type = type, .sector = sector};
	*status = 0x55;
	return rig_do(&blk.device, 0, part, writable ? 2 : n - 1, writable ? n - 2 : 1, &written)
		   ? *status
		   : -1;
}

static int extents(uint32_t type, uint64_t sector, uint32_t sectors, uint32_t flags)
{
	struct virtio_blk_segment *s = (void *)data;

	s[0] = s[1] = (struct virtio_blk_segment){sector, sectors, flags};
	s[0].num_sectors = 1;
	return ask(type, 0, 2 * sizeof(*s), false);
}

TEST(blk_device_reads_and_writes)
{
	begin(false, false);
	for (unsigned int i = 0; i < sizeof(disk); i++)
		disk[i] = (char)(i / 512);
	CHECK(config.capacity == SECTORS && config.seg_max == RIG_SIZE - 2);
	CHECK(ask(VIRTIO_BLK_T_IN, 7, 1024, true) == VIRTIO_BLK_S_OK && written == 1025);
	CHECK(data[0] == 7 && data[512] == 8 && rig_raised == 1);
	memset(data, 'x', 1024);
	CHECK(ask(VIRTIO_BLK_T_OUT, 9, 1024, false) == VIRTIO_BLK_S_OK && written == 1);
	CHECK(disk[9 * 512 - 1] == 8 && disk[9 * 512] == 'x' && disk[11 * 512 - 1] == 'x' &&
	      disk[11 * 512] == 11);
	CHECK(ask(VIRTIO_BLK_T_FLUSH, 0, 0, false) == VIRTIO_BLK_S_OK);
	CHECK(ask(VIRTIO_BLK_T_GET_ID, 0, 20, true) == VIRTIO_BLK_S_OK &&
	      memcmp(data, "serial number\0\0\0\0\0\0", 20) == 0);
}

TEST(blk_device_does_long_requests_in_pieces)
{
	begin(false, false);
	for (unsigned int i = 0; i < sizeof(disk); i++)
		disk[i] = (char)(i / 512);
	CHECK(ask(VIRTIO_BLK_T_IN, 10, 130048, true) == VIRTIO_BLK_S_OK);
	CHECK(memcmp(data, disk + 5120, 130048) == 0);
	/* The data is copied in pieces. */
	struct virtqueue_part part[3] = {rig_part(header, 16), rig_part(data, 130048),
					 rig_part(status, 1)};

	*header = (struct virtio_blk_request){.type = VIRTIO_BLK_T_IN};
	virtqueue_driver_add(&rig_driver[0], part, 1, 2, &rig_guest);
	CHECK(rig_set(&blk.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0) == VIRTIO_AGAIN);
	CHECK(blk.job.done == VIRTIO_DEVICE_BUDGET - 512);
	/* The device dies in the middle: the request is repeated from its beginning. */
	begin(false, true);
	disk[5] = 'n';
	while (virtio_device_look(&blk.device, 0) == VIRTIO_AGAIN)
		continue;
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) && data[5] == 'n' && *status == 0);
}

TEST(blk_device_zeroes_and_discards)
{
	begin(false, false);
	memset(disk, 'x', sizeof(disk));
	CHECK(extents(VIRTIO_BLK_T_WRITE_ZEROES, 1, 200, VIRTIO_BLK_SEGMENT_UNMAP) == 0);
	CHECK(disk[511] == 'x' && disk[512] == 0 && disk[201 * 512 - 1] == 0 &&
	      disk[201 * 512] == 'x');
	CHECK(extents(VIRTIO_BLK_T_DISCARD, 1, 2, 0) == 0);
	CHECK(extents(VIRTIO_BLK_T_DISCARD, 1, 2, 1) == VIRTIO_BLK_S_UNSUPP);
	CHECK(extents(VIRTIO_BLK_T_WRITE_ZEROES, 1, 2, 2) == VIRTIO_BLK_S_UNSUPP);
	CHECK(extents(VIRTIO_BLK_T_WRITE_ZEROES, 1, SECTORS, 0) == VIRTIO_BLK_S_IOERR);
	CHECK(extents(VIRTIO_BLK_T_WRITE_ZEROES, UINT64_MAX, 2, 0) == VIRTIO_BLK_S_IOERR);
	CHECK(ask(VIRTIO_BLK_T_DISCARD, 0, 15, false) == VIRTIO_BLK_S_IOERR);
	CHECK(ask(VIRTIO_BLK_T_DISCARD, 0, 17 * 16, false) == VIRTIO_BLK_S_IOERR);
}

TEST(blk_device_refuses_what_is_outside)
{
	begin(false, false);
	CHECK(ask(VIRTIO_BLK_T_IN, SECTORS - 1, 1024, true) == VIRTIO_BLK_S_IOERR && written == 0);
	CHECK(ask(VIRTIO_BLK_T_IN, SECTORS, 512, true) == VIRTIO_BLK_S_IOERR);
	CHECK(ask(VIRTIO_BLK_T_OUT, UINT64_MAX / 512, 512, false) == VIRTIO_BLK_S_IOERR);
	CHECK(ask(VIRTIO_BLK_T_OUT, UINT64_MAX, 1024, false) == VIRTIO_BLK_S_IOERR);
	CHECK(ask(VIRTIO_BLK_T_IN, 0, 511, true) == VIRTIO_BLK_S_IOERR);
	CHECK(ask(VIRTIO_BLK_T_IN, 0, 0, true) == VIRTIO_BLK_S_IOERR && written == 1);
	CHECK(ask(VIRTIO_BLK_T_GET_ID, 0, 19, true) == VIRTIO_BLK_S_IOERR);
	CHECK(ask(77, 0, 0, true) == VIRTIO_BLK_S_UNSUPP && !rig_broken());
	/* No header, or nowhere to put a status: it can't even be answered. */
	struct virtqueue_part part[2] = {rig_part(header, 15), rig_part(status, 1)};

	CHECK(!rig_do(&blk.device, 0, part, 1, 1, &written) && rig_broken());
	begin(false, false);
	part[0].length = 16;
	CHECK(!rig_do(&blk.device, 0, part, 2, 0, &written) && rig_broken());
}

TEST(blk_device_that_is_read_only_is_not_written)
{
	begin(true, false);
	memset(disk, 'x', sizeof(disk));
	CHECK(virtio_device_has(&blk.device, VIRTIO_BLK_F_RO));
	CHECK(ask(VIRTIO_BLK_T_OUT, 0, 512, false) == VIRTIO_BLK_S_IOERR && disk[0] == 'x');
	CHECK(extents(VIRTIO_BLK_T_WRITE_ZEROES, 0, 1, 0) == VIRTIO_BLK_S_UNSUPP && disk[0] == 'x');
	CHECK(ask(VIRTIO_BLK_T_IN, 0, 512, true) == VIRTIO_BLK_S_OK && data[0] == 'x');
}

static void fresh(void)
{
	begin(false, false);
}

TEST(blk_device_survives_a_hostile_driver)
{
	fresh();
	hostile_registers(&blk.device);
	memset(disk, 'd', sizeof(disk));
	hostile_queues(&blk.device, 1, fresh, NULL);
	for (unsigned int i = 0; i < sizeof(disk); i++)
		CHECK(disk[i] == 'd');
	fresh();
	CHECK(ask(VIRTIO_BLK_T_IN, 7, 512, true) == VIRTIO_BLK_S_OK && data[0] == 'd');
}

TEST(blk_device_offers_what_it_does)
{
	const uint64_t known =
	    VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) | VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC) |
	    VIRTIO_FEATURE(VIRTIO_BLK_F_SEG_MAX) | VIRTIO_FEATURE(VIRTIO_BLK_F_RO) |
	    VIRTIO_FEATURE(VIRTIO_BLK_F_BLK_SIZE) | VIRTIO_FEATURE(VIRTIO_BLK_F_FLUSH) |
	    VIRTIO_FEATURE(VIRTIO_BLK_F_TOPOLOGY) | VIRTIO_FEATURE(VIRTIO_BLK_F_DISCARD) |
	    VIRTIO_FEATURE(VIRTIO_BLK_F_WRITE_ZEROES) | VIRTIO_FEATURE(VIRTIO_F_IN_ORDER);

	fresh();
	CHECK(((blk.device.features | blk.device.model->features) & ~known) == 0);
	CHECK(blk.device.features & VIRTIO_FEATURE(VIRTIO_BLK_F_FLUSH));
	CHECK(config.writeback == 0 && config.unused0 == 0);
	for (unsigned int i = 0; i < sizeof(config.unused1); i++)
		CHECK(config.unused1[i] == 0);
	/* Zones (17 to 24), lifetime and secure erase aren't offered, so their requests are refused as unknown. */
	for (uint32_t type = 5; type < 32; type++)
		if (type != VIRTIO_BLK_T_GET_ID && type != VIRTIO_BLK_T_DISCARD &&
		    type != VIRTIO_BLK_T_WRITE_ZEROES)
			CHECK(ask(type, 0, 16, true) == VIRTIO_BLK_S_UNSUPP);
}
