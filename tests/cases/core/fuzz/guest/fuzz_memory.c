/* SPDX-License-Identifier: BSD-3-Clause */
/* Misuse by address: emulated devices, addresses without memory, translation tables that lead nowhere. */
#include <kit/guest.h>
#include "fuzz.h"
#include <kit/gic.h>

#define UART	0x09000000ull
#define X(n)	(1u << (n))
#define BR_X1	0xd61f0020u
#define SCTLR_M 1ull
/* T0SZ 25, write-back, inner shareable, 4 KiB; 32 bits of address; TTBR1 off */
#define TCR_39_BITS  0x80003519ull
#define TCR_EPD1     (1ull << 23)
#define MAIR	     0xff00ull /* 0 device, 1 normal */
#define BLOCK_NORMAL 0x705ull  /* valid block, AttrIndx 1, inner shareable, AF */
#define TABLE	     3ull
#define GIGABYTE     30

static uint64_t state = 1;
static uint64_t table[512] __attribute__((aligned(4096)));

uint64_t fuzz_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1dull;
}

void fuzz_seed(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15ull | 1;
}

uint64_t fuzz_address(void)
{
	uint64_t a;

	switch (fuzz_below(10)) {
	case 0:
	case 1:
		a = GICD_BASE + fuzz_below(0x10000);
		break;
	case 2:
		a = GICD_BASE + fuzz_below(0x1000);
		break;
	case 3:
		a = GICR_BASE + fuzz_below(3 * GICR_STRIDE); /* one behind its last one too */
		break;
	case 4:
		a = GICR_BASE + GICR_SGI + fuzz_below(0x1000);
		break;
	case 5:
		a = GICC_BASE + fuzz_below(0x2000);
		break;
	case 6:
		a = UART + fuzz_below(0x1000);
		break;
	case 7:
		a = SCRATCH + fuzz_below(SCRATCH_SIZE - 64);
		break;
	case 8:
		a = fuzz_random() >> fuzz_below(40);
		break;
	default: /* around the ends of memory and devices */
		a = (fuzz_below(2) ? 0x40400000 : 0x20000000) + fuzz_below(64) - 32;
	}
	/* The guest's own image and stack are spared, so that it can go on. */
	if (a - 0x40000000 < 0x380000 || a - 0x403f0000 < 0x10000)
		a = SCRATCH + (a & 0xfff);
	return fuzz_below(4) ? a & ~7ull : a;
}

/* Address in x1; data in x2, x3, x4; results there. */
static const uint32_t accesses[] = {
    0x39400022, 0x39000022, /* ldrb, strb w2, [x1] */
    0x79400022, 0x79000022, /* ldrh, strh */
    0xb9400022, 0xb9000022, /* ldr, str w2 */
    0xf9400022, 0xf9000022, /* ldr, str x2 */
    0x39800022, 0x39c00022, /* ldrsb x2, w2 */
    0x79800022, 0x79c00022, /* ldrsh x2, w2 */
    0xb9800022, 0xb900003f, /* ldrsw x2; str wzr */
    0xb940003f, 0xf940003f, /* ldr wzr, xzr */
    0xb8404422, 0xb8004c22, /* ldr w2, [x1], #4; str w2, [x1, #4]! */
    0xa9400c22, 0xa9000c22, /* ldp, stp x2, x3 */
    0x29400c22, 0x29000c22, /* ldp, stp w2, w3 */
    0xa8c10c22, 0xa9bf0c22, /* ldp x2, x3, [x1], #16; stp [x1, #-16]! */
    0x885f7c22, 0x88047c22, /* ldxr w2; stxr w4, w2 */
    0xc87f0c22, 0xc8240c22, /* ldxp, stxp */
    0x88dffc22, 0x889ffc22, /* ldar, stlr */
    0x3dc00020, 0x3d800020, /* ldr, str q0 */
    0x0d408020, 0x0c007020, /* ld1, st1 */
    0xf8220023, 0x88a27c23, /* ldadd x2, x3; cas w2, w3 (absent before v8.1) */
    0xf9800020, 0xb8400822, /* prfm; ldtr w2 */
};

