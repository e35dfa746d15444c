/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical interrupts: the core's own, and those of VMs. */
#include "trap/irq.h"
#include "machine/gic.h"
#include "machine/sysreg.h"
#include "machine/trace.h"
#include "sched/sched.h"
#include "trap/dma.h"
#include "trap/virq.h"
#include "vgic/inject.h"
#include "vm/notify.h"
#include "vm/vcpu_life.h"

static void deliver(struct cpu *c, struct vcpu *v, uint32_t virq, uint32_t intid)
{
	vm_notify(v->vm, vgic_inject_hw(v, virq, intid));
	/* A guest may have routed an SPI to a vCPU of another core, which has been informed then. */
	if (v->cpu == c && v->state == VCPU_BLOCKED)
		sched_wake(c, v);
}

/*
 * One interrupt for several VMs, or for the core: each gets an edge. The physical interrupt is off until its declared
 * interval is over.
 */
static void broadcast(struct cpu *c, const struct manifest_irq *irq, uint32_t intid)
{
	uint64_t t = sysreg_read(cntpct_el0);

	for (uint32_t i = 0; i < irq->virq; i++)
		virq_set(&manifest->virqs[irq->vcpu + i], VGIC_PULSE);
	gic_disable(intid);
	gic->deactivate(intid);
	if (intid == manifest->smmu.intid)
		dma_events(c);
	*virq_time(irq->vcpu) = t + ticks(manifest->virqs[irq->vcpu].min_interval_us);
	c->upkeep = 0; /* this core's next turn finds the interval that ends first */
	c->reschedule = 1;
}

void irq_end_intervals(struct cpu *c, uint64_t now)
{
	c->upkeep = UINT64_MAX;
	for (uint32_t i = 0; i < manifest->broadcasts.count; i++) {
		uint32_t intid = manifest->irq_refs[manifest->broadcasts.first + i];
		uint32_t virq = manifest->irqs[intid].vcpu;
		uint64_t *end = virq_time(virq);

		if (!*end || vcpu_state(manifest->virqs[virq].vcpu)->cpu != c)
			continue;
		if (*end <= now) {
			*end = 0;
			gic->enable(intid, c->index);
		} else if (*end < c->upkeep) {
			c->upkeep = *end;
		}
	}
}

/* An SPI that a VM owns. A separate function for the same reason as guest_timer(). */
static void __attribute__((noinline)) guest_spi(struct cpu *c, uint32_t intid)
{
	const struct manifest_irq *irq = &manifest->irqs[intid];

	if (intid >= manifest->board.irq_count || irq->vcpu == BULKHEAD_NONE) {
		gic_disable(intid);
		gic->deactivate(intid);
		return;
	}
	trace(BULKHEAD_TRACE_IRQ, intid, irq->vcpu, 0);
	if (irq->flags & MANIFEST_IRQ_BROADCAST)
		broadcast(c, irq, intid);
	else
		deliver(c, vcpu_state(irq->vcpu), irq->virq, intid);
}

/* A timer of the loaded vCPU. A separate function, so that bench/plugin can tell why the core runs. */
static void __attribute__((noinline)) guest_timer(struct cpu *c, uint32_t intid)
{
	struct vcpu *v = c->loaded;

	if (!v) {
		gic->deactivate(intid);
		return;
	}
	vm_notify(v->vm, vgic_inject_timer(v, intid));
	if (v->state == VCPU_BLOCKED)
		sched_wake(c, v);
}

/* PPIs and SGIs, except the core's own timer. */
static inline void private(struct cpu *c, uint32_t intid)
{
	if (intid == manifest->board.ptimer_ppi) {
		guest_timer(c, intid);
		return;
	} else if (intid == GIC_SGI_KICK) {
		vcpu_serve_kicks(c);
	} else if (intid == manifest->board.maintenance_ppi && c->loaded && !gic->maintain()) {
		vm_notify(c->loaded->vm, vgic_flush(c->loaded));
	}
	gic->deactivate(intid);
}

void irq_poll(struct cpu *c)
{
	uint32_t intid = gic->acknowledge();

	if (intid >= GIC_SPECIAL)
		return;
	if (intid == manifest->board.vtimer_ppi) {
		guest_timer(c, intid);
	} else if (intid == manifest->board.timer_ppi) {
		sched_timer(c);
		gic->deactivate(intid);
	} else if (intid >= GIC_SPI_FIRST) {
		guest_spi(c, intid);
	} else {
		private(c, intid);
	}
}
