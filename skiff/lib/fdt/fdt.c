/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/fdt.h>

#define FDT_MAGIC   0xd00dfeedu
#define FDT_VERSION 17u
#define DEPTH_MAX   16

enum { FDT_BEGIN_NODE = 1, FDT_END_NODE, FDT_PROP, FDT_NOP, FDT_END = 9 };

struct header {
	uint32_t magic, size, structure, strings, reserved, version, compatible, boot_cpu,
	    strings_size, structure_size;
};

/* The open nodes of a walk; node 0 is the root's parent. */
struct walk {
	const char *strings;
	uint32_t strings_size;
	fdt_visit *visit;
	void *context;
	unsigned int depth; /* number of open nodes */
	bool pending;	    /* the innermost node hasn't been visited yet */
	struct fdt_node node;
	/* Cells of `reg` in the children of each open node. */
	uint8_t address_cells[DEPTH_MAX + 1], size_cells[DEPTH_MAX + 1];
};

uint32_t fdt_size(const void *fdt)
{
	const struct header *h = fdt;

	return fdt_cell(&h->magic) == FDT_MAGIC ? fdt_cell(&h->size) : 0;
}

uint32_t fdt_used(const void *fdt)
{
	const struct header *h = fdt;
	uint32_t structure = fdt_cell(&h->structure) + fdt_cell(&h->structure_size);
	uint32_t strings = fdt_cell(&h->strings) + fdt_cell(&h->strings_size);
	/* The list of reserved memory has no stated size, and must lie before the other parts. */
	bool known = fdt_cell(&h->reserved) < fdt_cell(&h->structure);

	return !known ? fdt_size(fdt) : structure > strings ? structure : strings;
}

static bool equal(const char *a, const char *b, uint32_t length)
{
	for (; length > 0 && *a == *b; a++, b++, length--)
		if (*a == '\0')
			return true;
	return false;
}

int fdt_match(const struct fdt_node *node, const char *const *names, unsigned int count)
{
	const char *s = node->compatible;
	uint32_t left = node->compatible_length;

	/* One pass over the list: most nodes match nothing at the first character. */
	while (left > 0) {
		for (unsigned int i = 0; i < count; i++)
			if (*names[i] == *s && equal(s, names[i], left))
				return (int)i;
		while (left > 0 && *s != '\0')
			s++, left--;
		if (left > 0)
			s++, left--;
	}
	return -1;
}

static uint64_t cells(const uint8_t *p, unsigned int count)
{
	uint64_t value = 0;

	for (; count > 0; count--, p += 4)
		value = value << 32 | fdt_cell(p);
	return value;
}

bool fdt_reg(const struct fdt_node *node, unsigned int index, uint64_t *address, uint64_t *size)
{
	uint32_t entry = 4 * (node->address_cells + node->size_cells);
	const uint8_t *p = node->reg;

	if (entry == 0 || node->reg_length / entry <= index)
		return false;
	p += (size_t)index * entry;
	*address = cells(p, node->address_cells);
	*size = cells(p + 4 * (size_t)node->address_cells, node->size_cells);
	return true;
}

static void finish(struct walk *w)
{
	if (w->pending)
		w->visit(w->context, &w->node);
	w->pending = false;
}

static int begin(struct walk *w, const char *name)
{
	finish(w);
	if (w->depth >= DEPTH_MAX)
		return -EINVAL;
	w->node = (struct fdt_node){
	    .name = name,
	    .depth = w->depth,
	    .address_cells = w->address_cells[w->depth],
	    .size_cells = w->size_cells[w->depth],
	};
	w->depth++;
	w->address_cells[w->depth] = 2;
	w->size_cells[w->depth] = 1;
	w->pending = true;
	return 0;
}

/* A property as a string; NULL if it doesn't end in a 0. */
static const char *string(const uint8_t *value, uint32_t length)
{
	return length > 0 && value[length - 1] == '\0' ? (const char *)value : NULL;
}

