/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Plugin of QEMU's code generator. It counts the core's instructions by the reason why the core ran, and the instructions of
 * marked operations by exception level.
 *
 *   -plugin count.so,symbols=FILE,out=FILE[,levels=on][,from=ADDRESS,to=ADDRESS][,apart=ADDRESS-ADDRESS...]
 *
 * The interface of QEMU 7.2 shows no registers, so the plugin finds the exception level by the instruction's address. The
 * core's text is EL2: nothing else runs there, and no VM's stage 2 maps it. Guests may have the same virtual addresses, so
 * the plugin looks at the address in QEMU's own memory. The first instruction that runs at the virtual address of `_start`
 * is the core's; its place in QEMU's memory gives that of the whole text. Code in the rest of the machine's RAM runs at EL1
 * or EL0. The secure world has a memory of its own, so code outside of the RAM runs at EL3 or at a secure level.
 *
 * A path consists of the instructions that the core executes from a vector to the ERET (or to WFI when it idles). Its cause is
 * the vector, or the handler that the dispatcher reaches (symbols.c). Paths that waited for another core (YIELD) are counted
 * separately.
 *
 * HINT #64 to #126 (no-operations) in a guest begins operation 0 to 62, HINT #127 ends it. In the operations from AWAITED
 * on, the guest waits for an event. Their count starts again at each path of the core that follows QUIET instructions of
 * guests or an idle core, so what remains is the count from the event on. Marks aren't counted. Counts of levels other than
 * EL2, and therefore operations, need levels=on and a machine on one thread (-icount).
 *
 * Lines of `out`:
 *   levels EL2 GUESTS SECURE                    (levels=on)
 *   apart INSTRUCTIONS                          of GUESTS, those in the named physical memory
 *   span TOTAL EL2                              between the first instruction at `from` and the first at `to` (guests')
 *   op NUMBER TOTAL EL2 SECURE TIMES            TOTAL: all levels
 *   path CAUSE|OUTCOME|WAITED LENGTH TIMES      WAITED: 0 or 1
 *   longest CAUSE|OUTCOME|WAITED LENGTH FUNCTION...  the first functions that it entered, in order
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "api.h"
#include "samples.h"
#include "symbols.h"

#define CPUS	     16
#define OPS	     63
#define AWAITED	     32
#define QUIET	     64
#define HINT(n)	     (0xd503201fu | (n) << 5)
#define HINT_MASK    0xfffff01fu
#define MARK_FIRST   64u
#define MARK_END     127u
#define ERET	     0xd69f03e0u
#define WFI	     0xd503207fu
#define YIELD	     0xd503203fu
#define RAM_START    0x40000000ull /* RAM of the machine `virt` */
#define RAM_SIZE     0x40000000ull
#define ENTERED	     40
#define APART_MAX    4
#define VECTOR_LOWER 0x400u
#define VECTOR_SIZE  0x80u

PLUGIN_EXPORT int qemu_plugin_version = PLUGIN_API_VERSION;

/* What is known about an instruction of the core when it is translated. */
struct site {
	const struct function *enters; /* the function whose first instruction it is */
	enum cause begins;	       /* CAUSE_NONE: it is inside a path */
	enum { GOES_ON, ENDS, IDLES, WAITS } then;
};

struct path {
	bool open, waited;
	enum cause cause;
	enum outcome outcome;
	uint32_t length;
	uint64_t start; /* value of el2 at the begin */
	unsigned entered;
	const struct function *functions[ENTERED];
};

static struct {
	struct samples lengths;
	uint32_t longest;
	struct path path;
} seen[CAUSE_COUNT][OUTCOME_COUNT][2];

static struct symbols symbols;
static struct site *sites; /* one for each word of the core's text */
static struct path paths[CPUS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *out_name;
static bool levels;
static uintptr_t core; /* address of the core's text in this process; 0: the core hasn't run yet */
static uint64_t el2, guests, secure, apart_count;
static struct {
	uint64_t from, to;
} apart[APART_MAX];
static unsigned apart_used;
static bool
    one_cpu; /* the length of a path is the increase of el2, so no call is needed for each instruction */

static struct {
	bool open;
	unsigned number;
	uint64_t el2, guests, secure; /* when it began */
	uint64_t path_ended;	      /* the guests' instructions at that time */
} op;
static struct samples ops[OPS];

static uint64_t span_at[2];
static struct {
	unsigned passed;
	uint64_t total, el2;
} span;

static void op_start(void)
{
	op.el2 = el2;
	op.guests = guests;
	op.secure = secure;
}

static void mark(unsigned cpu, void *number)
{
	unsigned n = (unsigned)(uintptr_t)number;
	struct sample s;

	(void)cpu;
	if (n != MARK_END) {
		op.open = true;
		op.number = n - MARK_FIRST;
		op_start();
	} else if (op.open) {
		s.field[1] = (uint32_t)(el2 - op.el2);
		s.field[2] = (uint32_t)(secure - op.secure);
		s.field[0] = (uint32_t)(guests - op.guests) + s.field[1] + s.field[2];
		samples_add(&ops[op.number], s);
		op.open = false;
	}
}

static void span_point(unsigned cpu, void *which)
{
	(void)cpu;
	if (span.passed != (uintptr_t)which)
		return;
	span.passed++;
	span.total = el2 + guests + secure - span.total;
	span.el2 = el2 - span.el2;
}

static void path_begin(struct path *p, enum cause cause)
{
	*p = (struct path){.open = true, .cause = cause, .start = el2};
	if (op.open && op.number >= AWAITED &&
	    (cause == CAUSE_WAKE || guests - op.path_ended >= QUIET))
		op_start();
}

static void path_end(struct path *p)
{
	if (!p->open)
		return;
	p->open = false;
	if (one_cpu)
		p->length = (uint32_t)(el2 - p->start);
	op.path_ended = guests;
	pthread_mutex_lock(&lock);
	samples_add(&seen[p->cause][p->outcome][p->waited].lengths,
		    (struct sample){.field = {p->length}});
	if (p->length > seen[p->cause][p->outcome][p->waited].longest) {
		seen[p->cause][p->outcome][p->waited].longest = p->length;
		seen[p->cause][p->outcome][p->waited].path = *p;
	}
	pthread_mutex_unlock(&lock);
}

static void enter(struct path *p, const struct function *f)
{
	if (f->cause && (p->cause == CAUSE_SYNC || p->cause == CAUSE_IRQ))
		p->cause = f->cause;
	if (f->outcome > p->outcome)
		p->outcome = f->outcome;
	if (p->entered < ENTERED && (!p->entered || p->functions[p->entered - 1] != f))
		p->functions[p->entered++] = f;
}

/* Called before each instruction of the core; on a machine with one core only before those that begin or end a path, enter a
 * function, or wait. */
static void core_executes(unsigned cpu, void *data)
{
	const struct site *s = data;
	struct path *p = &paths[cpu % CPUS];

	if (s->begins)
		path_begin(p, s->begins);
	if (s->enters && s->enters->cause == CAUSE_WAKE) {
		/* A path of its own, whether an interrupt or the idle core led here. */
		path_end(p);
		path_begin(p, CAUSE_WAKE);
	}
	if (s->enters)
		enter(p, s->enters);
	p->length++;
	el2++;
	switch (s->then) {
	case GOES_ON:
		break;
	case WAITS:
		p->waited = true;
		break;
	case ENDS:
		path_end(p);
		break;
	case IDLES:
		path_end(p);
		path_begin(p, CAUSE_WAKE);
	}
}

static void translate_core(struct qemu_plugin_insn *insn, uint64_t offset, uint32_t word)
{
	struct site *s = &sites[offset / 4];

	s->then = word == ERET ? ENDS : word == WFI ? IDLES : word == YIELD ? WAITS : GOES_ON;
	if (one_cpu && !s->begins && !s->enters && s->then == GOES_ON)
		qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64, &el2,
							   1);
	else
		qemu_plugin_register_vcpu_insn_exec_cb(insn, core_executes, QEMU_PLUGIN_CB_NO_REGS,
						       s);
}

static void translate_guest(struct qemu_plugin_insn *insn, uint64_t address, uint32_t word)
{
	uint32_t hint = word >> 5 & 127;

	if (!levels)
		return;
	for (unsigned i = 0; i < apart_used; i++)
		if (address >= apart[i].from && address < apart[i].to)
			qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64,
								   &apart_count, 1);
	for (uintptr_t i = 0; i < 2; i++)
		if (span_at[i] && qemu_plugin_insn_vaddr(insn) == span_at[i])
			qemu_plugin_register_vcpu_insn_exec_cb(insn, span_point,
							       QEMU_PLUGIN_CB_NO_REGS, (void *)i);
	if ((word & HINT_MASK) == HINT(0) && hint >= MARK_FIRST)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, mark, QEMU_PLUGIN_CB_NO_REGS,
						       (void *)(uintptr_t)hint);
	else
		qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64,
							   &guests, 1);
}

