/* SPDX-License-Identifier: BSD-3-Clause */
/* Figures: the physical memory map and the schedule's timeline. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "figures.h"
#include "html.h"

#define ROW	  22u
#define ROWS_MAX  200
#define SPANS_MAX 400
#define SLICE	  5000 /* microseconds: core/sched/sched.h */

/* A run of physical memory with one meaning. */
struct span {
	uint64_t pa, size;
	const char *class;
	char label[96];
};

static int by_pa(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return x->pa < y->pa ? -1 : x->pa > y->pa;
}

static size_t collect(const struct model *m, struct span *spans)
{
	static const char *const core[] = {"core text", "core constants", "core data", "stack",
					   "state",	"manifest",	  "tables",    "device"};
	static const char *const kinds[] = {"private", "image",	   "image",	"channel", "window",
					    "device",  "bootinfo", "registers", "channel"};
	const struct system *s = m->system;
	size_t count = 0;

	for (uint32_t i = 0; i < s->declared->core_region_count; i++) {
		struct span *span = &spans[count++];

		*span = (struct span){s->core_regions[i].pa, s->core_regions[i].size, "core", ""};
		snprintf(span->label, sizeof(span->label), "core: %s",
			 core[s->core_regions[i].kind]);
	}
	for (uint32_t i = 0; i < s->declared->region_count; i++) {
		const struct declared_region *r = &s->regions[i];
		struct span *span = &spans[count];

		if (r->kind == DECLARED_WINDOW)
			continue; /* a view of private memory, which has its own span */
		*span = (struct span){r->pa, r->size, kinds[r->kind], ""};
		snprintf(span->label, sizeof(span->label), "%s%s%s",
			 r->kind == DECLARED_PRIVATE || r->kind == DECLARED_BOOTINFO
			     ? s->names[r->vm]
			     : "",
			 r->kind == DECLARED_PRIVATE ? ": " : "",
			 r->kind == DECLARED_BOOTINFO ? ": boot page"
						      : printable(r->name, BULKHEAD_NAME_SIZE));
		count++;
	}
	for (uint32_t i = 0; i < s->declared->reserved_count; i++) {
		spans[count] =
		    (struct span){s->reserved[i].pa, s->reserved[i].size, "reserved", ""};
		snprintf(spans[count++].label, sizeof(spans[0].label), "reserved: %s",
			 printable(s->reserved[i].name, BULKHEAD_NAME_SIZE));
	}
	return count;
}

/* Sorts the spans, and merges those of the same or adjacent memory with one meaning. */
static size_t merge(struct span *spans, size_t count)
{
	size_t kept = 0;

	qsort(spans, count, sizeof(*spans), by_pa);
	for (size_t i = 0; i < count; i++) {
		struct span *last = kept ? &spans[kept - 1] : NULL;

		if (last && spans[i].pa < last->pa + last->size)
			continue; /* shared memory is shown once */
		if (last && spans[i].pa == last->pa + last->size &&
		    !strcmp(last->label, spans[i].label)) {
			last->size += spans[i].size;
			continue;
		}
		spans[kept++] = spans[i];
	}
	return kept;
}

/* Bars whose length is logarithmic: a page and a gigabyte must both be seen. */
static double bar(uint64_t size)
{
	double length = 0;

	for (; size > 2048; size /= 2)
		length += 12;
	return length;
}

void figure_memory(const struct model *m, FILE *out)
{
	const struct system *s = m->system;
	struct span *spans =
	    zalloc((size_t)s->declared->region_count + s->declared->core_region_count +
		       s->declared->reserved_count,
		   sizeof(*spans));
	size_t count = merge(spans, collect(m, spans)), shown = count < ROWS_MAX ? count : ROWS_MAX;

	fprintf(out,
		"<svg class=\"memory\" viewBox=\"0 0 760 %zu\" width=\"760\" role=\"img\">\n"
		"<title>physical memory</title>\n",
		ROW * shown + 4);
	for (size_t i = 0; i < shown; i++) {
		unsigned y = ROW * i;

		fprintf(
		    out,
		    "<text class=\"address\" x=\"0\" y=\"%u\">0x%09" PRIx64 "</text>"
		    "<text x=\"176\" y=\"%u\" class=\"size\">%s</text>"
		    "<rect class=\"%s\" x=\"184\" y=\"%u\" width=\"%.0f\" height=\"%u\" rx=\"3\"/>"
		    "<text x=\"%.0f\" y=\"%u\">",
		    y + 15, spans[i].pa, y + 15, model_size(spans[i].size), spans[i].class, y + 3,
		    bar(spans[i].size), ROW - 6, 192 + bar(spans[i].size), y + 15);
		html_text(out, spans[i].label);
		fprintf(out, "</text>\n");
	}
	fprintf(out, "</svg>\n");
	if (shown < count)
		fprintf(out, "<p>and %zu more.</p>\n", count - shown);
	free(spans);
}

