/* SPDX-License-Identifier: BSD-3-Clause */
/* The core's functions, and which of them tell why an exception came and what its outcome was. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The reason why the core runs. symbols.c has the text of each. */
enum cause {
	CAUSE_NONE,
	CAUSE_BOOT,
	CAUSE_SYNC, /* the handler that is reached tells more */
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

/* The outcome of a path: the highest one that is reached counts. */
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
	enum cause cause;     /* CAUSE_NONE: the function tells nothing of the cause */
	enum outcome outcome; /* OUTCOME_NONE: the function tells nothing of the outcome */
};

/* The functions are sorted by address. */
struct symbols {
	struct function *items;
	size_t count;
	uint64_t start, end,
	    vectors; /* the core's text: its first instruction, and the page behind it */
};

extern const char *const cause_names[CAUSE_COUNT], *const outcome_names[OUTCOME_COUNT];

/* Read FILE, the output of `nm -n` for core.elf. @return false: it has a mistake, and a message has been printed */
bool symbols_read(struct symbols *symbols, const char *file);
