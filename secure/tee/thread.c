/* SPDX-License-Identifier: BSD-3-Clause */
#include "thread.h"
#include <string.h>
#include "console.h"
#include "msg.h"
#include "panic.h"
#include "partition.h"
#include "sysreg.h"

#define DEATHS_PRINTED 16

static uint64_t deaths; /* of trusted applications */

static union {
	struct thread thread;
	uint8_t stack[THREAD_SIZE];
} threads[PARTITIONS][PARTITION_THREADS] __attribute__((aligned(THREAD_SIZE)));

static struct thread *thread_of(const struct partition *p, unsigned int index)
{
	return &threads[partition_index(p)][index].thread;
}

struct thread *thread_current(void)
{
	uint64_t sp;

	/* Not through TPIDR_EL1: preemption between two instructions may move the thread to another
	 * core. */
	__asm__("mov %0, sp" : "=r"(sp));
	return (struct thread *)(sp & ~(THREAD_SIZE - 1UL));
}

static void thread_main(void)
{
	register uint64_t result __asm__("x0") = msg_call(thread_current());

	__asm__ volatile("svc %0" : : "i"(THREAD_SVC_EXIT), "r"(result));
	__builtin_unreachable();
}

/* Find a thread of @vm's partition @p in @from and make it running. */
static struct thread *take(struct partition *p, uint16_t vm, unsigned int first, unsigned int end,
			   uint32_t from)
{
	uint64_t flags = lock_acquire(&p->lock);
	struct thread *found = NULL;

	for (unsigned int i = first; i < end && !found; i++)
		if (partition_is(p, vm) && thread_of(p, i)->state == from)
			found = thread_of(p, i);
	if (found)
		found->state = THREAD_RUNNING;
	lock_release(&p->lock, flags);
	return found;
}

struct thread *thread_start(struct partition *p, const struct smc_args *args)
{
	struct thread *t = take(p, args->a[7], 0, PARTITION_THREADS, THREAD_FREE);

	if (!t)
		return NULL;
	memset(&t->regs, 0, sizeof(t->regs));
	t->partition = p;
	t->index = ((uintptr_t)t - (uintptr_t)thread_of(p, 0)) / THREAD_SIZE;
	t->call = *args;
	t->rpc_arg = t->rpc_cookie = 0;
	t->rpc_arg_owned = false;
	t->guard.armed = 0;
	t->canary = THREAD_CANARY;
	t->regs.elr = (uint64_t)thread_main;
	t->regs.sp = (uint64_t)t + THREAD_SIZE;
	t->regs.spsr = SPSR_EL1T | SPSR_D | SPSR_A; /* preemptible */
	return t;
}

struct thread *thread_resume(struct partition *p, const struct smc_args *args)
{
	uint32_t index = args->a[3];
	struct thread *t;

	if (index >= PARTITION_THREADS)
		return NULL;
	t = take(p, args->a[7], index, index + 1, THREAD_SUSPENDED);
	if (t && t->awaits_rpc) {
		t->regs.x[0] = (uint32_t)args->a[1];
		t->regs.x[1] = (uint32_t)args->a[2];
		t->regs.x[2] = (uint32_t)args->a[4];
		t->regs.x[3] = (uint32_t)args->a[5];
	}
	return t;
}

void thread_rpc(uint64_t regs[4])
{
	register uint64_t x0 __asm__("x0") = regs[0];
	register uint64_t x1 __asm__("x1") = regs[1];
	register uint64_t x2 __asm__("x2") = regs[2];
	register uint64_t x3 __asm__("x3") = 0;

	__asm__ volatile("svc %4"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			 : "i"(THREAD_SVC_RPC)
			 : "memory");
	regs[0] = x0;
	regs[1] = x1;
	regs[2] = x2;
	regs[3] = x3;
}

static void leave(struct thread *t, uint32_t state, bool awaits_rpc)
{
	t->awaits_rpc = awaits_rpc;
	__atomic_store_n(&t->state, state, __ATOMIC_RELEASE);
}

/*
 * After a fault of a trusted application, the thread goes on behind guard_call. If interrupts were masked, the thread held a
 * lock of the TEE, which nobody could release: then the TEE panics.
 */
static bool recover(struct thread *t)
{
	struct guard *g = &t->guard;

	if (!g->armed || t->regs.spsr & SPSR_I)
		return false;
	/*
	 * A guest can have applications die without end; the serial port is slow, interrupts wait.
	 */
	if (__atomic_fetch_add(&deaths, 1, __ATOMIC_RELAXED) < DEATHS_PRINTED)
		console_print("tee: trusted application died", "esr", read_sysreg(esr_el1), "elr",
			      t->regs.elr, "far", read_sysreg(far_el1), "vm",
			      (uint64_t)t->partition->vm, NULL);
	g->armed = 0;
	memcpy(&t->regs.x[19], g->x19, sizeof(g->x19));
	t->regs.sp = g->sp;
	t->regs.elr = t->regs.x[30];
	t->regs.x[0] = g->dead;
	return true;
}

/*
 * From the vectors: the running thread of @core was saved after an interrupt (@sync false) or an
 * exception of its own. Returns the thread to go on with, or NULL: core->args is the answer to the
 * normal world.
 */
struct thread *thread_event(struct tee_core *core, bool sync)
{
	struct thread *t = core->thread;
	struct smc_args *out = &core->args;
	uint64_t esr = read_sysreg(esr_el1);
	unsigned int svc = esr & 0xFFFF;

	core->thread = NULL;
	if (sync && ESR_EC(esr) != ESR_EC_SVC64 && t->canary == THREAD_CANARY && recover(t)) {
		core->thread = t;
		return t;
	}
	if (t->canary != THREAD_CANARY)
		panic("stack overflow", t->regs.elr, t->partition->vm);
	memset(out, 0, sizeof(*out));
	if (!sync) {
		out->a[0] = SMC_RPC_FOREIGN_INTR;
		out->a[3] = t->index;
		leave(t, THREAD_SUSPENDED, false);
	} else if (ESR_EC(esr) == ESR_EC_SVC64 && svc == THREAD_SVC_RPC) {
		for (unsigned int i = 0; i < 3; i++)
			out->a[i] = t->regs.x[i];
		out->a[3] = t->index;
		leave(t, THREAD_SUSPENDED, true);
	} else if (ESR_EC(esr) == ESR_EC_SVC64 && svc == THREAD_SVC_EXIT) {
		out->a[0] = (uint32_t)t->regs.x[0];
		leave(t, THREAD_FREE, false);
	} else {
		panic("exception in a thread", esr, t->regs.elr);
	}
	return NULL;
}

bool thread_drop_all(struct partition *p)
{
	for (unsigned int i = 0; i < PARTITION_THREADS; i++)
		if (thread_of(p, i)->state == THREAD_RUNNING)
			return false;
	memset(threads[partition_index(p)], 0, sizeof(threads[0]));
	return true;
}

unsigned int thread_in_use(const struct partition *p)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < PARTITION_THREADS; i++)
		n += __atomic_load_n(&thread_of(p, i)->state, __ATOMIC_ACQUIRE) != THREAD_FREE;
	return n;
}
