/* SPDX-License-Identifier: BSD-3-Clause */
/* The options of `bulkhead run`, and QEMU's command line. */
#pragma once
#include <stdbool.h>
#include "compile.h"
#include "host.h"

typedef LIST(const char *) words;

struct run_options {
	struct compile_options compile;
	words disks; /* files */
	words nets;  /* what QEMU's -netdev says, without id */
	const char *image, *cpu, *trace, *json, *screenshot;
	unsigned timeout;
	bool gdb, monitor, display, unverified, print;
	char **extra; /* further arguments for QEMU */
	int extra_count;
};

/* Does the tool wait for the machine's end, to read its memory then? Not with gdb, which starts the machine itself. */
bool run_is_watched(const struct run_options *o);
/* QEMU's command line, NULL at its end; its sockets lie in `folder`. False after a message on stderr. */
bool run_arguments(words *list, struct run_options *o, const char *folder);
