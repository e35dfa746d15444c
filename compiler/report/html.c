/* SPDX-License-Identifier: BSD-3-Clause */
/* The report as one self-contained page. */
#include <inttypes.h>
#include "figures.h"
#include "graph.h"
#include "html.h"
#include "networks.h"
#include "style.h"

#define MATRIX_MAX 48
#define UNBOUNDED  UINT64_MAX

void html_text(FILE *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			putc(*text, out);
		}
}

/* A column of a table. Its name stands in the table's head or, on a narrow screen, beside each value. */
struct column {
	const char *name;
	bool number;
};

static void begin_cell(FILE *out, const struct column *column)
{
	fprintf(out, "<td%s data-label=\"%s\">", column->number ? " class=\"number\"" : "",
		column->name);
}

static void cell(FILE *out, const struct column *column, const char *text)
{
	begin_cell(out, column);
	html_text(out, text);
	fprintf(out, "</td>");
}

/* "–" where `known` is false. */
static void number_cell(FILE *out, const struct column *column, bool known, uint64_t number,
			const char *unit)
{
	begin_cell(out, column);
	if (known)
		fprintf(out, "%" PRIu64 "%s</td>", number, unit);
	else
		fprintf(out, "–</td>");
}

static void begin_table(FILE *out, const struct column *columns, size_t count)
{
	fprintf(out, "<div class=\"scroll\"><table class=\"rows\"><thead><tr>");
	for (size_t i = 0; i < count; i++)
		fprintf(out, "<th%s>%s</th>", columns[i].number ? " class=\"number\"" : "",
			columns[i].name);
	fprintf(out, "</tr></thead><tbody>\n");
}

/* A bar of `value` out of `most`, and the number. */
static void bar_cell(FILE *out, const struct column *column, uint32_t value, uint32_t most)
{
	begin_cell(out, column);
	fprintf(out, "<span class=\"bar\"><i style=\"width:%u%%\"></i></span> %u</td>",
		most ? value * 100 / most : 0, value);
}

static void head(const struct model *m, FILE *out)
{
	const struct system *s = m->system;

	fprintf(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
		     "<meta name=\"color-scheme\" content=\"light dark\"><title>");
	html_text(out, printable(s->declared->system, 64));
	fprintf(out, ": what isolates it</title>\n<style>%s</style></head><body>\n<header><h1>",
		report_style);
	html_text(out, printable(s->declared->system, 64));
	fprintf(out, "</h1><p>on ");
	html_text(out, printable(s->declared->board, 64));
	fprintf(out, " · %u VMs, %u vCPUs, %u CPUs · from the bits of <code>", m->count,
		s->manifest->vcpu_count, s->manifest->cpu_count);
	html_text(out, m->image);
	fprintf(out, "</code></p></header>\n<main>\n");
}

static void verdict(const struct model *m, FILE *out)
{
	bool good = !m->findings->violations;

	fprintf(out,
		"<section><h2>Is it tight?</h2><p class=\"verdict %s\">%s</p><ul class=\"checks\">",
		good ? "good" : "bad",
		good ? "Every property is proved from the image."
		     : "Some properties do not hold: see below.");
	for (unsigned group = 0; group <= 90; group += 10) {
		unsigned bad = 0;

		for (unsigned code = 0; code < VERIFY_CODE_COUNT; code++)
			if (verify_explanations[code].number / 10 == group / 10)
				bad += m->findings->per_code[code];
		fprintf(out, "<li class=\"%s\">", bad ? "bad" : "good");
		html_text(out, verify_group_name(group));
		fprintf(out, "</li>");
	}
	fprintf(out, "</ul>");
	for (size_t i = 0; i < m->findings->kept; i++) {
		fprintf(out, "<p class=\"finding\">V%03u ",
			verify_explanations[m->findings->list[i].code].number);
		html_text(out, m->findings->list[i].text);
		fprintf(out, "</p>");
	}
	fprintf(out, "</section>\n");
}

static void compartments(const struct model *m, FILE *out)
{
	fprintf(out, "<section><h2>Compartments</h2><div class=\"figure\">");
	figure_compartments(m, out);
	fprintf(out, "</div><p class=\"legend\"><span class=\"key guest\">guest</span>"
		     "<span class=\"key extension\">extension</span>"
		     "<span class=\"key service\">service</span> "
		     "→ forwards exceptions to · ⇢ sees memory of (filled: may write) · "
		     "⇔ channel</p></section>\n");
}

