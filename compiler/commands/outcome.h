/* SPDX-License-Identifier: BSD-3-Clause */
/* How a run and each of its VMs ended, by the core's lines on the console, which begin with `bulkhead: `. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Exit statuses of `bulkhead run`, besides 0 and the status of a QEMU that failed. */
#define STATUS_ERROR	   1   /* nothing ran: description, image, or QEMU */
#define STATUS_CRASHED	   3   /* a VM, or the core, has crashed and stays stopped */
#define STATUS_PROGRAM	   4   /* no crash, but a VM's program ended with a status other than 0 */
#define STATUS_TIMEOUT	   124 /* as timeout(1) */
#define STATUS_INTERRUPTED 128 /* + number of the signal, as in sh(1) */

enum vm_outcome { VM_NOT_ENDED = 0, VM_OFF, VM_CRASHED };

struct outcome_vm {
	const char *name;
	enum vm_outcome state;
	unsigned faults, restarts, status; /* `status`: its program's exit status */
	bool faulted;			   /* since its last start */
	char reason[160];		   /* reason of its last fault, "" if there was none */
};

struct counters;

struct outcome {
	struct outcome_vm *vms;
	size_t count;
	bool panic; /* the core panicked */
};

/* Takes a line of the console, without the line's end. */
void outcome_line(struct outcome *outcome, const char *line);
/* Did the core panic, or did a VM crash and stay stopped? */
bool outcome_crashed(const struct outcome *outcome);
/* Has a VM's program ended with a status other than 0? */
bool outcome_failed(const struct outcome *outcome);
/*
 * Writes the summary as JSON. status: the run's exit status. counters NULL: they couldn't be read. Returns NULL, or why the
 * summary can't be written.
 */
const char *outcome_write(const struct outcome *outcome, const struct counters *counters,
			  const char *path, const char *image, int status);
