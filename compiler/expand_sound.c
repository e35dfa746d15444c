/* SPDX-License-Identifier: BSD-3-Clause */
/* Outputs of sound and the streams that are mixed, /sound: docs/system-description.md, "Sound in short". */
#include <bulkhead/bootinfo.h>
#include <bulkhead/sound.h>
#include <libfdt.h>
#include <string.h>
#include "back_end.h"
#include "diagnostics.h"
#include "edit.h"
#include "expand_parts.h"
#include "field.h"
#include "place.h"

#define BUDGET_US   100000u
#define MIXER	    "mixer"  /* suffix of the drivers' names */
#define MIX	    "mix"    /* suffix of the watchers' channels */
#define MIXER_BYTES 0x20000u /* of the driver's memory */

struct stream {
	const char *name, *path, *client, *vm; /* the VM that plays */
	struct sound_level level;
	uint64_t address;
	uint32_t interrupt, budget_us;
	bool direct, ducks;
};
struct output {
	const char *name, *path, *device, *watch, *vm;
	struct strings accept;
	uint32_t count, ducks; /* ducks: index, or SOUND_NONE */
	struct stream stream[SOUND_STREAMS_MAX];
};
static LIST(struct output) outputs;

static const struct field output_fields[] = {
    {"device", FIELD_STRING, offsetof(struct output, device)},
    {"watch", FIELD_STRING, offsetof(struct output, watch)},
    {"accept", FIELD_STRINGS, offsetof(struct output, accept)},
};
static const struct field stream_fields[] = {
    {"for", FIELD_STRING, offsetof(struct stream, client), .required = true},
    {"volume", FIELD_U32, offsetof(struct stream, level.volume), .maximum = SOUND_VOLUME},
    {"ducked", FIELD_U32, offsetof(struct stream, level.ducked), .maximum = SOUND_VOLUME},
    {"ducks", FIELD_FLAG, offsetof(struct stream, ducks)},
    {"direct", FIELD_FLAG, offsetof(struct stream, direct)},
    {"address", FIELD_U64, offsetof(struct stream, address), .minimum = PAGE, .unit = PAGE},
    {"interrupt", FIELD_U32, offsetof(struct stream, interrupt), .minimum = 32, .maximum = 1019},
    {"budget-us", FIELD_U32, offsetof(struct stream, budget_us), .minimum = 1},
};

static void check_name(const char *path, const char *name)
{
	if (strlen(name) >= BULKHEAD_NAME_SIZE)
		diag_error(path, NULL, "\"%s\" would have %zu characters, at most %d are expected",
			   name, strlen(name), BULKHEAD_NAME_SIZE - 1);
}

/* The ASIL of a VM as a character to compare: "QM" and none are less than "A". */
static char asil_of(const void *tree, const char *vm)
{
	int node = node_at(tree, host_format("/vms/%s", vm)).offset;
	const char *asil = node < 0 ? NULL : fdt_stringlist_get(tree, node, "asil", 0, NULL);

	return asil && strlen(asil) == 1 ? asil[0] : 0;
}

/* The sum of the volumes that the other streams have while stream `ducks` has sound. */
static uint32_t others(const struct output *output)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < output->count; i++)
		sum += i == output->ducks ? 0 : output->stream[i].level.ducked;
	return sum;
}

/* While the stream that ducks has sound, no sample is limited: so nothing that others play takes away from it. */
static void check_ducks(const void *tree, const struct output *output)
{
	const struct stream *s = &output->stream[output->ducks];
	uint32_t sum;

	if (output->ducks == SOUND_NONE)
		return;
	sum = others(output) + s->level.volume;
	if (sum > SOUND_VOLUME)
		diag_error(s->path, "ducks",
			   "its volume and the `ducked' volumes of the others are %u, "
			   "at most %u are expected",
			   sum, SOUND_VOLUME);
	for (uint32_t i = 0; i < output->count; i++)
		if (asil_of(tree, s->client) < asil_of(tree, output->stream[i].client))
			diag_error(s->path, "ducks", "it would duck %s, whose VM has a higher ASIL",
				   output->stream[i].path);
}

static void read_stream(const void *tree, struct output *output, struct node node)
{
	struct stream s = {.name = node_name(node),
			   .path = node.path,
			   .budget_us = BUDGET_US,
			   .level = {SOUND_VOLUME, SOUND_NONE}};
	unsigned before = diag_count();

	fields_read(node, stream_fields, COUNT_OF(stream_fields), &s);
	nodes_known(node, NULL, 0);
	if (diag_count() != before)
		return;
	if (s.level.ducked == SOUND_NONE)
		s.level.ducked = s.level.volume;
	place_client(tree, s.path, "for", s.client);
	s.vm = s.direct ? s.client : host_format("%s-%s", output->name, s.name);
	check_name(s.path, host_format("%s-%s-tick", output->name, s.name));
	if (!strcmp(s.name, MIXER) || !strcmp(s.name, MIX))
		diag_error(s.path, NULL, "a stream can't have this name");
	if (!s.direct)
		place(tree, s.client, &s.address, &s.interrupt);
	if (s.ducks && output->ducks != SOUND_NONE)
		diag_error(s.path, "ducks", "%s ducks the others already, one stream is expected",
			   output->stream[output->ducks].path);
	if (output->count == SOUND_STREAMS_MAX)
		diag_error(s.path, NULL, "it is one stream too many, at most %u are expected",
			   SOUND_STREAMS_MAX);
	if (diag_count() != before)
		return;
	if (s.ducks)
		output->ducks = output->count;
	output->stream[output->count++] = s;
}