/* Writes what VMs that use services must trust on average: with separate services, and with one VM for all. */
static void comparison(const struct model *m, FILE *out)
{
	uint64_t apart = 0, together = 0;
	uint32_t users = 0, services = 0;

	for (uint32_t a = 0; a < m->count; a++) {
		services += model_is_service(m, a);
		if (model_is_service(m, a) || m->trusted_big[a].bytes == m->core.bytes)
			continue;
		users++;
		apart += m->trusted[a].bytes;
		together += m->trusted_big[a].bytes;
	}
	if (!users)
		return;
	fprintf(
	    out,
	    "<section><h2>What taking the service VM apart buys</h2><div class=\"versus\">"
	    "<div><h3>as it is: %u compartments</h3><p class=\"big\">%s</p><p>is what a VM that "
	    "uses services must trust on average, core included</p></div>"
	    "<div><h3>as one big service VM</h3><p class=\"big\">%s</p><p>is what it would have to "
	    "trust: the core, all services (%s) and the system below them (%s, the largest guest "
	    "image here). If this VM falls, so do all %u users</p></div></div></section>\n",
	    services, model_size(apart / users), model_size(together / users),
	    model_size(m->big.bytes), m->big_kernel ? model_size(m->big_kernel) : "none", users);
}

static void trust(const struct model *m, FILE *out)
{
	static const struct column columns[] = {
	    {"VM", false},   {"kind", false}, {"integrity", false},	    {"depends on", false},
	    {"bytes", true}, {"lines", true}, {"with one service VM", true}};
	const struct system *s = m->system;

	fprintf(out, "<section><h2>What each VM must trust</h2>");
	begin_table(out, columns, sizeof(columns) / sizeof(*columns));
	for (uint32_t a = 0; a < m->count; a++) {
		fprintf(out, "<tr><th>");
		html_text(out, s->names[a]);
		fprintf(out, "</th>");
		begin_cell(out, &columns[1]);
		fprintf(out, "<span class=\"key %s\">%s</span></td>", model_kind(m, a),
			model_kind(m, a));
		cell(out, &columns[2], model_asil(m, a));
		begin_cell(out, &columns[3]);
		fprintf(out, "<span>the core");
		for (uint32_t b = 0; b < m->count; b++) {
			if (!model_why(m, a, b))
				continue;
			fprintf(out, ", ");
			html_text(out, s->names[b]);
			fprintf(out, " <small>%s</small>", model_reasons(model_why(m, a, b)));
			if (s->vms[b].asil < s->vms[a].asil)
				fprintf(
				    out, " <small class=\"accepted\">lower integrity, %s</small>",
				    s->declared_vms[a].accept & DECLARED_ACCEPT_ASIL ? "accepted"
										     : "violation");
		}
		fprintf(out, "</span></td>");
		cell(out, &columns[4], model_size(m->trusted[a].bytes));
		number_cell(out, &columns[5], m->trusted[a].lines_known, m->trusted[a].lines, "");
		cell(out, &columns[6], model_size(m->trusted_big[a].bytes));
		fprintf(out, "</tr>\n");
	}
	fprintf(out, "</tbody></table></div><p>The core: %s", model_size(m->core.bytes));
	if (m->core.lines_known)
		fprintf(out, ", %" PRIu64 " lines", m->core.lines);
	fprintf(out, ". – means that an image's lines of code aren't known.%s</p></section>\n",
		m->secure_routes
		    ? " Routes with secure calls also trust the firmware and the secure world, "
		      "which aren't in this image."
		    : "");
}

static void blast(const struct model *m, FILE *out)
{
	static const struct column columns[] = {{"component", false},
						{"others that depend on it", false},
						{"which", false},
						{"their memory in reach", true}};
	const struct system *s = m->system;

	fprintf(out, "<section><h2>What is lost when one falls</h2>");
	begin_table(out, columns, sizeof(columns) / sizeof(*columns));
	fprintf(out, "<tr><th>the core</th>");
	bar_cell(out, &columns[1], m->count, m->count);
	cell(out, &columns[2], "all");
	cell(out, &columns[3], "it maps none, but controls all tables");
	fprintf(out, "</tr>\n");
	if (s->manifest->board.secure_world) {
		fprintf(out, "<tr><th>the secure world (not in this image)</th>");
		bar_cell(out, &columns[1], m->count, m->count);
		cell(out, &columns[2],
		     "all, whether they call it or not: its panic may halt every core, unless it "
		     "is built "
		     "not to (OP-TEE: CFG_MULTI_CORE_HALTING=n)");
		cell(out, &columns[3], "all");
		fprintf(out, "</tr>\n");
	}
	for (uint32_t vm = 0; vm < m->count; vm++) {
		fprintf(out, "<tr><th>");
		html_text(out, s->names[vm]);
		fprintf(out, "</th>");
		bar_cell(out, &columns[1], m->blast[vm], m->count);
		begin_cell(out, &columns[2]);
		fprintf(out, "<span>");
		for (uint32_t a = 0, first = 1; a < m->count && m->blast[vm]; a++)
			if (model_why(m, a, vm)) {
				fprintf(out, first ? "" : ", ");
				html_text(out, s->names[a]);
				first = 0;
			}
		fprintf(out, "</span></td>");
		cell(out, &columns[3], m->reach[vm] ? model_size(m->reach[vm]) : "none");
		fprintf(out, "</tr>\n");
	}
	fprintf(out, "</tbody></table></div></section>\n");
}

