/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "symbols.h"

#define PAGE 4096u

const char *const cause_names[CAUSE_COUNT] = {
    [CAUSE_NONE] = "unknown",
    [CAUSE_BOOT] = "boot of a core",
    [CAUSE_SYNC] = "another synchronous exception",
    [CAUSE_IRQ] = "interrupt of nobody",
    [CAUSE_SERROR] = "SError",
    [CAUSE_WAKE] = "end of idling",
    [CAUSE_WFX] = "WFI or WFE",
    [CAUSE_HVC] = "HVC",
    [CAUSE_SMC] = "SMC",
    [CAUSE_SYSREG] = "system register",
    [CAUSE_ABORT] = "data or instruction abort",
    [CAUSE_BREAKPOINT] = "breakpoint",
    [CAUSE_UNHANDLED] = "undefined by the core",
    [CAUSE_REPLY] = "reply of an extension",
    [CAUSE_EXTENSION] = "call or fault of an extension",
    [CAUSE_IRQ_TIMER] = "interrupt of the core timer",
    [CAUSE_IRQ_VTIMER] = "interrupt of a guest timer",
    [CAUSE_IRQ_DEVICE] = "interrupt of a device",
    [CAUSE_IRQ_KICK] = "interrupt of another core",
    [CAUSE_IRQ_LISTS] = "interrupt of the list registers",
};
const char *const outcome_names[OUTCOME_COUNT] = {
    [OUTCOME_NONE] = "back",
    [OUTCOME_SWITCH] = "another vCPU",
    [OUTCOME_FORWARD] = "forwarded",
    [OUTCOME_SECURE] = "call to the secure world",
    [OUTCOME_PRINT] = "a line printed",
    [OUTCOME_RESTART] = "extension initialised",
    [OUTCOME_REPORT] = "fault reported",
    [OUTCOME_VM] = "a VM ends or starts",
};

static const struct {
	const char *name;
	enum cause cause;
	enum outcome outcome;
} known[] = {
    {"_start", CAUSE_BOOT, OUTCOME_NONE},
    {"exit_wfx", CAUSE_WFX, OUTCOME_NONE},
    {"exit_hvc", CAUSE_HVC, OUTCOME_NONE},
    {"exit_smc", CAUSE_SMC, OUTCOME_NONE},
    {"exit_sysreg", CAUSE_SYSREG, OUTCOME_NONE},
    {"exit_abort", CAUSE_ABORT, OUTCOME_NONE},
    {"exit_breakpoint", CAUSE_BREAKPOINT, OUTCOME_NONE},
    {"exit_unhandled", CAUSE_UNHANDLED, OUTCOME_NONE},
    {"extension_reply", CAUSE_REPLY, OUTCOME_NONE},
    {"extension_exit", CAUSE_EXTENSION, OUTCOME_NONE},
    {"sched_timer", CAUSE_IRQ_TIMER, OUTCOME_NONE},
    {"guest_timer", CAUSE_IRQ_VTIMER, OUTCOME_NONE},
    {"guest_spi", CAUSE_IRQ_DEVICE, OUTCOME_NONE},
    {"vcpu_serve_kicks", CAUSE_IRQ_KICK, OUTCOME_NONE},
    {"vgic_flush", CAUSE_IRQ_LISTS, OUTCOME_NONE},
    {"maintain", CAUSE_IRQ_LISTS, OUTCOME_NONE},
    {"preempt", CAUSE_WAKE, OUTCOME_NONE},
    {"switch_to", CAUSE_NONE, OUTCOME_SWITCH},
    {"extension_enter", CAUSE_NONE, OUTCOME_FORWARD},
    {"extension_call", CAUSE_NONE, OUTCOME_FORWARD},
    {"smc_call", CAUSE_NONE, OUTCOME_SECURE},
    {"print_console", CAUSE_NONE, OUTCOME_PRINT},
    {"activation_notice", CAUSE_NONE, OUTCOME_RESTART},
    {"fault_report", CAUSE_NONE, OUTCOME_REPORT},
    {"vm_life", CAUSE_NONE, OUTCOME_VM},
};
#define KNOWN (sizeof(known) / sizeof(known[0]))

/* Parts that the compiler split off a function (NAME.part.0) don't count as the function. */
static bool add(struct symbols *symbols, uint64_t address, const char *name, bool *found)
{
	struct function *f;

	f = realloc(symbols->items, (symbols->count + 1) * sizeof(*f));
	if (!f) {
		fprintf(stderr, "count: out of memory\n");
		return false;
	}
	symbols->items = f;
	f += symbols->count++;
	*f = (struct function){.address = address};
	snprintf(f->name, sizeof(f->name), "%s", name);
	for (size_t i = 0; i < KNOWN; i++) {
		if (strcmp(name, known[i].name))
			continue;
		f->cause = known[i].cause;
		f->outcome = known[i].outcome;
		found[i] = true;
	}
	if (!strcmp(name, "_start"))
		symbols->start = address;
	if (!strcmp(name, "vectors"))
		symbols->vectors = address;
	symbols->end = (address + PAGE) & ~(uint64_t)(PAGE - 1);
	return true;
}

bool symbols_read(struct symbols *symbols, const char *file)
{
	bool found[KNOWN] = {false}, good = true;
	char line[256], type, name[128];
	unsigned long long address;
	FILE *in = fopen(file, "r");

	if (!in) {
		fprintf(stderr, "count: %s: %s\n", file, strerror(errno));
		return false;
	}
	while (good && fgets(line, sizeof(line), in))
		if (sscanf(line, "%llx %c %127s", &address, &type, name) == 3 &&
		    (type == 't' || type == 'T'))
			good = add(symbols, address, name, found);
	fclose(in);
	for (size_t i = 0; good && i < KNOWN; i++) {
		if (found[i])
			continue;
		fprintf(stderr,
			"count: %s: no function %s: bench/plugin/symbols.c names what says why the "
			"core runs\n",
			file, known[i].name);
		good = false;
	}
	if (good && !symbols->vectors) {
		fprintf(stderr, "count: %s: no vectors\n", file);
		good = false;
	}
	return good;
}
