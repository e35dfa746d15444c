/* SPDX-License-Identifier: BSD-3-Clause */
#include "outcome.h"
#include <stdlib.h>
#include <string.h>
#include "counters.h"
#include "replace.h"
#include "verify/findings.h"

#define CORE  "bulkhead: "
#define ENDED "ended with status "

/* Finds the VM that a line of the core is about, and the rest of the line: "NAME: rest". */
static struct outcome_vm *find(struct outcome *outcome, const char *text, const char **rest)
{
	for (size_t i = 0; i < outcome->count; i++) {
		size_t length = strlen(outcome->vms[i].name);

		if (!strncmp(text, outcome->vms[i].name, length) &&
		    !strncmp(text + length, ": ", 2)) {
			*rest = text + length + 2;
			return &outcome->vms[i];
		}
	}
	return NULL;
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

void outcome_line(struct outcome *outcome, const char *line)
{
	struct outcome_vm *vm;
	const char *rest;

	if (!begins(line, CORE))
		return;
	line += strlen(CORE);
	outcome->panic |= begins(line, "PANIC");
	vm = find(outcome, line, &rest);
	if (!vm)
		return;
	/* The line about the fault itself may have been dropped for lack of room. */
	vm->faulted |= begins(rest, "too many restarts");
	if (begins(rest, "is off")) {
		vm->state = vm->faulted ? VM_CRASHED : VM_OFF;
	} else if (begins(rest, "restarts")) {
		vm->restarts++;
		vm->faulted = false;
		vm->status = 0;
		vm->state = VM_NOT_ENDED;
	} else if (begins(rest, "the secure world refused it")) {
		vm->state = VM_CRASHED;
		snprintf(vm->reason, sizeof(vm->reason), "%s", rest);
	} else if (begins(rest, ENDED)) {
		vm->status = (unsigned)strtoul(rest + strlen(ENDED), NULL, 10);
	} else if (begins(rest, "watchdog: ") || begins(rest, "panicked, ") ||
		   (begins(rest, "vcpu ") && strstr(rest, " at pc "))) {
		vm->faults++;
		vm->faulted = true;
		snprintf(vm->reason, sizeof(vm->reason), "%s", rest);
	}
}

bool outcome_crashed(const struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->count; i++)
		if (outcome->vms[i].state == VM_CRASHED)
			return true;
	return outcome->panic;
}

bool outcome_failed(const struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->count; i++)
		if (outcome->vms[i].status)
			return true;
	return false;
}

static const char *run_word(const struct outcome *outcome, int status)
{
	return status == STATUS_TIMEOUT	     ? "timeout"
	       : status > STATUS_INTERRUPTED ? "interrupted"
	       : outcome_crashed(outcome)    ? "crashed"
	       : status			     ? "failed"
					     : "ended";
}

const char *outcome_write(const struct outcome *outcome, const struct counters *counters,
			  const char *path, const char *image, int status)
{
	static const char *const states[] = {"not ended", "off", "crashed"};
	struct replace file;
	const char *wrong = replace_begin(&file, path, true);

	if (wrong)
		return wrong;
	fprintf(file.file, "{\"image\":");
	json_string(file.file, image);
	fprintf(file.file, ",\"outcome\":\"%s\",\"status\":%d,\"vms\":[", run_word(outcome, status),
		status);
	for (size_t i = 0; i < outcome->count; i++) {
		const struct outcome_vm *vm = &outcome->vms[i];

		fprintf(file.file, "%s\n{\"name\":", i ? "," : "");
		json_string(file.file, vm->name);
		fprintf(
		    file.file,
		    ",\"state\":\"%s\",\"status\":%u,\"faults\":%u,\"restarts\":%u,\"last_fault\":",
		    states[vm->state], vm->status, vm->faults, vm->restarts);
		if (vm->faults || vm->state == VM_CRASHED)
			json_string(file.file, vm->reason);
		else
			fprintf(file.file, "null");
		putc('}', file.file);
	}
	fprintf(file.file, "],\"counters\":");
	if (counters) {
		putc('{', file.file);
		counters_json(counters, file.file);
		fprintf(file.file, "}}\n");
	} else {
		fprintf(file.file, "null}\n");
	}
	wrong = replace_close(&file);
	return wrong ? wrong : replace_end(&file, true);
}
