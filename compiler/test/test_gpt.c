/* SPDX-License-Identifier: BSD-3-Clause */
/* Partition tables, good ones and damaged ones. */
#include <stdio.h>
#include <string.h>
#include "gpt.h"
#include "test.h"

#define DISK	TEST_BUILD "/compiler/test/gpt.img"
#define SECTORS 256u
#define ENTRIES 4u
#define USABLE	34u /* first usable sector; the last one is SECTORS - USABLE */

static struct image {
	uint8_t sector[SECTORS][GPT_SECTOR];
} disk;
static struct gpt gpt;

static struct gpt_header *header(unsigned lba)
{
	return (struct gpt_header *)disk.sector[lba];
}

static struct gpt_entry *entry(unsigned lba, unsigned index)
{
	return (struct gpt_entry *)disk.sector[header(lba)->entries_lba] + index;
}

/* Corrects both checksums. */
static void seal(unsigned lba)
{
	struct gpt_header *h = header(lba);
	uint64_t size = (uint64_t)h->entry_count * h->entry_size;

	if (h->entries_lba < SECTORS && size <= (SECTORS - h->entries_lba) * GPT_SECTOR)
		h->entries_crc = gpt_crc(0, disk.sector[h->entries_lba], size);
	h->header_crc = 0;
	h->header_crc = gpt_crc(0, h, h->header_size <= GPT_SECTOR ? h->header_size : sizeof(*h));
}

static void partition(unsigned lba, unsigned index, const char *name, uint64_t first, uint64_t last)
{
	struct gpt_entry *e = entry(lba, index);

	memset(e, 0, sizeof(*e));
	e->type_guid[0] = 1;
	e->first_lba = first;
	e->last_lba = last;
	for (unsigned i = 0; name[i]; i++)
		e->name[i] = (uint8_t)name[i];
}

static void table(unsigned lba, unsigned entries, unsigned other)
{
	*header(lba) = (struct gpt_header){.signature = GPT_SIGNATURE,
					   .revision = GPT_REVISION,
					   .header_size = sizeof(struct gpt_header),
					   .my_lba = lba,
					   .alternate_lba = other,
					   .first_usable_lba = USABLE,
					   .last_usable_lba = SECTORS - USABLE,
					   .entries_lba = entries,
					   .entry_count = ENTRIES,
					   .entry_size = GPT_ENTRY_SIZE};
	partition(lba, 0, "root", 40, 59);
	partition(lba, 2, "data", 60, 60);
	seal(lba);
}

static int make(void **state)
{
	(void)state;
	memset(&disk, 0, sizeof(disk));
	table(1, 2, SECTORS - 1);
	table(SECTORS - 1, SECTORS - 2, 1);
	return 0;
}

static const char *read_disk(size_t sectors)
{
	FILE *file = fopen(DISK, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(&disk, GPT_SECTOR, sectors, file), sectors);
	fclose(file);
	return gpt_read(DISK, &gpt);
}

/* Expects an error for this fault of the first table, while the second table is none. */
static void refused(const char *what)
{
	const char *wrong;

	seal(1);
	memset(disk.sector[SECTORS - 1], 0, GPT_SECTOR);
	wrong = read_disk(SECTORS);
	if (!wrong || !strstr(wrong, what))
		fail_msg("\"%s\" instead of \"%s\"", wrong ? wrong : "nothing", what);
	make(NULL);
}

static void partitions_are_found(void **state)
{
	(void)state;
	assert_null(read_disk(SECTORS));
	assert_false(gpt.backup);
	assert_int_equal(gpt.partitions.count, 2);
	assert_string_equal(gpt.partitions.items[0].name, "root");
	assert_int_equal(gpt.partitions.items[0].first, 40);
	assert_int_equal(gpt.partitions.items[0].sectors, 20);
	assert_string_equal(gpt.partitions.items[1].name, "data");
	assert_int_equal(gpt.partitions.items[1].number, 3);
	assert_int_equal(gpt.partitions.items[1].sectors, 1);
}

