/* SPDX-License-Identifier: BSD-3-Clause */
/* `bulkhead trace`: the core's trace rings as Chrome/Perfetto JSON and as a summary. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bulkhead/hypercall.h>
#include <bulkhead/request.h>
#include <bulkhead/trace.h>
#include "command.h"
#include "monitor.h"
#include "replace.h"
#include "tools.h"
#include "verify/verify.h"
#include "verify/lookup.h"

#define COUNTER_HZ 62500000.0 /* of QEMU's generic timer */
#define PID_CPUS   0u
#define PID_CALLS  1u

struct entry {
	struct bulkhead_trace_entry raw;
	uint32_t cpu;
	uint64_t order; /* place in its ring */
};

struct trace {
	struct system *system;
	struct entry *entries; /* by time */
	size_t count;
	double hz;
	uint64_t *run_time; /* per vCPU, ticks */
	uint64_t idle_time, events[BULKHEAD_TRACE_EVENT_COUNT];
	uint64_t calls, call_ticks, call_longest;
};

static int by_time(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->raw.time != y->raw.time)
		return x->raw.time < y->raw.time ? -1 : 1;
	if (x->cpu != y->cpu)
		return x->cpu < y->cpu ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static const char *vcpu_name(const struct trace *t, uint32_t vcpu)
{
	static char names[4][48];
	static unsigned next;
	char *name = names[next++ % 4];

	if (vcpu >= t->system->manifest->vcpu_count)
		return vcpu == BULKHEAD_NONE ? "idle" : "?";
	snprintf(name, sizeof(names[0]), "%s/%u",
		 system_vm_name(t->system, t->system->vcpus[vcpu].vm),
		 t->system->vcpus[vcpu].index);
	return name;
}

/* A ring's oldest entry follows its newest one. Entries are sorted by time; those of the same tick keep their order. */
static void read_rings(struct trace *t, const uint8_t *dump, size_t size)
{
	uint32_t per_cpu = t->system->manifest->trace_entries;

	/* Never more than the dump has, whatever the image says. */
	t->entries = zalloc(size / sizeof(struct bulkhead_trace_entry), sizeof(*t->entries));
	for (uint32_t cpu = 0; cpu < t->system->manifest->cpu_count; cpu++) {
		uint64_t at = (uint64_t)cpu * per_cpu * sizeof(struct bulkhead_trace_entry);
		uint32_t oldest = 0;
		uint64_t last = 0;

		for (uint32_t i = 0; i < per_cpu; i++, at += sizeof(struct bulkhead_trace_entry)) {
			struct bulkhead_trace_entry raw;

			if (at > size || size - at < sizeof(raw))
				break;
			memcpy(&raw, dump + at, sizeof(raw));
			if (raw.time < last && !oldest)
				oldest = i;
			last = raw.time;
			if (raw.event == BULKHEAD_TRACE_NONE ||
			    raw.event >= BULKHEAD_TRACE_EVENT_COUNT)
				continue;
			t->entries[t->count++] = (struct entry){
			    raw, cpu, oldest && i >= oldest ? i : (uint64_t)i + per_cpu};
		}
	}
	qsort(t->entries, t->count, sizeof(*t->entries), by_time);
}

static double microseconds(const struct trace *t, uint64_t time)
{
	return (time - t->entries[0].raw.time) * 1e6 / t->hz;
}

static void write_slice(FILE *out, const struct trace *t, const char *name, unsigned pid,
			uint32_t tid, uint64_t begin, uint64_t end)
{
	fprintf(out,
		",\n{\"ph\":\"X\",\"pid\":%u,\"tid\":%u,\"ts\":%.3f,\"dur\":%.3f,\"name\":", pid,
		tid, microseconds(t, begin), (end - begin) * 1e6 / t->hz);
	json_string(out, name);
	putc('}', out);
}

static void write_instant(FILE *out, const struct trace *t, const struct entry *e)
{
	static const char *const states[] = {"off", "running", "stopping", "crashed"};
	char name[128];

	switch (e->raw.event) {
	case BULKHEAD_TRACE_IRQ:
		snprintf(name, sizeof(name), "INTID %u", e->raw.a);
		break;
	case BULKHEAD_TRACE_VM:
		snprintf(name, sizeof(name), "%s %s", system_vm_name(t->system, e->raw.a),
			 e->raw.b <= BULKHEAD_VM_CRASHED ? states[e->raw.b] : "?");
		break;
	case BULKHEAD_TRACE_FAULT:
		snprintf(name, sizeof(name), "fault of %s: ESR_EL2 0x%" PRIx64,
			 system_vm_name(t->system, e->raw.b), e->raw.c);
		break;
	case BULKHEAD_TRACE_OVERRUN:
		snprintf(name, sizeof(name), "overrun of %s", system_vm_name(t->system, e->raw.b));
		break;
	case BULKHEAD_TRACE_DMA:
		snprintf(name, sizeof(name), "refused: stream 0x%x at 0x%" PRIx64, e->raw.a,
			 e->raw.c);
		break;
	default:
		return;
	}
	fprintf(out, ",\n{\"ph\":\"i\",\"s\":\"t\",\"pid\":%u,\"tid\":%u,\"ts\":%.3f,\"name\":",
		PID_CPUS, e->cpu, microseconds(t, e->raw.time));
	json_string(out, name);
	putc('}', out);
}

