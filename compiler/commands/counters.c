/* SPDX-License-Identifier: BSD-3-Clause */
#include "counters.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "verify/findings.h"
#include "verify/list.h"

const char *const exit_names[BULKHEAD_EXIT_COUNT] = {[BULKHEAD_EXIT_IRQ] = "irq",
						     [BULKHEAD_EXIT_WFX] = "wfx",
						     [BULKHEAD_EXIT_HVC] = "hvc",
						     [BULKHEAD_EXIT_SMC] = "smc",
						     [BULKHEAD_EXIT_SYSREG] = "sysreg",
						     [BULKHEAD_EXIT_MMIO_GIC] = "gic",
						     [BULKHEAD_EXIT_MMIO] = "mmio",
						     [BULKHEAD_EXIT_FORWARD] = "forward",
						     [BULKHEAD_EXIT_EXTENSION_CALL] = "svc",
						     [BULKHEAD_EXIT_FAULT] = "fault",
						     [BULKHEAD_EXIT_SERROR] = "serror"};

static void *copy_array(const void *items, size_t count, size_t size)
{
	return memcpy(zalloc(count, size), items, count * size);
}

struct counters *counters_copy(const struct counters *counters)
{
	struct counters *copy = copy_array(counters, 1, sizeof(*counters));

	copy->vms = copy_array(counters->vms, counters->vm_count, sizeof(*copy->vms));
	copy->vcpus = copy_array(counters->vcpus, counters->vcpu_count, sizeof(*copy->vcpus));
	copy->cpus = copy_array(counters->cpus, counters->cpu_count, sizeof(*copy->cpus));
	return copy;
}

void counters_free(struct counters *counters)
{
	if (!counters)
		return;
	free(counters->vms);
	free(counters->vcpus);
	free(counters->cpus);
	free(counters);
}

static bool read_vms(struct counters *c, struct monitor *m)
{
	uint64_t size = (uint64_t)c->vm_count * c->core.vm_size;
	uint8_t *states = zalloc(size, 1);
	bool good = monitor_read(m, c->vm_states, size, states);

	for (uint32_t i = 0; good && i < c->vm_count; i++)
		memcpy(&c->vms[i].status,
		       states + (uint64_t)i * c->core.vm_size + c->core.vm_status,
		       sizeof(c->vms[i].status));
	free(states);
	return good;
}

static bool read_vcpus(struct counters *c, struct monitor *m)
{
	uint64_t size = (uint64_t)c->vcpu_count * c->core.vcpu_size;
	uint8_t *states = zalloc(size, 1);
	bool good = !size || monitor_read(m, c->vcpu_states, size, states);

	for (uint32_t i = 0; good && i < c->vcpu_count; i++)
		memcpy(c->vcpus[i].counters,
		       states + (uint64_t)i * c->core.vcpu_size + c->core.vcpu_counters,
		       sizeof(c->vcpus[i].counters));
	free(states);
	return good;
}

bool counters_read(struct counters *c, struct monitor *m)
{
	bool running = monitor_pause(m), good = read_vms(c, m) && read_vcpus(c, m);

	for (uint32_t i = 0; good && i < c->cpu_count; i++)
		good = monitor_read(m, c->cpus[i].pa + c->core.cpu_status,
				    sizeof(c->cpus[i].status), &c->cpus[i].status);
	if (running)
		good = monitor_continue(m) && good;
	return good;
}

const char *counted_state(const struct counted_vm *vm)
{
	static const char *const states[] = {"off", "running", "stopping", "crashed"};
	static const char *const instances[] = {"empty", "init", "ready", "failed"};

	if (vm->extension)
		return vm->status.instance <= BULKHEAD_INSTANCE_FAILED
			   ? instances[vm->status.instance]
			   : "?";
	return vm->status.state <= BULKHEAD_VM_CRASHED ? states[vm->status.state] : "?";
}

/* Address where the core counts the time that vCPU `vcpu` ran, or, with BULKHEAD_NONE, the time that core `cpu` idled. */
static uint64_t place_of(const struct counters *c, uint32_t cpu, uint32_t vcpu)
{
	return vcpu == BULKHEAD_NONE ? c->cpus[cpu].pa + c->core.cpu_status +
					   offsetof(struct bulkhead_cpu_status, idle)
				     : c->vcpu_states + (uint64_t)vcpu * c->core.vcpu_size +
					   c->core.vcpu_counters + 8 * BULKHEAD_COUNTER_TIME;
}

