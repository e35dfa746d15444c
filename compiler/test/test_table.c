/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables, read back by a separate walker. */
#include <bulkhead/armv8.h>
#include <string.h>
#include "table.h"
#include "test.h"

#define BASE	   0x60100000ull
#define ATTRIBUTES (S2_AF | S2_AP_READ | S2_SH_INNER | S2_MEMATTR(S2_MEMATTR_NORMAL_WB))

struct leaf {
	uint64_t entry, output;
	unsigned level;
};

/* Walks as the MMU does (DDI 0487, D8.2.7). */
static struct leaf walk(const struct tables *t, uint64_t root, unsigned level, uint64_t input)
{
	uint64_t table = root, index = input >> (39 - 9 * level);

	for (;; level++, index = input >> (39 - 9 * level) & 511) {
		uint64_t entry, mask = (1ull << (39 - 9 * level)) - 1;

		memcpy(&entry, t->bytes.items + (table - t->base) + index * 8, 8);
		if (!(entry & S2_VALID))
			return (struct leaf){0};
		if (level == 3 || !(entry & S2_TABLE)) {
			assert_true(level < 3 || (entry & S2_TABLE));
			return (struct leaf){
			    entry, (entry & DESC_ADDRESS_MASK & ~mask) | (input & mask), level};
		}
		table = entry & DESC_ADDRESS_MASK;
		assert_true(table >= t->base && table < t->base + t->bytes.count);
	}
}

static void every_page_of_a_range(void **state)
{
	struct tables t = {.base = BASE};
	uint64_t root = tables_add(&t, 1), from = 0x40001000, size = MIB(5) + 0x3000;

	(void)state;
	assert_true(tables_map(&t, root, 1, from, from + MIB(512), size, ATTRIBUTES));
	for (uint64_t at = from; at < from + size; at += PAGE)
		assert_int_equal(walk(&t, root, 1, at).output, at + MIB(512));
	assert_false(walk(&t, root, 1, from - 1).entry);
	assert_false(walk(&t, root, 1, from + size).entry);
}

static void largest_blocks(void **state)
{
	struct tables t = {.base = BASE};
	uint64_t root = tables_add(&t, 1);

	(void)state;
	assert_true(tables_map(&t, root, 1, GIB(1), GIB(2), GIB(1) + MIB(2) + PAGE, ATTRIBUTES));
	assert_int_equal(walk(&t, root, 1, GIB(1)).level, 1);
	assert_int_equal(walk(&t, root, 1, GIB(2)).level, 2);
	assert_int_equal(walk(&t, root, 1, GIB(2) + MIB(2)).level, 3);
	assert_int_equal(t.bytes.count, 3 * PAGE);
}

/* A block needs input and output addresses that are aligned alike. */
static void blocks_need_both_alignments(void **state)
{
	struct tables t = {.base = BASE};
	uint64_t root = tables_add(&t, 1);

	(void)state;
	assert_true(tables_map(&t, root, 2, MIB(2), MIB(4) + PAGE, MIB(2), ATTRIBUTES));
	assert_int_equal(walk(&t, root, 2, MIB(2)).level, 3);
	assert_false(walk(&t, root, 2, MIB(2)).entry & S2_CONTIGUOUS);
}

static void contiguous_runs_are_whole(void **state)
{
	struct tables t = {.base = BASE};
	uint64_t root = tables_add(&t, 1);

	(void)state;
	assert_true(tables_map(&t, root, 2, KIB(60), KIB(60), KIB(4 + 64 + 32), ATTRIBUTES));
	for (uint64_t at = 0; at < KIB(160); at += PAGE) {
		bool run = at >= KIB(64) && at < KIB(128);

		assert_int_equal(!!(walk(&t, root, 2, at).entry & S2_CONTIGUOUS), run);
	}
}

static void nothing_is_mapped_twice(void **state)
{
	struct tables t = {.base = BASE};
	uint64_t root = tables_add(&t, 1);

	(void)state;
	assert_true(tables_map(&t, root, 2, MIB(2), MIB(2), MIB(2), ATTRIBUTES));
	assert_false(tables_map(&t, root, 2, MIB(2), MIB(8), MIB(2), ATTRIBUTES));
	assert_false(tables_map(&t, root, 2, MIB(2) + PAGE, MIB(8), PAGE, ATTRIBUTES));
	assert_true(tables_map(&t, root, 2, PAGE, PAGE, PAGE, ATTRIBUTES));
	assert_false(tables_map(&t, root, 2, 0, 0, MIB(2), ATTRIBUTES));
}

static void shapes_of_spaces(void **state)
{
	(void)state;
	assert_int_equal(stage2_bits(PAGE), 25);
	assert_int_equal(stage2_bits(MIB(32)), 25);
	assert_int_equal(stage2_bits(MIB(32) + 1), 26);
	assert_int_equal(stage2_level(25), 2);
	assert_int_equal(stage2_bits(GIB(1)), 30);
	assert_int_equal(stage2_level(30), 2);
	assert_int_equal(stage2_bits(GIB(1) + 1), 39);
	assert_int_equal(stage2_bits(GIB(512)), 39);
	assert_int_equal(stage2_level(39), 1);
	assert_int_equal(stage2_bits(GIB(513)), 40);
	assert_int_equal(stage2_bits(GIB(1025)), 0);
}

static void concatenated_roots_are_aligned(void **state)
{
	struct tables t = {.base = BASE};
	uint64_t root;

	(void)state;
	tables_add(&t, 1);
	root = stage2_add_root(&t, 40);
	assert_int_equal(t.bytes.count, 4 * PAGE);
	assert_int_equal(root % (2 * PAGE), 0);
	assert_true(tables_map(&t, root, 1, GIB(600), GIB(1), GIB(1), ATTRIBUTES));
	assert_int_equal(walk(&t, root, 1, GIB(600) + 5).output, GIB(1) + 5);
}

/* 32 spaces of 32 MiB each share a page, and a larger one among them is aligned to its own size. */
static void small_roots_share_a_page(void **state)
{
	struct tables t = {.base = BASE};
	uint64_t first = stage2_add_root(&t, 25), next;

	(void)state;
	assert_int_equal(first, BASE);
	assert_int_equal(stage2_add_root(&t, 27), BASE + 512);
	for (next = BASE + 1024; next < BASE + PAGE; next += 128)
		assert_int_equal(stage2_add_root(&t, 25), next);
	assert_int_equal(t.bytes.count, PAGE);
	assert_int_equal(stage2_add_root(&t, 25), BASE + PAGE);
	assert_int_equal(stage2_add_root(&t, 30), BASE + 2 * PAGE);
	assert_int_equal(stage2_add_root(&t, 25), BASE + PAGE + 128);
	assert_true(tables_map(&t, first, 2, MIB(30), MIB(64), MIB(2), ATTRIBUTES));
	assert_int_equal(walk(&t, first, 2, MIB(30) + 5).output, MIB(64) + 5);
	assert_false(walk(&t, first + 128, 2, 0).entry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_page_of_a_range),
	    cmocka_unit_test(largest_blocks),
	    cmocka_unit_test(blocks_need_both_alignments),
	    cmocka_unit_test(contiguous_runs_are_whole),
	    cmocka_unit_test(nothing_is_mapped_twice),
	    cmocka_unit_test(shapes_of_spaces),
	    cmocka_unit_test(concatenated_roots_are_aligned),
	    cmocka_unit_test(small_roots_share_a_page),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL) != 0;
}
