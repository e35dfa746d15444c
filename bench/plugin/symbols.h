/* SPDX-License-Identifier: BSD-3-Clause */
/* The core's functions: which of them says why an exception came, and what came of it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why the core runs. The text of each is in symbols.c. */
enum cause {
	CAUSE_NONE,
	CAUSE_BOOT,
	CAUSE_SYNC, /* more is known when its handler is reached */
	CAUSE_IRQ,
	CAUSE_SERROR,
	CAUSE_WAKE,
	CAUSE_WFX,
	CAUSE_HVC,
	CAUSE_SMC,
	CAUSE_SYSREG,
	CAUSE_ABORT,
	CAUSE_BREAKPOINT,
	CAUSE_UNHANDLED,
	CAUSE_REPLY,
	CAUSE_EXTENSION,
	CAUSE_IRQ_TIMER,
	CAUSE_IRQ_VTIMER,
	CAUSE_IRQ_DEVICE,
	CAUSE_IRQ_KICK,
	CAUSE_IRQ_LISTS,
	CAUSE_COUNT
};

/* What came of it: the highest that is reached counts. */
enum outcome {
	OUTCOME_NONE,
	OUTCOME_SWITCH,
	OUTCOME_FORWARD,
	OUTCOME_SECURE,
	OUTCOME_PRINT,
	OUTCOME_RESTART,
	OUTCOME_REPORT,
	OUTCOME_VM,
	OUTCOME_COUNT
};

struct function {
	uint64_t address;
	char name[128];
	enum cause cause;     /* CAUSE_NONE: says nothing */
	enum outcome outcome; /* OUTCOME_NONE: likewise */
};

/* Sorted by address. */
struct symbols {
	struct function *items;
	size_t count;
	uint64_t start, end,
	    vectors; /* of the core's text: its first instruction, the next page behind it */
};

extern const char *const cause_names[CAUSE_COUNT], *const outcome_names[OUTCOME_COUNT];

/* Read FILE: what `nm -n` says of core.elf. False: a message has been printed. */
bool symbols_read(struct symbols *symbols, const char *file);
