/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical interrupts: the core's own, and those of VMs. */
#include "trap/irq.h"
#include "machine/gic.h"
#include "trap/hypercall.h"
#include "sched/sched.h"
#include "machine/sysreg.h"
#include "machine/trace.h"
#include "vgic/vgic.h"
#include "vm/vm.h"

/* Out of line, as is owned(): the path of a timer interrupt saves no registers for it. */
static void __attribute__((noinline)) serve_kicks(struct cpu *c)
{
	struct vcpu *v = __atomic_exchange_n(&c->kicks, NULL, __ATOMIC_ACQUIRE), *next;

	for (; v; v = next) {
		next = v->kick_next;
		__atomic_store_n(&v->kicked, 0, __ATOMIC_RELEASE);
		vcpu_serve(c, v);
	}
}

static void deliver(struct cpu *c, struct vcpu *v, uint32_t virq, uint32_t intid)
{
	vgic_inject_hw(v, virq, intid);
	/* A guest may have routed an SPI to a vCPU of another core: the vGIC kicks that one. */
	if (v->cpu == c && v->state == VCPU_BLOCKED)
		sched_wake(c, v);
}

/* One interrupt for several VMs: each gets an edge. The physical one is off until the interval that it declares is over. */
static void broadcast(struct cpu *c, const struct manifest_irq *irq, uint32_t intid)
{
	uint64_t end = sysreg_read(cntpct_el0) + ticks(manifest->virqs[irq->vcpu].min_interval_us);

	for (uint32_t i = 0; i < irq->virq; i++)
		virq_pulse(&manifest->virqs[irq->vcpu + i]);
	gic->disable(intid);
	gic->deactivate(intid);
	*virq_time(irq->vcpu) = end;
	if (end < c->broadcasts_end)
		c->broadcasts_end = end;
	c->reschedule = 1;
}

void irq_end_intervals(struct cpu *c, uint64_t now)
{
	c->broadcasts_end = UINT64_MAX;
	for (uint32_t i = 0; i < manifest->broadcasts.count; i++) {
		uint32_t intid = manifest->irq_refs[manifest->broadcasts.first + i];
		uint32_t virq = manifest->irqs[intid].vcpu;
		uint64_t *end = virq_time(virq);

		if (!*end || vcpu_state(manifest->virqs[virq].vcpu)->cpu != c)
			continue;
		if (*end <= now) {
			*end = 0;
			gic->enable(intid, c->index);
		} else if (*end < c->broadcasts_end) {
			c->broadcasts_end = *end;
		}
	}
}

static bool __attribute__((noinline)) owned(struct cpu *c, uint32_t intid)
{
	const struct manifest_irq *irq = &manifest->irqs[intid];

	if (intid >= manifest->board.irq_count || irq->vcpu == BULKHEAD_NONE) {
		gic->disable(intid);
		gic->deactivate(intid);
		return false;
	}
	trace(BULKHEAD_TRACE_IRQ, intid, irq->vcpu, 0);
	if (irq->flags & MANIFEST_IRQ_BROADCAST)
		broadcast(c, irq, intid);
	else
		deliver(c, vcpu_state(irq->vcpu), irq->virq, intid);
	return true;
}

/* A timer of the vCPU that is loaded. */
static bool timer(struct cpu *c, uint32_t intid)
{
	struct vcpu *v = c->loaded;

	if (!v) {
		gic->deactivate(intid);
		return false;
	}
	vgic_inject_timer(v, intid);
	if (v->state != VCPU_BLOCKED)
		return false;
	sched_wake(c, v);
	return true;
}

bool irq_poll(struct cpu *c)
{
	const struct bulkhead_manifest *m = manifest;
	uint32_t intid = gic->acknowledge();

	if (intid >= GIC_SPURIOUS)
		return false;
	if (intid == m->board.vtimer_ppi)
		return timer(c, intid);
	if (intid == m->board.timer_ppi)
		sched_timer(c);
	else if (intid == m->board.ptimer_ppi)
		return timer(c, intid);
	else if (intid >= 32)
		return owned(c, intid);
	else if (intid == GIC_SGI_KICK)
		serve_kicks(c);
	else if (intid == m->board.maintenance_ppi && c->loaded)
		vgic_flush(c->loaded);
	gic->deactivate(intid);
	return true;
}
