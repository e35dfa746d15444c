/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/test.h>
#include "model.h"

#define START_US 4000000u /* all bounds of a start together */
#define RANDOM	 500u	  /* rounds with a controller whose registers are random */

static struct sdhci *sdhci = (struct sdhci *)model_arena;
static struct block *disk;

/* A first life with the model as it is. @return sdhci_begin()'s */
static int begin(void)
{
	memset(sdhci, 0, sizeof(*sdhci));
	model_buffers = model_arena + (sizeof(*sdhci) + 4095) / 4096 * 4096;
	disk = &sdhci->block;
	return sdhci_begin(sdhci, 0, model_bus());
}

static struct block_segment segment(uint32_t offset, uint32_t length)
{
	return (struct block_segment){(uintptr_t)model_buffers + offset + model_bus(), length};
}

/* Do one request on `bytes` of the buffers, and wait for its end. */
static int request(enum block_operation operation, uint64_t sector, uint32_t offset, uint32_t bytes)
{
	const struct block_segment one = segment(offset, bytes);
	struct block_request r = {
	    .operation = operation, .sector = sector, .segments = &one, .count = 1};

	return block_do(disk, &r);
}

static void fill(uint32_t offset, uint32_t bytes, uint32_t seed)
{
	for (uint32_t i = 0; i < bytes; i++)
		model_buffers[offset + i] = (char)((seed + i) * 2654435761u >> 24);
}

static bool is_filled(const char *at, uint32_t bytes, uint32_t seed)
{
	for (uint32_t i = 0; i < bytes; i++)
		if (at[i] != (char)((seed + i) * 2654435761u >> 24))
			return false;
	return true;
}

TEST(sdhci_identifies_a_card_in_the_standards_order)
{
	model_begin();
	CHECK(begin() == 0 && model.violations == 0 && model.resets == 1);
	CHECK(disk->sectors == 8 << 10 && !disk->read_only && !disk->flush && model.lines_4);
	/* Capacity C_SIZE + 1, times 2^(C_SIZE_MULT + 2), times blocks of 2^READ_BL_LEN bytes. */
	model_begin();
	model.high_capacity = false;
	model_size(4095, 7, 10);
	CHECK(begin() == 0 && model.violations == 0 && disk->sectors == 4096ull * 512 * 2);
	model_begin();
	model.high_capacity = false;
	model.old = true;
	model_size(999, 0, 9);
	CHECK(begin() == 0 && model.violations == 0 && disk->sectors == 4000);
	model_begin();
	model_size(0x3fffff, 0, 9);
	model.csd[0] |= 1u << (12 - 8);
	CHECK(begin() == 0 && disk->sectors == 1ull << 32 && disk->read_only);
}

TEST(sdhci_refuses_what_it_cant_drive)
{
	model_begin();
	model.version = 0;
	CHECK(begin() == -ENOTSUP);
	model_begin();
	model.absent = true;
	CHECK(begin() == -ENODEV);
	model_begin();
	model.fault = FAULT_RESPONSE;
	model.fault_at = SD_SEND_IF_COND;
	model.flip = 0xff;
	CHECK(begin() == -ENOTSUP);
	/* A structure that doesn't belong to the capacity, and a length of blocks that isn't. */
	model_begin();
	model.csd[3] ^= 1u << (126 - 104);
	CHECK(begin() == -ENOTSUP);
	model_begin();
	model.high_capacity = false;
	model_size(999, 0, 12);
	CHECK(begin() == -ENOTSUP);
	/* The memory of the driver lies beyond 32 bits. */
	model_begin();
	model.wide = false;
	memset(sdhci, 0, sizeof(*sdhci));
	CHECK(sdhci_begin(sdhci, 0, MODEL_BUS_WIDE - (uintptr_t)model_arena) == -ERANGE);
}

TEST(sdhci_bounds_each_wait_of_a_start)
{
	static const struct {
		enum model_fault fault;
		int at, error;
	} faults[] = {
	    {FAULT_RESET, -1, -ENODEV},
	    {FAULT_CLOCK, -1, -EIO},
	    {FAULT_INHIBIT, -1, -EIO},
	    {FAULT_BUSY, -1, -EIO},
	    {FAULT_RESPONSE, SD_APP_CMD, -EIO},
	    {FAULT_RESPONSE, SD_SEND_STATUS, -EIO},
	    {FAULT_SILENCE, -1, -EIO},
	    {FAULT_SILENCE, SD_SEND_STATUS, -EIO},
	    {FAULT_CRC, SD_SEND_IF_COND, -EIO},
	    {FAULT_CRC, SD_APP_SEND_OP_COND, -EIO},
	    {FAULT_TIMEOUT, SD_APP_SEND_OP_COND, -ENODEV},
	    {FAULT_TIMEOUT, SD_ALL_SEND_CID, -EIO},
	    {FAULT_TIMEOUT, SD_SEND_RELATIVE_ADDR, -EIO},
	    {FAULT_TIMEOUT, SD_SEND_CSD, -EIO},
	    {FAULT_TIMEOUT, SD_SELECT_CARD, -EIO},
	    {FAULT_TIMEOUT, SD_SET_BLOCKLEN, -EIO},
	    {FAULT_TIMEOUT, SD_APP_SET_BUS_WIDTH, -EIO},
	};

	for (unsigned int i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		model_begin();
		model.fault = faults[i].fault;
		model.fault_at = faults[i].at;
		model.flip = SD_STATUS_APP_CMD | SD_STATUS_READY;
		CHECK(begin() == faults[i].error);
		CHECK(model.now <= START_US);
	}
}