static void read_output(const void *tree, struct node node)
{
	struct output output = {.name = node_name(node), .path = node.path, .ducks = SOUND_NONE};
	unsigned before = diag_count();

	fields_read(node, output_fields, COUNT_OF(output_fields), &output);
	output.vm = host_format("%s-" MIXER, output.name);
	check_name(output.path, output.vm);
	if (output.watch)
		place_client(tree, output.path, "watch", output.watch);
	if (!output.device && !output.watch)
		diag_error(output.path, NULL, "nobody hears it: `device' or `watch' is expected");
	if (diag_count() != before)
		return;
	for (struct node n = node_first(node); n.offset >= 0; n = node_next(n))
		read_stream(tree, &output, n);
	if (!output.count && diag_count() == before)
		diag_error(output.path, NULL, "a stream, a node with `for', is expected");
	if (diag_count() == before)
		check_ducks(tree, &output);
	if (diag_count() == before)
		*LIST_ADD(&outputs) = output;
}

/* --- What it becomes ---------------------------------------------------------------------------- */

/* Adds memory that one VM writes and the other reads. */
static void add_channel(const char *name, const char *writer, const char *reader, uint64_t bytes,
			bool doorbells)
{
	const char *channel = edit_node(edit_node("/", "channels"), name);

	edit_texts(channel, "between", writer, reader);
	edit_number(channel, "size", ALIGN_UP(bytes, PAGE));
	edit_flag(channel, "one-way");
	if (doorbells)
		edit_flag(channel, "doorbells");
}

/* A node is added before its siblings, so the last one is added first. */
static void add_channels(const struct output *output)
{
	if (output->watch)
		add_channel(host_format("%s-" MIX, output->name), output->vm, output->watch,
			    sizeof(struct sound_mix), false);
	for (uint32_t i = output->count; i-- > 0;) {
		const struct stream *s = &output->stream[i];
		const char *name = host_format("%s-%s", output->name, s->name);

		add_channel(host_format("%s-tick", name), output->vm, s->vm, PAGE, true);
		add_channel(name, s->vm, output->vm, sizeof(struct sound_stream), true);
	}
}

static void add_stream(const struct output *output, uint32_t index)
{
	const struct stream *s = &output->stream[index];
	const struct sound_place is = {index, s->level, s->ducks ? others(output) : SOUND_NONE};
	uint32_t words[sizeof(is) / sizeof(uint32_t)];
	const char *vm = s->direct
			     ? edit_node("/vms", s->vm)
			     : back_end_add(&(struct back_end){.name = s->vm,
							       .image = "services/virtio-snd.elf",
							       .client = s->client,
							       .address = s->address,
							       .interrupt = s->interrupt,
							       .budget_us = s->budget_us});

	memcpy(words, &is, sizeof(is));
	edit_cells(vm, "configuration", words, COUNT_OF(words));
}

static void add_mixer(const struct output *output)
{
	const char *vm =
	    driver_add(output->vm, "services/mixer.elf", output->device, &output->accept);
	const struct sound_output head = {output->count, output->ducks, output->watch != NULL};
	uint32_t words[(sizeof(head) + SOUND_STREAMS_MAX * sizeof(struct sound_level)) /
		       sizeof(uint32_t)];
	size_t count = sizeof(head) / sizeof(uint32_t);

	memcpy(words, &head, sizeof(head));
	for (uint32_t i = 0; i < output->count; i++) {
		memcpy(&words[count], &output->stream[i].level, sizeof(struct sound_level));
		count += sizeof(struct sound_level) / sizeof(uint32_t);
	}
	edit_cells(vm, "configuration", words, count);
	edit_number(vm, "memory", MIXER_BYTES);
}

void expand_sound_read(const void *tree)
{
	outputs = (__typeof__(outputs)){0};
	expand_each(tree, "sound", read_output);
}

void expand_sound_add(void)
{
	for (size_t i = outputs.count; i-- > 0;) {
		const struct output *output = &outputs.items[i];

		add_channels(output);
		for (uint32_t s = output->count; s-- > 0;)
			add_stream(output, s);
		add_mixer(output);
	}
}