/* The latest time that any core has noted: the machine's counter has reached at least that. */
static uint64_t latest(const struct counters *c)
{
	uint64_t t = 0;

	for (uint32_t i = 0; i < c->cpu_count; i++) {
		const struct bulkhead_cpu_status *s = &c->cpus[i].status;

		t = s->now > t ? s->now : t;
		t = s->since > t ? s->since : t;
	}
	return t;
}

/* The time with the part since the last switch, which the core hasn't added yet. */
static uint64_t time_of(const struct counters *c, uint32_t cpu, uint32_t vcpu)
{
	uint64_t counted = vcpu == BULKHEAD_NONE ? c->cpus[cpu].status.idle
						 : c->vcpus[vcpu].counters[BULKHEAD_COUNTER_TIME];

	return c->cpus[cpu].status.counted == place_of(c, cpu, vcpu)
		   ? counted + latest(c) - c->cpus[cpu].status.since
		   : counted;
}

double counted_share(const struct counters *now, const struct counters *before, uint32_t cpu,
		     uint32_t vcpu)
{
	uint64_t mine = time_of(now, cpu, vcpu) - (before ? time_of(before, cpu, vcpu) : 0);
	uint64_t all =
	    time_of(now, cpu, BULKHEAD_NONE) - (before ? time_of(before, cpu, BULKHEAD_NONE) : 0);

	for (uint32_t i = 0; i < now->vcpu_count; i++)
		if (now->vcpus[i].cpu == cpu)
			all += time_of(now, cpu, i) - (before ? time_of(before, cpu, i) : 0);
	if (all)
		return (double)mine / (double)all;
	return now->cpus[cpu].status.counted == place_of(now, cpu, vcpu);
}

#define COUNTER_HZ 62500000.0 /* of QEMU's generic timer */

static void vcpu_json(const struct counters *c, uint32_t i, FILE *out)
{
	const struct counted_vcpu *v = &c->vcpus[i];
	double share = counted_share(c, NULL, v->cpu, i);

	fprintf(out, "%s\n{\"vm\":", i ? "," : "");
	json_string(out, c->vms[v->vm].name);
	fprintf(out, ",\"vcpu\":%u,\"core\":%u,\"time_us\":%.1f,\"share\":%.6f", v->index, v->cpu,
		time_of(c, v->cpu, i) * 1e6 / COUNTER_HZ, share);
	if (v->allowed > 0)
		fprintf(out, ",\"budget_used\":%.6f", share / v->allowed);
	fprintf(out, ",\"exits\":{");
	for (unsigned e = 0; e < BULKHEAD_EXIT_COUNT; e++)
		fprintf(out, "%s\"%s\":%" PRIu64, e ? "," : "", exit_names[e], v->counters[e]);
	fprintf(out, "}}");
}

void counters_json(const struct counters *c, FILE *out)
{
	const char *comma = "";

	fprintf(out, "\"cores\":[");
	for (uint32_t i = 0; i < c->cpu_count; i++)
		fprintf(out, "%s{\"core\":%u,\"idle_us\":%.1f,\"idle\":%.6f}", i ? "," : "", i,
			time_of(c, i, BULKHEAD_NONE) * 1e6 / COUNTER_HZ,
			counted_share(c, NULL, i, BULKHEAD_NONE));
	fprintf(out, "],\"vcpus\":[");
	for (uint32_t i = 0; i < c->vcpu_count; i++)
		vcpu_json(c, i, out);
	fprintf(out, "],\"extensions\":[");
	for (uint32_t i = 0; i < c->vm_count; i++)
		if (c->vms[i].extension) {
			fprintf(out, "%s\n{\"name\":", comma);
			json_string(out, c->vms[i].name);
			fprintf(out, ",\"state\":\"%s\",\"restarts\":%u}",
				counted_state(&c->vms[i]), c->vms[i].status.restarts);
			comma = ",";
		}
	putc(']', out);
}