/*
 * A vCPU in the fixed-priority schedule of one CPU where each vCPU always has work: the worst case that the budgets allow,
 * from a common release on.
 */
struct runner {
	const struct manifest_vcpu *vcpu;
	uint64_t left, last; /* budget left; when it last ran, for round-robin */
};

static uint64_t timeline(const struct system *s, const struct manifest_cpu *cpu)
{
	uint64_t longest = 10000;

	for (uint32_t i = 0; i < cpu->vcpu_ref_count; i++) {
		uint64_t period = s->vcpus[s->vcpu_refs[cpu->first_vcpu_ref + i]].period_us;

		if (period > longest)
			longest = period;
	}
	return 2 * longest;
}

static void draw_cpu(const struct model *m, uint32_t c, FILE *out)
{
	const struct system *s = m->system;
	const struct manifest_cpu *cpu = &s->cpus[c];
	uint32_t count = cpu->vcpu_ref_count;
	struct runner *runners = zalloc(count, sizeof(*runners));
	uint64_t end = timeline(s, cpu), now = 0;
	unsigned drawn = 0;

	fprintf(out,
		"<svg class=\"schedule\" viewBox=\"0 0 760 %u\" width=\"760\" role=\"img\">"
		"<title>CPU %u</title>\n",
		ROW * (count + 1) + 6, c);
	for (uint32_t i = 0; i < count; i++) {
		runners[i].vcpu = &s->vcpus[s->vcpu_refs[cpu->first_vcpu_ref + i]];
		fprintf(out, "<text x=\"0\" y=\"%u\">", ROW * i + 15);
		html_text(out, s->names[runners[i].vcpu->vm]);
		fprintf(out,
			"/%u</text><rect class=\"lane\" x=\"150\" y=\"%u\" width=\"600\" "
			"height=\"%u\"/>\n",
			runners[i].vcpu->index, ROW * i + 3, ROW - 6);
	}
	while (now < end && drawn++ < SPANS_MAX) {
		uint64_t next = end;
		uint32_t best = count;

		for (uint32_t i = 0; i < count; i++) {
			const struct manifest_vcpu *v = runners[i].vcpu;

			if (v->period_us) {
				uint64_t release = now + v->period_us - now % v->period_us;

				if (now % v->period_us == 0)
					runners[i].left = v->budget_us;
				if (release < next)
					next = release;
			}
			if (v->budget_us && !runners[i].left)
				continue;
			if (best == count || v->priority > runners[best].vcpu->priority ||
			    (v->priority == runners[best].vcpu->priority &&
			     runners[i].last < runners[best].last))
				best = i;
		}
		if (best < count) {
			if (next > now + SLICE)
				next = now + SLICE;
			runners[best].last = next;
			if (runners[best].vcpu->budget_us && now + runners[best].left < next)
				next = now + runners[best].left;
			if (runners[best].vcpu->budget_us)
				runners[best].left -= next - now;
			fprintf(out,
				"<rect class=\"run%s\" x=\"%.2f\" y=\"%u\" width=\"%.2f\" "
				"height=\"%u\"/>\n",
				runners[best].vcpu->budget_us ? "" : " free",
				150 + 600.0 * now / end, ROW * best + 3, 600.0 * (next - now) / end,
				ROW - 6);
		}
		now = next;
	}
	fprintf(out,
		"<text class=\"address\" x=\"150\" y=\"%u\">0</text>"
		"<text class=\"size\" x=\"750\" y=\"%u\">%.1f ms</text></svg>\n",
		ROW * count + 15, ROW * count + 15, end / 1000.0);
	free(runners);
}

void figure_schedule(const struct model *m, FILE *out)
{
	const struct system *s = m->system;

	for (uint32_t c = 0; c < s->manifest->cpu_count; c++) {
		const struct manifest_cpu *cpu = &s->cpus[c];
		double used = 0;
		bool unlimited = false;

		for (uint32_t i = 0; i < cpu->vcpu_ref_count; i++) {
			const struct manifest_vcpu *v =
			    &s->vcpus[s->vcpu_refs[cpu->first_vcpu_ref + i]];

			unlimited |= !v->budget_us;
			if (v->period_us)
				used += 100.0 * v->budget_us / v->period_us;
		}
		fprintf(out, "<h3>CPU %u <small>%.1f %% promised by budgets%s</small></h3>\n", c,
			used, unlimited ? ", the rest to vCPUs without one" : "");
		if (cpu->vcpu_ref_count && cpu->vcpu_ref_count <= 40)
			draw_cpu(m, c, out);
	}
}