TEST(sdhci_moves_data_by_its_table)
{
	for (unsigned int kind = 0; kind < 4; kind++) {
		model_begin();
		model.wide = kind & 1;
		model.high_capacity = kind & 2;
		model_size(model.high_capacity ? 7 : 999, 0, 9);
		CHECK(begin() == 0);
		/* One sector; more than a part, whose pieces begin anywhere. */
		fill(0, 1536 * 512, kind);
		CHECK(request(BLOCK_WRITE, 5, 0, 512) == 0 &&
		      is_filled(model_card + 5 * 512, 512, kind));
		CHECK(request(BLOCK_WRITE, 64, 0, 1536 * 512) == 0 && model.transfers == 3);
		CHECK(is_filled(model_card + 64 * 512, 1536 * 512, kind));

		struct block_segment some[3] = {segment(4, 0x8ffc),
						segment(0x10000, 0x84000 - 0x8ffc),
						segment(0x90000, 0x3c000)};
		struct block_request r = {
		    .operation = BLOCK_READ, .sector = 64, .segments = some, .count = 3};

		memset(model_buffers, 0, 0xcc000);
		CHECK(block_do(disk, &r) == 0 && model.violations == 0 && model.reached == 0);
		CHECK(is_filled(model_buffers + 4, 0x8ffc, kind));
		CHECK(is_filled(model_buffers + 0x10000, 0x84000 - 0x8ffc, kind + 0x8ffc));
		CHECK(is_filled(model_buffers + 0x90000, 0x3c000, kind + 0x84000));
	}
}

TEST(sdhci_refuses_what_a_descriptor_cant_hold)
{
	struct block_segment odd[2] = {segment(2, 512), segment(0, 0)};
	struct block_request r = {.operation = BLOCK_READ, .segments = odd, .count = 1};

	model_begin();
	CHECK(begin() == 0);
	odd[0] = segment(2, 512);
	CHECK(block_submit(disk, &r) == -EINVAL);
	odd[0] = segment(0, 512);
	r.count = 2; /* of no bytes: a descriptor would have 64 KiB */
	CHECK(block_submit(disk, &r) == -EINVAL);
	r.operation = BLOCK_FLUSH;
	CHECK(block_submit(disk, &r) == -EINVAL);
	model_begin();
	model.wide = false;
	CHECK(begin() == 0);
	r = (struct block_request){.operation = BLOCK_READ, .segments = odd, .count = 1};
	odd[0] = (struct block_segment){UINT32_MAX - 255, 512};
	CHECK(block_submit(disk, &r) == -EINVAL);
	odd[0] = (struct block_segment){1ull << 32, 512};
	CHECK(block_submit(disk, &r) == -EINVAL && model.transfers == 0);
}

TEST(sdhci_holds_requests_and_does_them_in_order)
{
	struct block_segment s = segment(0, 512);
	struct block_request r[CONFIG_SDHCI_REQUESTS + 1];

	model_begin();
	CHECK(begin() == 0);
	for (unsigned int i = 0; i <= CONFIG_SDHCI_REQUESTS; i++) {
		r[i] = (struct block_request){
		    .operation = BLOCK_WRITE, .sector = i, .segments = &s, .count = 1};
		CHECK(block_submit(disk, &r[i]) == (i < CONFIG_SDHCI_REQUESTS ? 0 : -EAGAIN));
	}
	/* The segments were copied. */
	s = (struct block_segment){0, 0};
	block_kick(disk);
	for (unsigned int i = 0; i < CONFIG_SDHCI_REQUESTS; i++) {
		CHECK(!block_listen(disk) && model.word[SDHCI_SIGNAL_ENABLE / 4] != 0);
		sdhci_interrupt(sdhci);
		CHECK(model.word[SDHCI_SIGNAL_ENABLE / 4] == 0);
		CHECK(block_poll(disk) == &r[i] && r[i].status == 0);
	}
	CHECK(!block_poll(disk) && block_listen(disk));
	CHECK(model.violations == 0 && model.reached == 0);
}