void fuzz_load_store(struct aim *aim)
{
	aim->kind = "load or store";
	aim->changes = X(1) | X(2) | X(3) | X(4);
	shot.in[1] = fuzz_address();
	shot_slot[0] = accesses[fuzz_below(sizeof(accesses) / sizeof(accesses[0]))];
	if (!fuzz_below(4))
		shot.sctlr |= SCTLR_EE | SCTLR_E0E;
}

void fuzz_maintenance(struct aim *aim)
{
	static const uint32_t words[] = {
	    0xd50b7421, 0xd50b7e21,
	    0xd50b7a21, 0xd5087621, /* dc zva, civac, cvac, ivac */
	    0xd50b7b21, 0xd50b7521,
	    0xd5087641, 0xd5087e41, /* dc cvau; ic ivau; dc isw, cisw */
	    0xd5087801, 0xd5087821,
	    0xd5087841, 0xd5087901, /* at s1e1r, s1e1w, s1e0r, s1e1rp */
	    0xd508871f, 0xd5088321,
	    0xd508831f, 0xd5088721, /* tlbi vmalle1, vae1is, vmalle1is, vae1 */
	};

	aim->kind = "maintenance";
	shot.in[1] = fuzz_address();
	shot_slot[0] = words[fuzz_below(16)];
}

/* Fetches instructions from addresses without memory. */
void fuzz_fetch(struct aim *aim)
{
	aim->kind = "fetch";
	do
		shot.in[1] = fuzz_address();
	while (shot.in[1] - 0x40000000 < 0x400000);
	if (!fuzz_below(8))
		shot.in[1] |= 1;
	shot_slot[0] = BR_X1;
	aim->elr = shot.in[1];
}

/* Turns stage 1 on: one gigabyte is mapped to itself; the table of another one is a device or lies nowhere. */
void fuzz_walk(struct aim *aim)
{
	static const uint64_t nowhere[] = {GICD_BASE,  GICR_BASE,  UART, 0x70000000,
					   0x40400000, 0x20000000, 0};
	unsigned entry = 2 + (unsigned)fuzz_below(6);
	uint64_t to = nowhere[fuzz_below(7)] + fuzz_below(4) * 0x1000;

	aim->kind = "walk";
	for (unsigned i = 0; i < 512; i++)
		table[i] = 0;
	table[1] = 1ull << GIGABYTE | BLOCK_NORMAL;
	table[entry] = to | TABLE;
	__asm__ volatile("dsb ish\n tlbi vmalle1\n dsb ish\n isb" ::: "memory");
	write_sysreg(mair_el1, MAIR);
	write_sysreg(tcr_el1, TCR_39_BITS | TCR_EPD1);
	write_sysreg(ttbr0_el1, (uint64_t)table);
	shot.sctlr |= SCTLR_M;
	shot.in[1] = ((uint64_t)entry << GIGABYTE) + (fuzz_random() & 0x3fffffff);
	shot_slot[0] = accesses[fuzz_below(sizeof(accesses) / sizeof(accesses[0]))];
	aim->changes = X(1) | X(2) | X(3) | X(4);
	switch (fuzz_below(8)) {
	case 0:
		shot_slot[0] = 0xd5087801; /* at s1e1r */
		break;
	case 1:
		shot_slot[0] = 0xd50b7e21; /* dc civac */
		break;
	case 2:
		shot_slot[0] = BR_X1;
		aim->elr = shot.in[1];
		break;
	case 3: /* the tables themselves have no memory: that ends this life, and a new one begins */
		if (!fuzz_below(512))
			write_sysreg(ttbr0_el1, to);
		break;
	}
}
