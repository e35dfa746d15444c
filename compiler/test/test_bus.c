/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses below buses, and what a board takes from its maker's tree. */
#include <libfdt.h>
#include <string.h>
#include "board.h"
#include "bus.h"
#include "diagnostics.h"
#include "test.h"

static char tree[4096];

static void cells(const char *name, const uint32_t *values, size_t count)
{
	fdt32_t raw[16];

	for (size_t i = 0; i < count; i++)
		raw[i] = cpu_to_fdt32(values[i]);
	assert_int_equal(fdt_property(tree, name, raw, (int)(count * sizeof(*raw))), 0);
}
#define CELLS(name, ...)                             \
	cells(name, (const uint32_t[]){__VA_ARGS__}, \
	      sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static void begin_bus(const char *name, uint32_t address, uint32_t size)
{
	assert_int_equal(fdt_begin_node(tree, name), 0);
	CELLS("#address-cells", address);
	CELLS("#size-cells", size);
}

static void end(unsigned nodes)
{
	while (nodes--)
		assert_int_equal(fdt_end_node(tree), 0);
}

/*
 * /outer (64-bit, 0x1_0000_0000 further up) / inner (32-bit, two ranges) / device; and /island without `ranges'.
 */
static int setup(void **state)
{
	(void)state;
	assert_int_equal(fdt_create(tree, sizeof(tree)), 0);
	assert_int_equal(fdt_finish_reservemap(tree), 0);
	begin_bus("", 2, 2);
	begin_bus("outer", 2, 2);
	CELLS("ranges", 0, 0, 1, 0, 0, 0x80000000);
	begin_bus("inner", 1, 1);
	CELLS("ranges", 0, 0, 0x10000, 0x1000, 0x8000, 0, 0x40000000, 0x1000);
	assert_int_equal(fdt_begin_node(tree, "device"), 0);
	CELLS("reg", 0x100, 0x100, 0x8800, 0x800, 0x8800, 0x801, 0xffffffff, 2);
	end(3);
	begin_bus("island", 1, 1);
	assert_int_equal(fdt_begin_node(tree, "device"), 0);
	CELLS("reg", 0x100, 0x100);
	end(3);
	assert_int_equal(fdt_finish(tree), 0);
	return 0;
}

static uint64_t physical(const char *path, int index)
{
	uint64_t base, size;

	return bus_registers(tree, fdt_path_offset(tree, path), index, &base, &size) ? base : 0;
}

static void each_bus_translates(void **state)
{
	(void)state;
	assert_int_equal(physical("/outer/inner/device", 0), 0x100010100);
	assert_int_equal(physical("/outer/inner/device", 1), 0x140000800);
}

static void outside_of_ranges_there_is_nothing(void **state)
{
	(void)state;
	assert_int_equal(physical("/outer/inner/device", 2), 0);
	assert_int_equal(physical("/outer/inner/device", 3), 0);
	assert_int_equal(physical("/outer/inner/device", 4), 0);
}

static void a_bus_without_ranges_is_out_of_reach(void **state)
{
	(void)state;
	assert_int_equal(physical("/island/device", 0), 0);
}

static void read_zcu102(struct board *board, uint64_t memory)
{
	*board = (struct board){0};
	diag_begin("test");
	if (!board_read(board, "zcu102", "boards", TEST_BUILD "/boards", 0, memory))
		fail_msg("%s", diag_text());
}

/* A GICv2 with 16 copies of each page: two adjacent ones are chosen. */
static void aliases_of_a_gicv2_are_chosen(void **state)
{
	struct board board;

	(void)state;
	read_zcu102(&board, 0);
	assert_int_equal(board.manifest.gic_version, 2);
	assert_int_equal(board.manifest.gicd, 0xf9010000);
	assert_int_equal(board.manifest.gicc, 0xf902f000);
	assert_int_equal(board.gicc_size, 2 * PAGE);
	assert_int_equal(board.gicv, 0xf906f000);
	assert_int_equal(board.cpu_count, 4);
}

static void memory_fills_bank_after_bank(void **state)
{
	struct board board;

	(void)state;
	read_zcu102(&board, 0xc0000000);
	assert_int_equal(board.banks.count, 2);
	assert_int_equal(board.banks.items[0].size, 0x80000000);
	assert_int_equal(board.banks.items[1].base, 0x800000000);
	assert_int_equal(board.banks.items[1].size, 0x40000000);
	read_zcu102(&board, 0x40000000);
	assert_int_equal(board.banks.count, 1);
	assert_int_equal(board.banks.items[0].size, 0x40000000);
}

/* Below a bus that translates: the interconnect's counters, 0x9000 above 0xfd6e0000. */
static void devices_below_a_bus_have_addresses_of_the_cpu(void **state)
{
	struct board_device device;
	struct board board;

	(void)state;
	read_zcu102(&board, 0);
	assert_null(board_device(&board, "/axi/cci@fd6e0000/pmu@9000", &device));
	assert_int_equal(device.regions.items[0].base, 0xfd6e9000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_bus_translates),
	    cmocka_unit_test(outside_of_ranges_there_is_nothing),
	    cmocka_unit_test(a_bus_without_ranges_is_out_of_reach),
	    cmocka_unit_test(aliases_of_a_gicv2_are_chosen),
	    cmocka_unit_test(memory_fills_bank_after_bank),
	    cmocka_unit_test(devices_below_a_bus_have_addresses_of_the_cpu),
	};

	return cmocka_run_group_tests_name("bus", tests, setup, NULL) != 0;
}