static void names_become_utf8(void **state)
{
	static const uint16_t name[] = {'d', 0xfc, 0x20ac, 0xd83d, 'x'};

	(void)state;
	memcpy(entry(1, 0)->name, name, sizeof(name));
	seal(1);
	assert_null(read_disk(SECTORS));
	assert_string_equal(gpt.partitions.items[0].name, "d\xc3\xbc\xe2\x82\xac\xef\xbf\xbdx");
}

static void second_table_stands_in(void **state)
{
	(void)state;
	entry(1, 0)->last_lba++; /* the checksum is wrong now */
	assert_null(read_disk(SECTORS));
	assert_true(gpt.backup);
	assert_int_equal(gpt.partitions.items[0].sectors, 20);
	memset(disk.sector[1], 0, GPT_SECTOR);
	assert_null(read_disk(SECTORS));
	assert_true(gpt.backup);
	/* A table whose header states another place than its own doesn't count. */
	header(SECTORS - 1)->my_lba = 1;
	seal(SECTORS - 1);
	assert_non_null(read_disk(SECTORS));
}

static void damage_is_found(void **state)
{
	(void)state;
	for (unsigned at = 0; at < sizeof(struct gpt_header); at++) {
		disk.sector[SECTORS - 1][0] = 0;
		disk.sector[1][at] ^= 0x10;
		assert_non_null(read_disk(SECTORS));
		make(NULL);
	}
	assert_non_null(read_disk(1));
	assert_non_null(read_disk(0));
	assert_non_null(read_disk(SECTORS / 2));
	assert_non_null(gpt_read(TEST_BUILD "/compiler/test/none.img", &gpt));
	assert_non_null(gpt_read(TEST_BUILD, &gpt));
}

static void headers_that_lie_are_refused(void **state)
{
	static const uint32_t sizes[] = {0, 1, 64, 127, 129, 192, 0x80000000, UINT32_MAX};
	static const uint32_t counts[] = {0, 8193, 0x02000000, UINT32_MAX};
	static const uint64_t places[] = {
	    0, 1, USABLE - 0, 40, 255, SECTORS, SECTORS + 1, UINT64_MAX, UINT64_MAX / GPT_SECTOR};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		header(1)->entry_size = sizes[i];
		refused("entries of a wrong size");
	}
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		header(1)->entry_count = counts[i];
		refused("too many of them");
	}
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		header(1)->entries_lba = places[i];
		refused(places[i] == 255 ? "damaged" : "overlap something else");
	}
	header(1)->header_size = 91;
	refused("header of its GPT is damaged");
	header(1)->header_size = UINT32_MAX;
	refused("header of its GPT is damaged");
	header(1)->my_lba = 2;
	refused("header of its GPT is damaged");
	header(1)->first_usable_lba = 1;
	refused("usable sectors");
	header(1)->last_usable_lba = SECTORS;
	refused("usable sectors");
	header(1)->last_usable_lba = USABLE - 1;
	refused("usable sectors");
}

static void partitions_that_lie_are_refused(void **state)
{
	static const uint64_t ranges[][2] = {
	    {0, 50},	       {1, 50},		 {33, 34},	  {60, 59},
	    {40, SECTORS - 1}, {40, UINT64_MAX}, {UINT64_MAX, 0}, {UINT64_MAX, UINT64_MAX}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ranges); i++) {
		partition(1, 0, "root", ranges[i][0], ranges[i][1]);
		refused("inside of the usable sectors");
	}
	partition(1, 0, "root", 40, 60);
	refused("overlap");
	partition(1, 3, "all", USABLE, SECTORS - USABLE);
	refused("overlap");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(partitions_are_found, make),
	    cmocka_unit_test_setup(names_become_utf8, make),
	    cmocka_unit_test_setup(second_table_stands_in, make),
	    cmocka_unit_test_setup(damage_is_found, make),
	    cmocka_unit_test_setup(headers_that_lie_are_refused, make),
	    cmocka_unit_test_setup(partitions_that_lie_are_refused, make),
	};

	return cmocka_run_group_tests_name("gpt", tests, NULL, NULL);
}
