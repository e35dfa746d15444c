/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes the input of the loader stub's test: `loader-info START MAGIC_FLIP` prints, for the address
 * START, six instructions that enter the stub, then (at START + 4096) a struct
 * bulkhead_loader_info, and at START + 8192 the 8,256 bytes that segment 0 copies.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bulkhead/loader.h>

#define PAGE	4096u
#define STUB	0x40200000u
#define COPIED	(8192u + 64)
#define CLEARED 192u

/* movz/movk xN, #half, lsl #16 (Arm DDI 0487, C6.2.226 and C6.2.225) and br x1 (C6.2.37). */
static uint32_t movz(unsigned reg, uint32_t half)
{
	return 0xd2800000u | half << 5 | reg;
}

static uint32_t movk_high(unsigned reg, uint32_t half)
{
	return 0xf2a00000u | half << 5 | reg;
}

int main(int argc, char **argv)
{
	static uint8_t block[2 * PAGE + COPIED];
	struct bulkhead_loader_info *info = (void *)(block + PAGE);
	uint32_t *code = (void *)block;

	if (argc != 3) {
		fputs("usage: loader-info START MAGIC_FLIP\n", stderr);
		return 2;
	}
	uint32_t start = (uint32_t)strtoul(argv[1], NULL, 0), info_address = start + PAGE;

	code[0] = movz(0, info_address & 0xffff);
	code[1] = movk_high(0, info_address >> 16);
	code[2] = movz(1, STUB & 0xffff);
	code[3] = movk_high(1, STUB >> 16);
	code[4] = 0xd61f0020u;
	*info = (struct bulkhead_loader_info){
	    .magic = BULKHEAD_LOADER_MAGIC ^ strtoul(argv[2], NULL, 0),
	    .entry = start,
	    .segment_count = 3,
	    .segments =
		{
		    {start + 2 * PAGE, 0x48000000, COPIED, CLEARED},
		    {0, 0x48100000, 0, 64},
		    {start + 2 * PAGE, 0x48100080, 64, 0},
		},
	};
	for (unsigned i = 0; i < COPIED; i++)
		block[2 * PAGE + i] = (uint8_t)(i * 7 + (i >> 8) + 1);
	return fwrite(block, sizeof(block), 1, stdout) == 1 ? 0 : 1;
}
