/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Plugin of QEMU's code generator: how late a task is on a machine of several cores, in instructions of its own core.
 *
 *   -plugin late.so,out=FILE
 *
 * With -icount (shift=0) QEMU lets one core at a time go on, and each instruction of any core takes a nanosecond. So a delay
 * that the task measures includes the turns of the other cores, during which a real core would have gone on. The task reports
 * its delay by a load (TOLD) from an address whose lower 20 bits are the nanoseconds. Of that many last instructions of the
 * machine, the plugin counts those of the task's core: they are the delay.
 * A core that waits for a ticket lock (core/machine/spinlock.h) loads its owner, and executes YIELD, where QEMU goes on
 * with the next core. On a real machine it would wait until another core stores the owner, so the other core's instructions up
 * to then are added.
 *
 * Lines of `out`:
 *   held INSTRUCTIONS                the longest time for which any core held a lock, after the first release
 *   core CORE INSTRUCTIONS
 *   late CORE TIMES LONGEST WAITED   of LONGEST instructions WAITED passed while the core waited for locks
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../plugin/api.h"

#define CPUS	    16
#define LOCKS	    4		/* most locks that a core holds at a time */
#define SPIN_MOST   8		/* twice the instructions of one look at a lock */
#define TURNS	    (1u << 16)	/* turns that are remembered: a power of two */
#define TOLD	    0x3858f01fu /* ldurb wzr, [x0, #-113] (tests/kit/late.h) */
#define TOLD_OFFSET 113
#define TOLD_MASK   0xfffffu
#define YIELD	    0xd503203fu
#define RN_RT	    0xfffffc00u /* mask of LDARH and STLRH without their registers */
#define LDARH	    0x48dffc00u
#define STLRH	    0x489ffc00u

PLUGIN_EXPORT int qemu_plugin_version = PLUGIN_API_VERSION;

/* A turn of a core: it executed `length` instructions while no other core ran, and had waited for a lock for `waited`
 * instructions. */
struct turn {
	unsigned cpu;
	bool spun; /* it only looked at the lock */
	uint64_t length, waited;
};

static struct {
	uint64_t executed; /* instructions before the current turn */
	uint64_t lock;	   /* the address from which it last loaded a lock's owner */
	struct {
		uint64_t lock, taken; /* its instructions until it last looked at the lock */
	} held[LOCKS];
	bool waits;
	uint64_t since[CPUS]; /* the other cores' instructions until the wait began */
	uint64_t waited;
	/* The delays that the task has reported. */
	uint64_t times, longest, longest_waited;
} cpus[CPUS];

static struct turn turns[TURNS];
static uint64_t turn_count;
static uint64_t longest_held; /* instructions for which a core held a lock */
static uint64_t total;	      /* instructions of all cores */
static uint64_t turn_start;
static unsigned current;
static const char *out_name;

static uint64_t executed(unsigned cpu)
{
	return cpus[cpu].executed + (cpu == current ? total - turn_start : 0);
}

static void end_turn(void)
{
	turns[turn_count++ % TURNS] =
	    (struct turn){current, cpus[current].waits && total - turn_start <= SPIN_MOST,
			  total - turn_start, cpus[current].waited};
	cpus[current].waited = 0;
	cpus[current].executed += total - turn_start;
	turn_start = total;
}

/* Called before a block of instructions. */
static void block(unsigned cpu, void *data)
{
	(void)data;
	if (cpu == current)
		return;
	end_turn();
	current = cpu;
}

static void waits(unsigned cpu, void *data)
{
	(void)data;
	if (cpus[cpu].waits)
		return;
	cpus[cpu].waits = true;
	for (unsigned i = 0; i < CPUS; i++)
		cpus[cpu].since[i] = executed(i);
}

static void lock_loaded(unsigned cpu, uint32_t info, uint64_t address, void *data)
{
	unsigned i = 0;

	(void)info, (void)data;
	cpus[cpu].waits &= cpus[cpu].lock == address;
	cpus[cpu].lock = address;
	while (i < LOCKS - 1 && cpus[cpu].held[i].lock && cpus[cpu].held[i].lock != address)
		i++;
	cpus[cpu].held[i].lock = address;
	cpus[cpu].held[i].taken = executed(cpu);
}