static const char *matrix_class(unsigned why)
{
	return why & TRUST_WRITE    ? "write"
	       : why & TRUST_READ   ? "read"
	       : why & TRUST_DIRECT ? "route"
	       : why		    ? "via"
				    : "";
}

static void matrix(const struct model *m, FILE *out)
{
	const struct system *s = m->system;

	fprintf(out, "<section><h2>Who may touch what</h2>");
	if (m->count > MATRIX_MAX) {
		fprintf(out,
			"<p>%u VMs are too many for a matrix; `bulkhead report --json' has it all."
			"</p></section>\n",
			m->count);
		return;
	}
	fprintf(out, "<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th></th>");
	for (uint32_t b = 0; b < m->count; b++) {
		fprintf(out, "<th class=\"column\"><span>");
		html_text(out, s->names[b]);
		fprintf(out, "</span></th>");
	}
	fprintf(out, "</tr></thead><tbody>\n");
	for (uint32_t b = 0; b < m->count; b++) {
		fprintf(out, "<tr><th>");
		html_text(out, s->names[b]);
		fprintf(out, "</th>");
		for (uint32_t a = 0; a < m->count; a++) {
			unsigned why = model_why(m, a, b);

			fprintf(out, "<td class=\"%s\" title=\"%s\">%s</td>",
				a == b ? "own" : matrix_class(why),
				a == b ? "itself" : model_reasons(why),
				a == b		     ? "•"
				: why & TRUST_WRITE  ? "w"
				: why & TRUST_READ   ? "r"
				: why & TRUST_DIRECT ? "a"
				: why		     ? "·"
						     : "");
		}
		fprintf(out, "</tr>\n");
	}
	fprintf(out, "</tbody></table></div><p class=\"legend\">The row may do to the column: "
		     "<b>w</b> write its memory, <b>r</b> read it, <b>a</b> answer for it, stop it "
		     "or reach it "
		     "by DMA, · indirectly through another</p></section>\n");
}

static void schedule(const struct model *m, FILE *out)
{
	static const struct column columns[] = {
	    {"vCPU", false},	      {"CPU", true},	  {"priority", true},
	    {"budget", true},	      {"period", true},	  {"blocked at most", true},
	    {"worst response", true}, {"deadline", true},
	};
	const struct system *s = m->system;

	fprintf(out,
		"<section><h2>Time</h2><p>The worst case that budgets and priorities allow: each "
		"vCPU always has work, and all periods begin together.</p><div class=\"figure\">");
	figure_schedule(m, out);
	fprintf(out, "</div>");
	begin_table(out, columns, sizeof(columns) / sizeof(*columns));
	for (uint32_t i = 0; i < s->manifest->vcpu_count && i < 400; i++) {
		const struct manifest_vcpu *v = &s->vcpus[i];
		const struct response *r = &s->responses[i];
		uint32_t deadline = v->index ? 0 : s->declared_vms[v->vm].deadline_us;

		fprintf(out, "<tr><th>");
		html_text(out, s->names[v->vm]);
		fprintf(out, "/%u</th>", v->index);
		number_cell(out, &columns[1], true, v->cpu, "");
		number_cell(out, &columns[2], true, v->priority, "");
		number_cell(out, &columns[3], v->budget_us, v->budget_us, " µs");
		number_cell(out, &columns[4], v->budget_us, v->period_us, " µs");
		number_cell(out, &columns[5], true, r->blocking_us, " µs");
		if (r->response_us && r->response_us != UNBOUNDED)
			number_cell(out, &columns[6], true, r->response_us, " µs");
		else
			cell(out, &columns[6], "no bound");
		number_cell(out, &columns[7], deadline, deadline, " µs");
		fprintf(out, "</tr>\n");
	}
	fprintf(out, "</tbody></table></div></section>\n");
}

void report_html(const struct model *m, FILE *out)
{
	head(m, out);
	verdict(m, out);
	compartments(m, out);
	comparison(m, out);
	trust(m, out);
	blast(m, out);
	matrix(m, out);
	networks_html(m, out);
	schedule(m, out);
	fprintf(
	    out,
	    "<section><h2>Physical memory</h2><p>Bars are logarithmic: each doubling is as long as "
	    "the last.</p><div class=\"figure\">");
	figure_memory(m, out);
	fprintf(out, "</div></section>\n</main>\n<footer>bulkhead report</footer></body></html>\n");
}