/* Faults of a transfer, once and always. */
TEST(sdhci_tries_again_and_then_fails)
{
	static const struct {
		enum model_fault fault;
		int at;
	} faults[] = {
	    {FAULT_DATA, SD_WRITE_MULTIPLE_BLOCK},    {FAULT_ADMA, SD_WRITE_MULTIPLE_BLOCK},
	    {FAULT_LOST, SD_WRITE_MULTIPLE_BLOCK},    {FAULT_CRC, SD_WRITE_MULTIPLE_BLOCK},
	    {FAULT_TIMEOUT, SD_WRITE_MULTIPLE_BLOCK}, {FAULT_SILENCE, SD_WRITE_MULTIPLE_BLOCK},
	    {FAULT_RESPONSE, SD_SEND_STATUS},
	};

	for (unsigned int i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		uint64_t before;

		model_begin();
		CHECK(begin() == 0);
		fill(0, 4096, i);
		model.fault = faults[i].fault;
		model.fault_at = faults[i].at;
		model.flip = 1u << 19; /* ERROR */
		model.left = 1;
		CHECK(request(BLOCK_WRITE, 8, 0, 4096) == 0 &&
		      is_filled(model_card + 8 * 512, 4096, i));
		CHECK(model.left == 0 && model.resets == 2 && !sdhci_broken(sdhci));
		if (faults[i].at == SD_SEND_STATUS)
			continue; /* a start needs it, too */
		model.left = ~0u;
		before = model.now;
		CHECK(request(BLOCK_WRITE, 8, 0, 4096) == -EIO &&
		      model.now - before < 4 * START_US);
		/* The card is fit for the next one. */
		CHECK(model.resets == 5 && !sdhci_broken(sdhci) &&
		      request(BLOCK_READ, 8, 8192, 512) == 0);
		CHECK(model.violations == 0 && model.reached == 0);
	}
}

TEST(sdhci_fails_all_requests_of_a_card_that_has_gone)
{
	struct block_segment s = segment(0, 512);
	struct block_request r[2];

	model_begin();
	CHECK(begin() == 0);
	model.absent = true;
	for (unsigned int i = 0; i < 2; i++) {
		r[i] = (struct block_request){.operation = BLOCK_READ, .segments = &s, .count = 1};
		CHECK(block_submit(disk, &r[i]) == 0);
	}
	block_kick(disk);
	CHECK(block_poll(disk) == &r[0] && r[0].status == -EIO && sdhci_broken(sdhci));
	CHECK(!block_listen(disk) && block_poll(disk) == &r[1] && r[1].status == -EIO);
	CHECK(block_listen(disk) && !block_poll(disk));
}

TEST(sdhci_refuses_another_card_than_before)
{
	model_begin();
	CHECK(begin() == 0);
	model.cid ^= 0x100;
	model.fault = FAULT_DATA;
	model.left = 1;
	CHECK(request(BLOCK_WRITE, 0, 0, 512) == -EIO && sdhci_broken(sdhci));
	/* Nor does the next life take it, until the first card is back. */
	CHECK(sdhci_begin(sdhci, 0, model_bus()) == -ENXIO);
	model.cid ^= 0x100;
	CHECK(sdhci_begin(sdhci, 0, model_bus()) == 0 && request(BLOCK_WRITE, 0, 0, 512) == 0);
}

TEST(sdhci_resets_what_an_earlier_life_left)
{
	struct block_segment s = segment(0, 4096);
	struct block_request r = {.operation = BLOCK_WRITE, .segments = &s, .count = 1};

	model_begin();
	CHECK(begin() == 0);
	model.fault = FAULT_LOST;
	CHECK(block_submit(disk, &r) == 0);
	block_kick(disk);
	CHECK(!block_poll(disk) && model.word[SDHCI_STATE / 4] == SDHCI_STATE_INHIBIT_DATA);
	model.fault = FAULT_NONE;
	CHECK(sdhci_begin(sdhci, 0, model_bus()) == 0 && model.resets == 2);
	CHECK(!block_poll(disk) && request(BLOCK_READ, 0, 0, 4096) == 0 && model.violations == 0);
}

/* Registers that read as anything: each request has one answer, in bounded time, and nothing is reached but its segments. */
TEST(sdhci_stands_a_controller_that_says_anything)
{
	unsigned int answers = 0, failures = 0;

	for (uint32_t round = 1; round <= RANDOM; round++) {
		uint64_t before;
		int status;

		model_begin();
		CHECK(begin() == 0);
		model.random = round * 2654435761u | 1;
		before = model.now;
		status = request(round % 2 ? BLOCK_READ : BLOCK_WRITE, 8, 0, 8192);
		answers += status == 0 || status == -EIO;
		failures += status != 0;
		CHECK(model.now - before < 4 * START_US && model.reached == 0);
	}
	CHECK(answers == RANDOM && failures > 0 && failures < RANDOM);
}
