/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <libfdt.h>
#include <string.h>
#include "diagnostics.h"
#include "field.h"

struct node node_at(const void *tree, const char *path)
{
	return (struct node){tree, fdt_path_offset(tree, path), host_format("%s", path)};
}

struct node node_child(struct node parent, const char *name)
{
	return (struct node){parent.tree, fdt_subnode_offset(parent.tree, parent.offset, name),
			     host_format("%s/%s", parent.path[1] ? parent.path : "", name)};
}

static struct node with_path(struct node node, const char *parent)
{
	if (node.offset >= 0)
		node.path = host_format("%s/%s", parent[1] ? parent : "", node_name(node));
	return node;
}

struct node node_first(struct node parent)
{
	struct node child = {parent.tree, -1, parent.path};

	if (parent.offset >= 0)
		child.offset = fdt_first_subnode(parent.tree, parent.offset);
	return with_path(child, parent.path);
}

struct node node_next(struct node sibling)
{
	char *parent = host_directory(sibling.path);
	struct node next = {sibling.tree, fdt_next_subnode(sibling.tree, sibling.offset),
			    sibling.path};

	return with_path(next, parent);
}

const char *node_name(struct node node)
{
	return fdt_get_name(node.tree, node.offset, NULL);
}

static uint32_t cell(const uint8_t *data, size_t index)
{
	data += index * 4;
	return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

static bool is_string(const char *data, int length)
{
	return length > 0 && !data[length - 1];
}

/* Is the text fit for people and command lines, without control characters? */
static bool is_printable(const char *data)
{
	for (; *data; data++)
		if ((unsigned char)*data < ' ' || *data == 0x7f)
			return false;
	return true;
}

static bool check_text(struct node node, const struct field *field, const char *value)
{
	if (!*value && !field->may_be_empty)
		diag_wrong(node.path, field->name, "is empty");
	else if (!is_printable(value))
		diag_wrong(node.path, field->name,
			   "has a control character, printable text is expected");
	else
		return true;
	return false;
}

static bool check_range(struct node node, const struct field *field, uint64_t value)
{
	if (value < field->minimum)
		diag_wrong(node.path, field->name,
			   "%" PRIu64 " is too small, at least %" PRIu64 " is expected", value,
			   field->minimum);
	else if (field->maximum && value > field->maximum)
		diag_wrong(node.path, field->name,
			   "%" PRIu64 " is too large, at most %" PRIu64 " is expected", value,
			   field->maximum);
	else if (field->unit && value % field->unit)
		diag_wrong(node.path, field->name,
			   "a multiple of %" PRIu64 " is expected, not 0x%" PRIx64, field->unit,
			   value);
	else
		return true;
	return false;
}

static void read_choice(struct node node, const struct field *field, const char *value,
			uint32_t *out)
{
	size_t count = 0;
	char *list = host_format("%s", "");

	for (; field->choices[count]; count++) {
		if (!strcmp(field->choices[count], value)) {
			*out = (uint32_t)(field->minimum + count);
			return;
		}
		list = host_format("%s%s\"%s\"", list, count ? ", " : "", field->choices[count]);
	}
	*out = (uint32_t)(field->minimum + count);
	if (check_text(node, field, value))
		diag_wrong(node.path, field->name, "\"%s\" is unknown, one of %s is expected%s",
			   value, list, diag_hint(value, field->choices, count, sizeof(char *)));
}

static void read_strings(struct node node, const struct field *field, const char *data, int length,
			 struct strings *out)
{
	LIST(const char *) list = {0};

	for (int at = 0; at < length; at += (int)strlen(data + at) + 1) {
		if (!check_text(node, field, data + at))
			return;
		*LIST_ADD(&list) = data + at;
	}
	*out = (struct strings){list.items, list.count};
}

static void read_cells(struct node node, const struct field *field, const uint8_t *data,
		       size_t count, struct cells *out)
{
	uint32_t *items = host_allocate(count * 4);

	for (size_t i = 0; i < count; i++) {
		items[i] = cell(data, i);
		if (!check_range(node, field, items[i]))
			return;
	}
	*out = (struct cells){items, count};
}

static void read_field(struct node node, const struct field *field, const void *data, int length,
		       void *out)
{
	uint64_t value;

	switch (field->type) {
	case FIELD_IGNORE:
		return;
	case FIELD_FLAG:
		if (length)
			break;
		*(bool *)out = true;
		return;
	case FIELD_U32:
	case FIELD_U64:
		if (length != 4 && (length != 8 || field->type == FIELD_U32))
			break;
		value = cell(data, 0);
		if (length == 8)
			value = value << 32 | cell(data, 1);
		if (!check_range(node, field, value))
			return;
		if (field->type == FIELD_U32)
			*(uint32_t *)out = (uint32_t)value;
		else
			*(uint64_t *)out = value;
		return;
	case FIELD_STRING:
	case FIELD_CHOICE:
		if (!is_string(data, length) || strlen(data) + 1 != (size_t)length)
			break;
		if (field->type == FIELD_CHOICE)
			read_choice(node, field, data, out);
		else if (check_text(node, field, data))
			*(const char **)out = data;
		return;
	case FIELD_STRINGS:
		if (!is_string(data, length))
			break;
		read_strings(node, field, data, length, out);
		return;
	case FIELD_CELLS:
		if (!length || length % 4)
			break;
		read_cells(node, field, data, (size_t)length / 4, out);
		return;
	}
	diag_wrong(node.path, field->name, "has the wrong type, %s is expected",
		   (const char *const[]){
		       "no value", "one cell <N>", "one cell <N> or two <HIGH LOW>", "one string",
		       "a list of strings", "a list of cells", "one string", ""}[field->type]);
}

void fields_read(struct node node, const struct field *fields, size_t count, void *object)
{
	int property, length;
	bool *seen = host_allocate(count);

	fdt_for_each_property_offset(property, node.tree, node.offset)
	{
		const char *name;
		const void *data = fdt_getprop_by_offset(node.tree, property, &name, &length);
		size_t i = 0;

		while (i < count && strcmp(fields[i].name, name))
			i++;
		if (i < count) {
			seen[i] = true;
			read_field(node, &fields[i], data, length,
				   (char *)object + fields[i].offset);
		} else if (strcmp(name, "phandle") && strcmp(name, "linux,phandle")) {
			diag_error(node.path, name, "unknown property%s",
				   diag_hint(name, fields, count, sizeof(*fields)));
		}
	}
	for (size_t i = 0; i < count; i++)
		if (fields[i].required && !seen[i])
			diag_wrong(node.path, fields[i].name, "is missing");
}

bool node_has(struct node node, const char *property)
{
	return fdt_getprop(node.tree, node.offset, property, NULL) != NULL;
}

void nodes_known(struct node node, const char *const *names, size_t count)
{
	for (struct node child = node_first(node); child.offset >= 0; child = node_next(child)) {
		size_t i = 0;

		while (i < count && strcmp(names[i], node_name(child)))
			i++;
		if (i == count)
			diag_error(child.path, NULL, "unknown node%s",
				   diag_hint(node_name(child), names, count, sizeof(*names)));
	}
}
