/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/fdt.h>
#include <skiff/test.h>

/* A tree, written cell by cell: / { #…-cells = 2; chosen { bootargs }; uart@… { compatible, reg };
 * } */
static uint32_t blob[128];
static size_t used;

static void cell(uint32_t v)
{
	blob[used++] = __builtin_bswap32(v);
}

static void bytes(const char *s, size_t n)
{
	memcpy(&blob[used], s, n);
	used += (n + 3) / 4;
}

static void property(uint32_t name, const char *value, size_t n)
{
	cell(3), cell((uint32_t)n), cell(name);
	bytes(value, n);
}

static void build(void)
{
	static const char strings[] = "#address-cells\0#size-cells\0compatible\0reg\0bootargs";
	size_t structure = 10, end;

	memset(blob, 0, sizeof(blob));
	used = structure;
	cell(1), bytes("", 1);
	property(0, "\0\0\0\2", 4);
	property(15, "\0\0\0\2", 4);
	cell(1), bytes("chosen", 7);
	property(42, "a=1", 4);
	cell(2);
	cell(1), bytes("uart@9000000", 13);
	property(27, "x,y\0arm,pl011", 14);
	property(38, "\0\0\0\1\x09\0\0\0\0\0\0\0\0\0\x10\0", 16);
	cell(2);
	cell(2), cell(9);
	end = used;
	bytes(strings, sizeof(strings));
	blob[0] = __builtin_bswap32(0xd00dfeed);
	blob[1] = __builtin_bswap32((uint32_t)used * 4);
	blob[2] = __builtin_bswap32((uint32_t)structure * 4);
	blob[4] = __builtin_bswap32(16); /* a list of reserved memory, which nobody reads */
	blob[3] = __builtin_bswap32((uint32_t)end * 4);
	blob[5] = __builtin_bswap32(17);
	blob[8] = __builtin_bswap32(sizeof(strings));
	blob[9] = __builtin_bswap32((uint32_t)(end - structure) * 4);
}

struct seen {
	int nodes, uarts;
	bool args;
	uint64_t address, size;
};

static void visit(void *context, const struct fdt_node *n)
{
	struct seen *s = context;

	s->nodes++;
	if (n->bootargs)
		s->args = strcmp(n->bootargs, "a=1") == 0 && n->depth == 1;
	if (fdt_is(n, "arm,pl011") && !fdt_is(n, "arm,pl01") && fdt_is(n, "x,y")) {
		s->uarts++;
		fdt_reg(n, 0, &s->address, &s->size);
		CHECK(!fdt_reg(n, 1, &s->address, &s->size));
	}
}

TEST(fdt_walk_finds_nodes)
{
	struct seen s = {.nodes = 0};

	build();
	CHECK(fdt_walk(blob, visit, &s) == 0 && s.nodes == 3 && s.uarts == 1 && s.args);
	CHECK(s.address == 0x109000000 && s.size == 0x1000);
}

TEST(fdt_used_ends_behind_the_last_part)
{
	uint32_t all;

	build();
	all = fdt_used(blob);
	CHECK(all > 40 && all <= fdt_size(blob));
	/* A size with unused room. */
	blob[1] = __builtin_bswap32(fdt_size(blob) + 4096);
	CHECK(fdt_used(blob) == all);
}

static void ignore(void *context, const struct fdt_node *n)
{
	volatile unsigned int sum = 0;

	(void)context;
	/* Read all that a node points to: the sanitizer finds accesses outside of the blob. */
	for (uint32_t i = 0; i < n->reg_length; i++)
		sum += n->reg[i];
	for (uint32_t i = 0; i < n->compatible_length; i++)
		sum += (unsigned char)n->compatible[i];
	sum += (unsigned int)strlen(n->name) + fdt_is(n, "nothing");
}

TEST(fdt_walk_survives_damage)
{
	struct seen s = {.nodes = 0};

	build();
	blob[0] = 0;
	CHECK(fdt_walk(blob, visit, &s) == -EINVAL && fdt_size(blob) == 0);
	for (int round = 0; round < 5000; round++) {
		unsigned char *copy;
		size_t size;

		build();
		size = used * 4;
		copy = malloc(size);
		memcpy(copy, blob, size);
		/* Change any byte except those of the total size, which the caller guarantees. */
		for (int i = 0; i < 3; i++) {
			size_t at = (size_t)rand() % size;

			if (at >= 8)
				copy[at] = (unsigned char)rand();
		}
		fdt_walk(copy, ignore, NULL);
		free(copy);
	}
}
