/* SPDX-License-Identifier: BSD-3-Clause */
/* How a run ended, and each of its VMs: from the core's own lines on the console, which begin with `bulkhead: `. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What `bulkhead run` ends with; beside these 0, and QEMU's status where it failed. */
#define STATUS_ERROR	   1 /* nothing ran: description, image, or QEMU */
#define STATUS_CRASHED	   3 /* a VM, or the core, has crashed and stays stopped */
#define STATUS_PROGRAM	   4 /* none has, but the program of a VM ended with a status other than 0 */
#define STATUS_TIMEOUT	   124 /* as timeout(1) */
#define STATUS_INTERRUPTED 128 /* + number of the signal, as in sh(1) */

enum vm_outcome { VM_NOT_ENDED = 0, VM_OFF, VM_CRASHED };

struct outcome_vm {
	const char *name;
	enum vm_outcome state;
	unsigned faults, restarts, status; /* that its program ended with */
	bool faulted;			   /* since its last start */
	char reason[160];		   /* of its last fault, "" if there was none */
};

struct counters;

struct outcome {
	struct outcome_vm *vms;
	size_t count;
	bool panic; /* the core's own */
};

/* A line of the console, without its end. */
void outcome_line(struct outcome *outcome, const char *line);
/* Has a VM crashed and stays stopped, or the core panicked? */
bool outcome_crashed(const struct outcome *outcome);
/* Has a VM's program ended with a status other than 0? */
bool outcome_failed(const struct outcome *outcome);
/*
 * The summary as JSON; `status` is the one that the run ends with; `counters` NULL: nobody could read them. NULL, or what
 * keeps it from being written.
 */
const char *outcome_write(const struct outcome *outcome, const struct counters *counters,
			  const char *path, const char *image, int status);
