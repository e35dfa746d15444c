/* SPDX-License-Identifier: BSD-3-Clause */
/* Facts of an image for other commands, read with the verifier's checks. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "../commands/counters.h"
#include "../commands/outcome.h"
#include "../commands/tools.h"
#include "list.h"
#include "verify.h"

int verify_image(const char *path, const char *name, int quiet)
{
	return verify_file(path, name, NULL, quiet ? VERIFY_QUIET : VERIFY_TEXT,
			   quiet ? stderr : stdout);
}

int image_facts(const char *path, struct image_facts *facts)
{
	struct findings findings = {0};
	struct system system = {0};
	size_t size;
	const void *data;
	int status = 1;

	if (file_is_description(path))
		return 1;
	data = file_map(path, &size);
	if (!data)
		return 1;
	if (image_open(&system.image, data, size, &findings) && system_read(&system, &findings)) {
		const struct bulkhead_declarations *declared = system.declared;
		size_t length = declared->qemu_size;

		*facts = (struct image_facts){
		    .secure_world = system.manifest->board.secure_world,
		    .boot_image = declared->qemu_boot_image,
		    .load_address = system.core.load_address,
		    .trace = system.manifest->trace,
		    .trace_bytes = (uint64_t)system.manifest->trace_entries *
				   system.manifest->cpu_count * system.core.trace_entry_size};
		if (length > sizeof(facts->qemu) - 1)
			length = sizeof(facts->qemu) - 1;
		memcpy(facts->qemu, (const char *)declared + declared->qemu, length);
		status = 0;
	} else {
		findings_print(&findings, path, false, stderr);
	}
	system_free(&system);
	findings_free(&findings);
	file_unmap(data, size);
	return status;
}

int image_vms(const char *path, struct outcome *outcome)
{
	struct findings findings = {0};
	struct system system = {0};
	size_t size;
	const void *data = file_map(path, &size);

	if (!data)
		return 1;
	if (image_open(&system.image, data, size, &findings) && system_read(&system, &findings)) {
		outcome->count = system.manifest->vm_count;
		outcome->vms = zalloc(outcome->count, sizeof(*outcome->vms));
		for (size_t i = 0; i < outcome->count; i++)
			outcome->vms[i].name = strdup(system.names[i]);
	}
	system_free(&system);
	findings_free(&findings);
	file_unmap(data, size);
	return 0;
}

void image_vms_free(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->count; i++)
		free((char *)(uintptr_t)outcome->vms[i].name);
	free(outcome->vms);
}

static struct counters *make_counters(const struct system *system)
{
	const struct bulkhead_manifest *manifest = system->manifest;
	struct counters *c = zalloc(1, sizeof(*c));

	c->core = system->core;
	c->vm_states = manifest->vm_states;
	c->vcpu_states = manifest->vcpu_states;
	c->vm_count = manifest->vm_count;
	c->vcpu_count = manifest->vcpu_count;
	c->cpu_count = manifest->cpu_count;
	c->vms = zalloc(c->vm_count, sizeof(*c->vms));
	c->vcpus = zalloc(c->vcpu_count, sizeof(*c->vcpus));
	c->cpus = zalloc(c->cpu_count, sizeof(*c->cpus));
	for (uint32_t i = 0; i < c->cpu_count; i++)
		c->cpus[i].pa = system->cpus[i].state;
	for (uint32_t i = 0; i < c->vm_count; i++) {
		memcpy(c->vms[i].name, system->names[i], sizeof(c->vms[i].name));
		c->vms[i].extension = system->vms[i].kind == MANIFEST_VM_EXTENSION;
		c->vms[i].vcpu_count = system->vms[i].vcpus.count;
	}
	for (uint32_t i = 0; i < c->vcpu_count; i++) {
		const struct manifest_vcpu *v = &system->vcpus[i];

		c->vcpus[i].vm = v->vm;
		c->vcpus[i].index = v->index;
		c->vcpus[i].cpu = v->cpu;
		if (v->budget_us && v->period_us)
			c->vcpus[i].allowed = (double)v->budget_us / v->period_us;
	}
	return c;
}

struct counters *image_counters(const char *path)
{
	struct findings findings = {0};
	struct system system = {0};
	struct counters *counters = NULL;
	const void *data;
	size_t size;

	if (file_is_description(path))
		return NULL;
	data = file_map(path, &size);
	if (!data)
		return NULL;
	if (image_open(&system.image, data, size, &findings) && system_read(&system, &findings))
		counters = make_counters(&system);
	else
		findings_print(&findings, path, false, stderr);
	system_free(&system);
	findings_free(&findings);
	file_unmap(data, size);
	return counters;
}
