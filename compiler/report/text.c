/* SPDX-License-Identifier: BSD-3-Clause */
/* The report as text and as JSON. */
#include <inttypes.h>
#include "networks.h"
#include "text.h"

#define UNBOUNDED UINT64_MAX

static const char *lines(const struct weight *weight)
{
	static char buffers[4][32];
	static unsigned next;
	char *text = buffers[next++ % 4];

	snprintf(text, sizeof(buffers[0]), weight->lines_known ? "%" PRIu64 : "?", weight->lines);
	return text;
}

static void text_schedule(const struct model *m, FILE *out)
{
	const struct system *s = m->system;

	fprintf(out, "\nCPUs\n");
	for (uint32_t c = 0; c < s->manifest->cpu_count; c++)
		for (uint32_t i = 0; i < s->cpus[c].vcpu_ref_count; i++) {
			uint32_t vcpu = s->vcpu_refs[s->cpus[c].first_vcpu_ref + i];
			const struct manifest_vcpu *v = &s->vcpus[vcpu];

			fprintf(out, "  CPU %-3u %s/%u priority %u", c, s->names[v->vm], v->index,
				v->priority);
			if (v->budget_us)
				fprintf(out, ", %u us in each %u us", v->budget_us, v->period_us);
			if (s->responses[vcpu].response_us &&
			    s->responses[vcpu].response_us != UNBOUNDED)
				fprintf(out, ", worst response %" PRIu64 " us",
					s->responses[vcpu].response_us);
			putc('\n', out);
		}
}

void report_text(const struct model *m, FILE *out)
{
	const struct system *s = m->system;

	fprintf(out, "%s on %s: %u VMs, %u vCPUs, %u CPUs; %zu violations\n",
		printable(s->declared->system, 64), printable(s->declared->board, 64), m->count,
		s->manifest->vcpu_count, s->manifest->cpu_count, m->findings->violations);
	fprintf(out, "core: %s, %s lines\n", model_size(m->core.bytes), lines(&m->core));
	fprintf(out,
		"\nWhat each VM must trust, and what it would trust with one big service VM\n");
	for (uint32_t a = 0; a < m->count; a++) {
		fprintf(out, "  %-24s %-9s %-6s trusts %s, %s lines (one service VM: %s)\n",
			s->names[a], model_kind(m, a), model_asil(m, a),
			model_size(m->trusted[a].bytes), lines(&m->trusted[a]),
			model_size(m->trusted_big[a].bytes));
		for (uint32_t b = 0; m->count <= 64 && b < m->count; b++)
			if (model_why(m, a, b))
				fprintf(out, "    %-22s %s\n", s->names[b],
					model_reasons(model_why(m, a, b)));
	}
	fprintf(out, "\nBlast radius\n");
	if (s->manifest->board.secure_world)
		fprintf(out,
			"  %-24s %u of %u VMs, reaches all memory; its panic may halt every core\n",
			"the secure world", m->count, m->count);
	for (uint32_t vm = 0; vm < m->count; vm++)
		if (m->blast[vm])
			fprintf(out, "  %-24s %u of %u VMs, reaches %s of their memory\n",
				s->names[vm], m->blast[vm], m->count - 1, model_size(m->reach[vm]));
	networks_text(m, out);
	text_schedule(m, out);
}

static void json_weight(FILE *out, const char *name, const struct weight *weight)
{
	fprintf(out, "\"%s\":{\"bytes\":%" PRIu64 ",\"lines\":", name, weight->bytes);
	fprintf(out, weight->lines_known ? "%" PRIu64 "}" : "null}", weight->lines);
}

static void json_vcpus(const struct model *m, uint32_t vm, FILE *out)
{
	const struct system *s = m->system;
	struct manifest_slice own = s->vms[vm].vcpus;

	fprintf(out, ",\"vcpus\":[");
	for (uint32_t i = 0; i < own.count; i++) {
		const struct manifest_vcpu *v = &s->vcpus[own.first + i];
		uint64_t response = s->responses[own.first + i].response_us;

		fprintf(out,
			"%s{\"cpu\":%u,\"priority\":%u,\"budget_us\":%u,\"period_us\":%u,"
			"\"response_us\":",
			i ? "," : "", v->cpu, v->priority, v->budget_us, v->period_us);
		fprintf(out, response && response != UNBOUNDED ? "%" PRIu64 "}" : "null}",
			response);
	}
	putc(']', out);
}

void report_json(const struct model *m, FILE *out)
{
	const struct system *s = m->system;

	fprintf(out, "{\"system\":");
	json_string(out, printable(s->declared->system, 64));
	fprintf(out, ",\"board\":");
	json_string(out, printable(s->declared->board, 64));
	fprintf(out, ",\"violations\":%zu,", m->findings->violations);
	json_weight(out, "core", &m->core);
	putc(',', out);
	json_weight(out, "big_service_vm", &m->big);
	fprintf(out, ",\"vms\":[");
	for (uint32_t a = 0; a < m->count; a++) {
		bool first = true;

		fprintf(out, "%s\n{\"name\":", a ? "," : "");
		json_string(out, s->names[a]);
		fprintf(out, ",\"kind\":\"%s\",\"asil\":%u,", model_kind(m, a), s->vms[a].asil);
		json_weight(out, "trusts", &m->trusted[a]);
		putc(',', out);
		json_weight(out, "trusts_with_big_service_vm", &m->trusted_big[a]);
		fprintf(out, ",\"blast_radius\":%u,\"reaches_bytes\":%" PRIu64 ",\"depends_on\":[",
			m->blast[a], m->reach[a]);
		for (uint32_t b = 0; b < m->count; b++) {
			if (!model_why(m, a, b))
				continue;
			fprintf(out, "%s{\"vm\":%u,\"why\":", first ? "" : ",", b);
			json_string(out, model_reasons(model_why(m, a, b)));
			putc('}', out);
			first = false;
		}
		putc(']', out);
		json_vcpus(m, a, out);
		putc('}', out);
	}
	putc(']', out);
	networks_json(m, out);
	fprintf(out, "}\n");
}