/* Converts all entries in one pass: slices end at switches, and last from a forward to its reply. */
static void convert(struct trace *t, FILE *out)
{
	static const char *const kinds[] = {"init", "smc",	 "hvc",		"mmio",	 "sysreg",
					    "call", "unhandled", "client gone", "notify"};
	uint32_t cpus = t->system->manifest->cpu_count, vcpus = t->system->manifest->vcpu_count;
	const struct entry **running = zalloc(cpus, sizeof(*running));
	const struct entry **forwarded = zalloc(vcpus, sizeof(*forwarded));

	t->run_time = zalloc(vcpus, sizeof(*t->run_time));
	fprintf(out,
		"{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n{\"ph\":\"M\",\"pid\":%u,"
		"\"name\":\"process_name\",\"args\":{\"name\":\"CPUs\"}},\n{\"ph\":\"M\","
		"\"pid\":%u,\"name\":\"process_name\",\"args\":{\"name\":\"forwarded calls\"}}",
		PID_CPUS, PID_CALLS);
	for (uint32_t cpu = 0; cpu < cpus; cpu++)
		fprintf(out,
			",\n{\"ph\":\"M\",\"pid\":%u,\"tid\":%u,\"name\":\"thread_name\","
			"\"args\":{\"name\":\"CPU %u\"}}",
			PID_CPUS, cpu, cpu);
	for (uint32_t v = 0; v < vcpus; v++) {
		fprintf(out,
			",\n{\"ph\":\"M\",\"pid\":%u,\"tid\":%u,\"name\":\"thread_name\","
			"\"args\":{\"name\":",
			PID_CALLS, v);
		json_string(out, vcpu_name(t, v));
		fprintf(out, "}}");
	}
	for (size_t i = 0; i < t->count; i++) {
		const struct entry *e = &t->entries[i], *begin;
		char name[128];

		t->events[e->raw.event]++;
		if (e->raw.event == BULKHEAD_TRACE_SWITCH) {
			begin = running[e->cpu];
			running[e->cpu] = e;
			if (!begin)
				continue;
			if (begin->raw.a < vcpus)
				t->run_time[begin->raw.a] += e->raw.time - begin->raw.time;
			else
				t->idle_time += e->raw.time - begin->raw.time;
			if (begin->raw.a != BULKHEAD_NONE)
				write_slice(out, t, vcpu_name(t, begin->raw.a), PID_CPUS, e->cpu,
					    begin->raw.time, e->raw.time);
		} else if (e->raw.event == BULKHEAD_TRACE_FORWARD && e->raw.a < vcpus) {
			forwarded[e->raw.a] = e;
		} else if (e->raw.event == BULKHEAD_TRACE_REPLY && e->raw.a < vcpus &&
			   forwarded[e->raw.a]) {
			begin = forwarded[e->raw.a];
			forwarded[e->raw.a] = NULL;
			snprintf(
			    name, sizeof(name), "%s: %s", system_vm_name(t->system, begin->raw.b),
			    begin->raw.c < sizeof(kinds) / sizeof(kinds[0]) ? kinds[begin->raw.c]
									    : "?");
			write_slice(out, t, name, PID_CALLS, e->raw.a, begin->raw.time,
				    e->raw.time);
			t->calls++;
			t->call_ticks += e->raw.time - begin->raw.time;
			if (e->raw.time - begin->raw.time > t->call_longest)
				t->call_longest = e->raw.time - begin->raw.time;
		} else {
			write_instant(out, t, e);
		}
	}
	fprintf(out, "\n]}\n");
	free(running);
	free(forwarded);
}