static int property(struct walk *w, uint32_t name_offset, const uint8_t *value, uint32_t length)
{
	struct fdt_node *n = &w->node;
	const char *name = w->strings + name_offset;
	uint32_t left;

	if (name_offset >= w->strings_size || !w->pending)
		return -EINVAL;
	left = w->strings_size - name_offset;
	switch (name[0]) {
	case 'c':
		if (equal(name, "compatible", left)) {
			n->compatible = string(value, length);
			n->compatible_length = n->compatible ? length : 0;
		}
		break;
	case 'r':
		if (equal(name, "reg", left)) {
			n->reg = value;
			n->reg_length = length;
		}
		break;
	case 'i':
		if (equal(name, "interrupts", left)) {
			n->interrupts = value;
			n->interrupts_length = length;
		}
		break;
	case '#':
		if (length != 4 || fdt_cell(value) > 2)
			break;
		if (equal(name, "#address-cells", left))
			w->address_cells[w->depth] = (uint8_t)fdt_cell(value);
		else if (equal(name, "#size-cells", left))
			w->size_cells[w->depth] = (uint8_t)fdt_cell(value);
		break;
	case 'b':
		if (equal(name, "bootargs", left))
			n->bootargs = string(value, length);
		break;
	case 'm':
		if (equal(name, "method", left))
			n->method = string(value, length);
		break;
	case 'd':
		if (equal(name, "device_type", left))
			n->memory = length == 7 && equal((const char *)value, "memory", 7);
		break;
	default:
		break;
	}
	return 0;
}

/* Length of the string at p with its 0, at most `left`; 0 if it doesn't end there. */
static uint32_t string_size(const uint8_t *p, uint32_t left)
{
	for (uint32_t i = 0; i < left; i++)
		if (p[i] == '\0')
			return i + 1;
	return 0;
}

/* Walks the tokens of the structure block, `left` bytes from p. */
static int walk(struct walk *w, const uint8_t *p, uint32_t left)
{
	while (left >= 4) {
		uint32_t token = fdt_cell(p), used = 4, length;
		int error = 0;

		switch (token) {
		case FDT_BEGIN_NODE:
			length = string_size(p + 4, left - 4);
			error = length == 0 ? -EINVAL : begin(w, (const char *)p + 4);
			used += length;
			break;
		case FDT_END_NODE:
			finish(w);
			if (w->depth == 0)
				return -EINVAL;
			w->depth--;
			break;
		case FDT_PROP:
			if (left < 12)
				return -EINVAL;
			length = fdt_cell(p + 4);
			if (length > left - 12)
				return -EINVAL;
			error = property(w, fdt_cell(p + 8), p + 12, length);
			used += 8 + length;
			break;
		case FDT_NOP:
			break;
		case FDT_END:
			return w->depth == 0 ? 0 : -EINVAL;
		default:
			return -EINVAL;
		}
		if (error < 0)
			return error;
		used = (used + 3) & ~3u;
		if (used > left)
			return -EINVAL;
		p += used;
		left -= used;
	}
	return -EINVAL;
}

int fdt_walk(const void *fdt, fdt_visit *visit, void *context)
{
	const struct header *h = fdt;
	uint32_t size = fdt_size(fdt), structure, structure_size, strings;
	struct walk w;

	if (size < sizeof(*h) || fdt_cell(&h->version) < FDT_VERSION)
		return -EINVAL;
	structure = fdt_cell(&h->structure);
	structure_size = fdt_cell(&h->structure_size);
	strings = fdt_cell(&h->strings);
	w.strings_size = fdt_cell(&h->strings_size);
	if (structure > size || structure_size > size - structure || structure % 4 != 0 ||
	    strings > size || w.strings_size > size - strings)
		return -EINVAL;
	w.strings = (const char *)fdt + strings;
	w.visit = visit;
	w.context = context;
	w.depth = 0;
	w.pending = false;
	w.address_cells[0] = 2;
	w.size_cells[0] = 1;
	return walk(&w, (const uint8_t *)fdt + structure, structure_size);
}