static void translate(struct qemu_plugin_insn *insn)
{
	uintptr_t host = (uintptr_t)qemu_plugin_insn_haddr(insn);
	uint64_t address = host - core + symbols.start; /* the physical address, if it is in RAM */
	uint32_t word;

	memcpy(&word, qemu_plugin_insn_data(insn), sizeof(word));
	if (!core && qemu_plugin_insn_vaddr(insn) == symbols.start)
		core = host;
	if (core && host - core < symbols.end - symbols.start)
		translate_core(insn, host - core, word);
	else if (core && address - RAM_START < RAM_SIZE)
		translate_guest(insn, address, word);
	else if (levels)
		qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64,
							   &secure, 1);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < count; i++)
		translate(qemu_plugin_tb_get_insn(tb, i));
}

static void write_paths(FILE *out, unsigned cause, unsigned outcome, unsigned waited)
{
	const struct path *longest = &seen[cause][outcome][waited].path;
	char label[160], prefix[192];

	if (!seen[cause][outcome][waited].lengths.count)
		return;
	snprintf(label, sizeof(label), "%s|%s|%u", cause_names[cause], outcome_names[outcome],
		 waited);
	for (char *p = label; *p; p++)
		*p = *p == ' ' ? '_' : *p;
	snprintf(prefix, sizeof(prefix), "path %s", label);
	samples_write(&seen[cause][outcome][waited].lengths, 1, out, prefix);
	fprintf(out, "longest %s %u", label, longest->length);
	for (unsigned i = 0; i < longest->entered; i++)
		fprintf(out, " %s", longest->functions[i]->name);
	fputc('\n', out);
}

