/* SPDX-License-Identifier: BSD-3-Clause */
#include <arm/gic.h>
#include "tree.h"

#define TREE	   0x40000000ull /* address of a loaded guest's device tree */
#define STRUCTURE  8		 /* offsets in the tree's header */
#define STRINGS	   12
#define BEGIN_NODE 1
#define END_NODE   2
#define PROPERTY   3
#define END	   9

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
		c->intid = GIC_SPI_FIRST + cell(value + 4);
	} else if (equal(name, "bulkhead,index")) {
		c->index = cell(value);
	}
}

/* Reads one token of the tree. Returns its kind; `*name` is the property's name, `*value` the property's value or the node's
 * name. */
static uint32_t next(const uint8_t **p, const char **name, const uint8_t **value)
{
	uint32_t token = cell(*p), length = 0;

	*value = *p + 4;
	*p += 4;
	if (token == BEGIN_NODE) {
		while ((*value)[length])
			length++;
		*p += aligned(length + 1);
	} else if (token == PROPERTY) {
		length = cell(*value);
		*name =
		    (const char *)TREE + cell((const uint8_t *)TREE + STRINGS) + cell(*value + 4);
		*value += 8;
		*p += 8 + aligned(length);
	}
	return token;
}

static const uint8_t *first(void)
{
	return (const uint8_t *)TREE + cell((const uint8_t *)TREE + STRUCTURE);
}

const char *tree_bootargs(void)
{
	const uint8_t *p = first(), *value;
	const char *name;

	for (uint32_t token; (token = next(&p, &name, &value)) != END;)
		if (token == PROPERTY && equal(name, "bootargs"))
			return (const char *)value;
	return "";
}

int tree_memory(const char *wanted, const char *compatible, struct tree_channel *channel)
{
	const uint8_t *p = first(), *value;
	const char *name;
	int is_channel = 0, is_it = 0;

	for (uint32_t token; (token = next(&p, &name, &value)) != END;) {
		if (token == BEGIN_NODE) {
			is_channel = is_it = 0;
			*channel = (struct tree_channel){.intid = 0};
		} else if (token == PROPERTY) {
			if (equal(name, "compatible"))
				is_channel = equal((const char *)value, compatible);
			if (equal(name, "bulkhead,name"))
				is_it = equal((const char *)value, wanted);
			read_property(name, value, channel);
		} else if (token == END_NODE && is_channel && is_it) {
			return 0;
		}
	}
	return -1;
}

int tree_channel(const char *wanted, struct tree_channel *channel)
{
	return tree_memory(wanted, "bulkhead,channel", channel);
}
