/* SPDX-License-Identifier: BSD-3-Clause */
/* The picture of compartments: laid out by graphviz, coloured by the page's style sheet. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "graph.h"
#include "html.h"
#include "networks.h"

#define PICTURE_MAX 80 /* VMs in a legible picture */

void graph_text(FILE *out, const char *name)
{
	for (; *name; name++)
		fprintf(out, strchr("\"\\<>{}|", *name) ? "?" : "%c", *name);
}

static void write_nodes(const struct model *m, FILE *out)
{
	const struct system *s = m->system;

	for (uint32_t vm = 0; vm < m->count; vm++) {
		fprintf(out, "v%u [class=\"%s\", label=\"", vm, model_kind(m, vm));
		graph_text(out, s->names[vm]);
		fprintf(out, "\\n%s%s%s\"];\n",
			s->vms[vm].kind == MANIFEST_VM_GUEST
			    ? model_size(s->declared_vms[vm].ram_bytes)
			    : model_size(s->declared_vms[vm].image_bytes),
			s->vms[vm].asil ? ", " : "", s->vms[vm].asil ? model_asil(m, vm) : "");
	}
	for (uint32_t i = 0; i < s->declared->device_count; i++) {
		const char *name = printable(s->devices[i].name, 64), *slash = strrchr(name, '/');

		fprintf(out, "d%u [class=\"device\", shape=box3d, label=\"", i);
		graph_text(out, slash ? slash + 1 : name);
		fprintf(out, "\"];\nv%u -> d%u [class=\"owns\", arrowhead=none];\n",
			s->devices[i].vm, i);
	}
}

/* Writes one edge between two VMs, however many routes they have. */
static void write_trust(const struct model *m, FILE *out)
{
	for (uint32_t a = 0; a < m->count; a++)
		for (uint32_t b = 0; b < m->count; b++) {
			unsigned why = model_why(m, a, b);

			if (why & (TRUST_ROUTE | TRUST_CALL))
				fprintf(out, "v%u -> v%u [class=\"route\"];\n", a, b);
			if (why & (TRUST_READ | TRUST_WRITE))
				fprintf(out,
					"v%u -> v%u [class=\"window\", style=dashed, arrowhead=%s, "
					"constraint=false];\n",
					b, a, why & TRUST_WRITE ? "normal" : "empty");
			if (why & TRUST_CONTROL)
				fprintf(out,
					"v%u -> v%u [class=\"control\", style=dotted, "
					"constraint=false];\n",
					b, a);
		}
}

static void write_channels(const struct model *m, FILE *out)
{
	const struct system *s = m->system;
	uint32_t count = s->declared->region_count;

	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = i + 1; region_is_channel(&s->regions[i]) && j < count; j++)
			if (region_is_channel(&s->regions[j]) &&
			    s->regions[j].pa == s->regions[i].pa &&
			    !networks_join(m, s->regions[i].vm, s->regions[j].vm)) {
				fprintf(out,
					"v%u -> v%u [class=\"channel\", dir=both, penwidth=3, "
					"label=\" ",
					s->regions[i].vm, s->regions[j].vm);
				graph_text(out, printable(s->regions[i].name, BULKHEAD_NAME_SIZE));
				fprintf(out, "\"];\n");
			}
}

static void copy_svg(FILE *svg, FILE *out)
{
	char *line = NULL;
	size_t size = 0;
	bool inside = false;

	while (getline(&line, &size, svg) > 0) {
		char *start = inside ? line : strstr(line, "<svg");

		if (start) {
			inside = true;
			fputs(start, out);
		}
	}
	free(line);
}

void figure_compartments(const struct model *m, FILE *out)
{
	char command[64];
	int file;
	FILE *dot, *svg;

	if (m->count > PICTURE_MAX) {
		fprintf(out, "<p>%u VMs are too many for one picture.</p>\n", m->count);
		return;
	}
	file = memfd_create("graph", 0); /* dot inherits the file */
	dot = file < 0 ? NULL : fdopen(file, "w");
	if (!dot) {
		fprintf(out, "<p>No room for a picture.</p>\n");
		return;
	}
	fprintf(dot,
		"digraph system { bgcolor=transparent; rankdir=LR; nodesep=0.25; ranksep=0.9;\n"
		"node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", "
		"fontname=\"sans-serif\", fontsize=11, margin=\"0.15,0.08\"];\n"
		"edge [fontname=\"sans-serif\", fontsize=9, arrowsize=0.7];\n");
	write_nodes(m, dot);
	write_trust(m, dot);
	write_channels(m, dot);
	networks_graph(m, dot);
	fprintf(dot, "}\n");
	fflush(dot);
	lseek(file, 0, SEEK_SET);
	snprintf(command, sizeof(command), "dot -Tsvg <&%d", file);
	svg = popen(command, "r");
	if (svg) {
		copy_svg(svg, out);
		if (pclose(svg))
			fprintf(out, "<p>graphviz (dot) isn't installed: no picture.</p>\n");
	}
	fclose(dot);
}