/* Each core that waits for this lock has waited for the storing core since its wait began. */
static void lock_stored(unsigned cpu, uint32_t info, uint64_t address, void *data)
{
	(void)info, (void)data;
	cpus[cpu].waits = false;
	for (unsigned i = 0; i < LOCKS; i++)
		if (cpus[cpu].held[i].lock == address) {
			if (executed(cpu) - cpus[cpu].held[i].taken > longest_held)
				longest_held = executed(cpu) - cpus[cpu].held[i].taken;
			cpus[cpu].held[i].lock = 0;
		}
	for (unsigned i = 0; i < CPUS; i++)
		if (cpus[i].waits && cpus[i].lock == address) {
			cpus[i].waited += executed(cpu) - cpus[i].since[cpu];
			cpus[i].since[cpu] = executed(cpu);
		}
}

static void told(unsigned cpu, uint32_t info, uint64_t address, void *data)
{
	uint64_t left = (address + TOLD_OFFSET) & TOLD_MASK, late = 0, waited = 0;

	(void)info, (void)data;
	end_turn();
	for (uint64_t i = turn_count; i-- && left && turn_count - i <= TURNS;) {
		const struct turn *t = &turns[i % TURNS];
		uint64_t part = t->length < left ? t->length : left;

		left -= part;
		if (t->cpu == cpu) {
			late += t->spun ? 0 : part;
			waited += t->waited;
		}
	}
	if (!cpus[cpu].times++)
		longest_held = 0; /* while the machine booted */
	if (late + waited > cpus[cpu].longest) {
		cpus[cpu].longest = late + waited;
		cpus[cpu].longest_waited = waited;
	}
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);

	(void)id;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, block, QEMU_PLUGIN_CB_NO_REGS, NULL);
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		void (*accessed)(unsigned, uint32_t, uint64_t, void *) = NULL;
		uint32_t word;

		memcpy(&word, qemu_plugin_insn_data(insn), sizeof(word));
		qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64, &total,
							   1);
		if (word == YIELD)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, waits, QEMU_PLUGIN_CB_NO_REGS,
							       NULL);
		if (word == TOLD)
			accessed = told;
		else if ((word & RN_RT) == LDARH)
			accessed = lock_loaded;
		else if ((word & RN_RT) == STLRH)
			accessed = lock_stored;
		if (accessed)
			qemu_plugin_register_vcpu_mem_cb(insn, accessed, QEMU_PLUGIN_CB_NO_REGS,
							 QEMU_PLUGIN_MEM_RW, NULL);
	}
}

static void ended(qemu_plugin_id_t id, void *data)
{
	FILE *out = fopen(out_name, "w");

	(void)id, (void)data;
	if (!out) {
		fprintf(stderr, "late: %s: %s\n", out_name, strerror(errno));
		return;
	}
	fprintf(out, "held %llu\n", (unsigned long long)longest_held);
	for (unsigned i = 0; i < CPUS; i++)
		if (executed(i))
			fprintf(out, "core %u %llu\n", i, (unsigned long long)executed(i));
	for (unsigned i = 0; i < CPUS; i++)
		if (cpus[i].times)
			fprintf(out, "late %u %llu %llu %llu\n", i,
				(unsigned long long)cpus[i].times,
				(unsigned long long)cpus[i].longest,
				(unsigned long long)cpus[i].longest_waited);
	if (fclose(out))
		fprintf(stderr, "late: %s: %s\n", out_name, strerror(errno));
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	if (strcmp(info->target_name, "aarch64") || !info->system_emulation ||
	    info->system.max_vcpus > CPUS || argc != 1 || strncmp(argv[0], "out=", 4)) {
		fprintf(stderr,
			"late: expected out=FILE, and a machine of aarch64 with %d cores at most\n",
			CPUS);
		return 1;
	}
	out_name = strdup(argv[0] + 4);
	if (!out_name)
		return 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
