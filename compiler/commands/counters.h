/* SPDX-License-Identifier: BSD-3-Clause */
/* The core's counters of a running system (bulkhead/status.h), read from the machine's memory. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <bulkhead/status.h>
#include "monitor.h"

struct counted_vm {
	char name[BULKHEAD_NAME_SIZE + 1];
	bool extension; /* then `state` is the state of its instance */
	uint32_t vcpu_count;
	struct bulkhead_vm_status status;
};
struct counted_vcpu {
	uint32_t vm, index, cpu;
	double allowed; /* budget / period, a share of its core; 0: unlimited */
	uint64_t counters[BULKHEAD_COUNTER_COUNT];
};
struct counted_cpu {
	uint64_t pa; /* address of the core's state */
	struct bulkhead_cpu_status status;
};

struct counters {
	struct counted_vm *vms;
	struct counted_vcpu *vcpus;
	struct counted_cpu *cpus;
	uint32_t vm_count, vcpu_count, cpu_count;
	/* Physical addresses in the machine. */
	uint64_t vm_states, vcpu_states;
	struct bulkhead_core_header core;
};

/* Finds an image's counters and returns them as 0. NULL after messages on stderr. */
struct counters *image_counters(const char *path);
struct counters *counters_copy(const struct counters *counters);
void counters_free(struct counters *counters);
/* Pauses the machine and reads all counters. False: QEMU didn't answer. */
bool counters_read(struct counters *counters, struct monitor *m);

/* The state of a VM, or of an extension's instance, as a word. */
const char *counted_state(const struct counted_vm *vm);
/* Short names of enum bulkhead_exit. */
extern const char *const exit_names[BULKHEAD_EXIT_COUNT];
/*
 * The share (0 .. 1) of core `cpu` that its vCPU `vcpu` (BULKHEAD_NONE: idleness) has had since `before` (NULL: since the
 * core's start). It is exact up to the last switch or interrupt of any core.
 */
double counted_share(const struct counters *now, const struct counters *before, uint32_t cpu,
		     uint32_t vcpu);
/* Writes the members "cores": [...], "vcpus": [...], "extensions": [...] of a JSON object. */
void counters_json(const struct counters *counters, FILE *out);
