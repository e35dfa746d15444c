/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>
#include <skiff/block_range.h>
#include <skiff/test.h>

TEST(block_range_is_read_from_a_command_line)
{
	const char *line = "2048+131072  133120+8:ro cluster-root";
	struct block_range r;

	line = block_range_read(line, &r);
	CHECK(line && r.first == 2048 && r.sectors == 131072 && !r.read_only);
	line = block_range_read(line, &r);
	CHECK(line && r.first == 133120 && r.sectors == 8 && r.read_only);
	CHECK(!block_range_read(line, &r));
	CHECK(block_range_read("1+2:7", &r) && !r.read_only && r.in_flight == 7);
	CHECK(block_range_read("1+2:ro:65535 x", &r) && r.read_only && r.in_flight == 65535);
	CHECK(block_range_read("1+2", &r) && r.in_flight == 0);
}

TEST(block_range_refuses_what_is_none)
{
	static const char *const wrong[] = {"",
					    "7",
					    "+7",
					    "7+",
					    "-1+7",
					    "7+8:r",
					    "7+8:rw",
					    "7+8x",
					    "7+8:0",
					    "7+8:",
					    "7+8:65536",
					    "7+8:1:ro",
					    "0x7+8",
					    "18446744073709551615+1",
					    "0+99999999999999999999"};
	struct block_range r;

	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK(!block_range_read(wrong[i], &r));
}
