/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checks that FP/SIMD registers belong to a process: several processes on one CPU, and on all, keep their own patterns in
 * v0..v31 and FPCR while they spin (and are preempted) and yield (and are switched).
 */
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "selftest.h"

#define VECTORS		 32
#define PER_CPU		 3
#define CHILDREN_MAX	 64
#define ROUNDS		 40
#define SPINS		 200000
#define FPCR_RMODE(mode) ((uint64_t)(mode) << 22) /* Arm DDI 0487, C5.2.7 */

struct vector {
	uint64_t low, high;
};

#define PAIRS(op)                                                                                 \
	op " q0, q1, [%0]\n" op " q2, q3, [%0, #32]\n" op " q4, q5, [%0, #64]\n" op               \
	   " q6, q7, [%0, #96]\n" op " q8, q9, [%0, #128]\n" op " q10, q11, [%0, #160]\n" op      \
	   " q12, q13, [%0, #192]\n" op " q14, q15, [%0, #224]\n" op " q16, q17, [%0, #256]\n" op \
	   " q18, q19, [%0, #288]\n" op " q20, q21, [%0, #320]\n" op " q22, q23, [%0, #352]\n" op \
	   " q24, q25, [%0, #384]\n" op " q26, q27, [%0, #416]\n" op " q28, q29, [%0, #448]\n" op \
	   " q30, q31, [%0, #480]\n"
#define ALL_VECTORS                                                                             \
	"v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", \
	    "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", \
	    "v26", "v27", "v28", "v29", "v30", "v31"

/*
 * Loads all vectors and FPCR, spins, yields by a system call (sched_yield, number 124), spins
 * again, and stores them: in between, only the kernel and the hypervisor below it can change them.
 */
static uint64_t keep_vectors(const struct vector *in, struct vector *out, uint64_t fpcr)
{
	uint64_t spins = SPINS, after, saved;

	__asm__ volatile("mrs %0, fpcr" : "=r"(saved));
	__asm__ volatile(
	    "msr fpcr, %2\n" PAIRS("ldp") "1:	subs %1, %1, #1\n"
					  "	b.ne 1b\n"
					  "	mov x8, #124\n"
					  "	svc #0\n"
					  "	mov x0, #20000\n"
					  "2:	subs x0, x0, #1\n"
					  "	b.ne 2b\n"
					  "	mov %0, %3\n" PAIRS("stp") "	mrs %1, fpcr\n"
									   "	msr fpcr, %4\n"
	    : "+&r"(in), "+&r"(spins)
	    : "r"(fpcr), "r"(out), "r"(saved)
	    : "x0", "x8", "cc", "memory", ALL_VECTORS);
	after = spins;
	return after;
}

static int keep_pattern(void *argument)
{
	unsigned seed = *(unsigned *)argument;
	uint64_t fpcr = FPCR_RMODE(seed % 4);
	struct vector in[VECTORS], out[VECTORS];

	for (unsigned i = 0; i < VECTORS; i++) {
		in[i].low = 0x0101010101010101ull * (seed + 1) ^ ((uint64_t)i << 56);
		in[i].high = ~in[i].low;
	}
	for (unsigned round = 0; round < ROUNDS; round++) {
		memset(out, 0, sizeof(out));
		if (keep_vectors(in, out, fpcr) != fpcr || memcmp(in, out, sizeof(in)))
			return 1;
	}
	return 0;
}

void check_fp(const struct selftest_options *options)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int pids[CHILDREN_MAX];
	unsigned seeds[CHILDREN_MAX], count = 0, wrong = 0;

	(void)options;
	for (int cpu = 0; cpu < cpus; cpu++)
		for (unsigned i = 0; i < PER_CPU && count < CHILDREN_MAX; i++, count++) {
			seeds[count] = count;
			pids[count] = child_start(cpu, keep_pattern, &seeds[count]);
		}
	for (unsigned i = 0; i < count; i++)
		wrong += child_wait(pids[i]) != 0;
	selftest_report("fp", wrong == 0, "%u processes on %ld CPUs, %u found foreign registers",
			count, cpus, wrong);
}