static void summarise(const struct trace *t, FILE *out)
{
	static const char *const names[] = {"",	       "switches",   "forwards",
					    "replies", "interrupts", "VM states",
					    "faults",  "overruns",   "refused DMA"};
	double total = t->count ? microseconds(t, t->entries[t->count - 1].raw.time) : 0;

	fprintf(out, "%zu events in %.3f ms on %u CPUs:", t->count, total / 1000,
		t->system->manifest->cpu_count);
	for (unsigned e = 1; e < BULKHEAD_TRACE_EVENT_COUNT; e++)
		fprintf(out, " %" PRIu64 " %s%s", t->events[e], names[e],
			e + 1 < BULKHEAD_TRACE_EVENT_COUNT ? "," : "\n");
	for (uint32_t v = 0; v < t->system->manifest->vcpu_count; v++)
		if (t->run_time[v])
			fprintf(out, "  %-28s %12.3f us on its CPU\n", vcpu_name(t, v),
				t->run_time[v] * 1e6 / t->hz);
	fprintf(out, "  %-28s %12.3f us\n", "idle", t->idle_time * 1e6 / t->hz);
	if (t->calls)
		fprintf(out, "  %" PRIu64 " forwarded calls: mean %.3f us, longest %.3f us\n",
			t->calls, t->call_ticks * 1e6 / t->hz / t->calls,
			t->call_longest * 1e6 / t->hz);
}

static int convert_files(const char *image, const char *dump, const char *json, double hz)
{
	struct findings findings = {0};
	struct system system = {0};
	struct trace trace = {.system = &system, .hz = hz};
	size_t size, ring_size;
	const void *data = file_map(image, &size), *rings;
	struct replace file = {.file = stdout};
	int status = 1;

	replace_protect(image);
	replace_protect(dump);
	if (!data)
		return 1;
	rings = file_map(dump, &ring_size);
	if (rings && image_open(&system.image, data, size, &findings) &&
	    system_read(&system, &findings)) {
		const char *wrong = NULL;

		if (strcmp(json, "-"))
			wrong = replace_begin(&file, json, true);
		if (!wrong) {
			read_rings(&trace, rings, ring_size);
			errno = 0;
			convert(&trace, file.file);
			if (file.file != stdout)
				wrong = replace_close(&file);
			else if (ferror(stdout) | fflush(stdout))
				wrong = strerror(errno);
			summarise(&trace, stderr);
		}
		if (!wrong)
			wrong = replace_end(&file, true);
		if (wrong)
			fprintf(stderr, "bulkhead: %s: %s\n", json, wrong);
		status = wrong != NULL;
	}
	findings_print(&findings, image, false, stderr);
	findings_free(&findings);
	system_free(&system);
	file_unmap(data, size);
	if (rings)
		file_unmap(rings, ring_size);
	free(trace.entries);
	free(trace.run_time);
	return status ? 1 : 0;
}

int trace_convert(const char *image, const char *dump, const char *json)
{
	return convert_files(image, dump, json, COUNTER_HZ);
}

/* Saves the rings of a running QEMU in the file `path`. */
static int fetch(const char *socket, const struct image_facts *facts, const char *path)
{
	struct monitor *m = monitor_open(socket);
	bool good = m && monitor_save(m, facts->trace, facts->trace_bytes, path);

	if (m && !good)
		fprintf(stderr, "bulkhead: %s: QEMU didn't save its memory\n", socket);
	monitor_close(m);
	return !good;
}

int trace_main(int argc, char **argv)
{
	static const struct option options[] = {{"dump", required_argument, NULL, 'd'},
						{"qmp", required_argument, NULL, 'q'},
						{"hz", required_argument, NULL, 'z'},
						{"output", required_argument, NULL, 'o'},
						{0}};
	const char *dump = NULL, *socket = NULL, *output = "-";
	char fetched[] = "/tmp/bulkhead-ring-XXXXXX";
	double hz = COUNTER_HZ;
	struct image_facts facts;
	int option, file, status;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			dump = optarg;
			break;
		case 'q':
			socket = optarg;
			break;
		case 'z':
			hz = strtod(optarg, NULL);
			break;
		case 'o':
			output = optarg;
			break;
		default:
			return COMMAND_USAGE;
		}
	}
	if (optind + 1 != argc || !(hz > 0)) {
		return COMMAND_USAGE;
	}
	if (image_facts(argv[optind], &facts))
		return 1;
	if (!facts.trace_bytes) {
		fprintf(stderr,
			"bulkhead: %s: it has no trace rings: say `trace-entries = <1024>;' in "
			"the description\n",
			argv[optind]);
		return 1;
	}
	if (dump)
		return convert_files(argv[optind], dump, output, hz);
	if (!socket) {
		printf("pmemsave 0x%" PRIx64 " 0x%" PRIx64 " FILE\n", facts.trace,
		       facts.trace_bytes);
		return 0;
	}
	file = temporary_make(fetched);
	if (file < 0) {
		fprintf(stderr, "bulkhead: %s: %s\n", fetched, strerror(errno));
		return 1;
	}
	close(file);
	status = fetch(socket, &facts, fetched) || convert_files(argv[optind], fetched, output, hz);
	temporary_done(fetched, true);
	return status;
}