static void ended(qemu_plugin_id_t id, void *data)
{
	FILE *out = fopen(out_name, "w");
	char prefix[32];

	(void)id, (void)data;
	if (!out) {
		fprintf(stderr, "count: %s: %s\n", out_name, strerror(errno));
		return;
	}
	if (levels)
		fprintf(out, "levels %llu %llu %llu\n", (unsigned long long)el2,
			(unsigned long long)guests, (unsigned long long)secure);
	if (apart_used)
		fprintf(out, "apart %llu\n", (unsigned long long)apart_count);
	if (span.passed == 2)
		fprintf(out, "span %llu %llu\n", (unsigned long long)span.total,
			(unsigned long long)span.el2);
	for (unsigned i = 0; i < OPS; i++) {
		snprintf(prefix, sizeof(prefix), "op %u", i);
		samples_write(&ops[i], 3, out, prefix);
	}
	for (unsigned c = 0; c < CAUSE_COUNT; c++)
		for (unsigned o = 0; o < OUTCOME_COUNT; o++)
			for (unsigned w = 0; w < 2; w++)
				write_paths(out, c, o, w);
	if (fclose(out))
		fprintf(stderr, "count: %s: %s\n", out_name, strerror(errno));
}

static bool prepare_sites(void)
{
	static const enum cause lower[] = {CAUSE_SYNC, CAUSE_IRQ, CAUSE_NONE, CAUSE_SERROR};
	uint64_t vector = symbols.vectors - symbols.start + VECTOR_LOWER;

	sites = calloc((symbols.end - symbols.start) / 4, sizeof(*sites));
	if (!sites) {
		fprintf(stderr, "count: out of memory\n");
		return false;
	}
	for (size_t i = 0; i < symbols.count; i++)
		sites[(symbols.items[i].address - symbols.start) / 4].enters = &symbols.items[i];
	sites[0].begins = CAUSE_BOOT;
	for (unsigned i = 0; i < sizeof(lower) / sizeof(lower[0]); i++)
		sites[(vector + i * VECTOR_SIZE) / 4].begins = lower[i];
	return true;
}

/* @return the value if the argument is NAME=...; NULL: it is another argument */
static const char *value_of(const char *argument, const char *name)
{
	size_t length = strlen(name);

	return strncmp(argument, name, length) || argument[length] != '=' ? NULL
									  : argument + length + 1;
}

/* FROM-TO */
static bool add_apart(const char *text)
{
	char *end;

	if (apart_used == APART_MAX)
		return false;
	apart[apart_used].from = strtoull(text, &end, 0);
	if (*end != '-')
		return false;
	apart[apart_used++].to = strtoull(end + 1, &end, 0);
	return *end == '\0';
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	const char *file = NULL, *value;

	if (strcmp(info->target_name, "aarch64") || !info->system_emulation ||
	    info->system.max_vcpus > CPUS) {
		fprintf(stderr, "count: expected a machine of aarch64 with %d cores at most\n",
			CPUS);
		return 1;
	}
	for (int i = 0; i < argc; i++) {
		if ((value = value_of(argv[i], "symbols")))
			file = value;
		else if ((value = value_of(argv[i], "out")))
			out_name = strdup(value);
		else if ((value = value_of(argv[i], "levels")))
			levels = !strcmp(value, "on");
		else if ((value = value_of(argv[i], "from")))
			span_at[0] = strtoull(value, NULL, 0);
		else if ((value = value_of(argv[i], "to")))
			span_at[1] = strtoull(value, NULL, 0);
		else if (!(value = value_of(argv[i], "apart")) || !add_apart(value)) {
			fprintf(stderr, "count: unknown argument %s\n", argv[i]);
			return 1;
		}
	}
	if (!file || !out_name) {
		fprintf(stderr, "count: symbols=FILE,out=FILE are needed\n");
		return 1;
	}
	one_cpu = info->system.max_vcpus == 1;
	if (!symbols_read(&symbols, file) || !prepare_sites())
		return 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
