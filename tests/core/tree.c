/* SPDX-License-Identifier: BSD-3-Clause */
#include "tree.h"

#define TREE	   0x40000000ull /* where a loaded guest has it */
#define MAGIC	   0xd00dfeedu
#define BEGIN_NODE 1
#define END_NODE   2
#define PROPERTY   3
#define NOTHING	   4
#define SPI_FIRST  32

static uint32_t cell(const void *p)
{
	return __builtin_bswap32(*(const volatile uint32_t *)p);
}

static int equal(const char *a, const char *b)
{
	for (; *a && *a == *b; a++, b++)
		;
	return *a == *b;
}

static unsigned aligned(unsigned n)
{
	return (n + 3) & ~3u;
}

static void read_property(const char *name, const uint8_t *value, struct tree_channel *c)
{
	if (equal(name, "reg")) {
		c->base = (uint64_t)cell(value) << 32 | cell(value + 4);
		c->size = (uint64_t)cell(value + 8) << 32 | cell(value + 12);
	} else if (equal(name, "interrupts")) {
		c->intid = SPI_FIRST + cell(value + 4);
	} else if (equal(name, "bulkhead,index")) {
		c->index = cell(value);
	}
}

int tree_channel(const char *name, struct tree_channel *channel)
{
	const uint8_t *tree = (const uint8_t *)TREE, *p = tree + cell(tree + 8);
	const char *names = (const char *)tree + cell(tree + 12);
	int is_channel = 0, is_it = 0;

	if (cell(tree) != MAGIC)
		return -1;
	for (;;) {
		uint32_t token = cell(p), length;
		const char *property;

		p += 4;
		switch (token) {
		case BEGIN_NODE:
			for (length = 0; p[length]; length++)
				;
			p += aligned(length + 1);
			is_channel = is_it = 0;
			*channel = (struct tree_channel){.intid = 0};
			break;
		case PROPERTY:
			length = cell(p);
			property = names + cell(p + 4);
			p += 8;
			if (equal(property, "compatible"))
				is_channel = equal((const char *)p, "bulkhead,channel");
			if (equal(property, "bulkhead,name"))
				is_it = equal((const char *)p, name);
			read_property(property, p, channel);
			p += aligned(length);
			break;
		case END_NODE:
			if (is_channel && is_it)
				return 0;
			is_channel = 0;
			break;
		case NOTHING:
			break;
		default:
			return -1;
		}
	}
}
