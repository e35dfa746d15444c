/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts and devices: one owner each; doorbells, injections and broadcasts reach their VM. */
#include <inttypes.h>
#include <stdlib.h>
#include "checks.h"
#include "lookup.h"

#define SPI_FIRST   32u
#define INTID_LIMIT 1020u /* GIC architecture (IHI 0069), 2.2.1 */
#define IRQ_FLAGS   (MANIFEST_IRQ_LEVEL | MANIFEST_IRQ_BROADCAST)

/* The SPIs of each VM that physical interrupts use: one bit map over all virtual SPIs. */
struct taken {
	uint64_t *first; /* per VM: index of its first SPI */
	uint8_t *map;
};

static bool virq_in_range(const struct system *system, uint32_t vm, uint32_t virq)
{
	return virq >= SPI_FIRST && virq - SPI_FIRST < system->vms[vm].spi_count;
}

/* Checks the target of a virtual interrupt: a doorbell (which may notify instead), an injection or a broadcast's subscriber. */
static void check_virq(struct system *system, const struct manifest_virq *virq, bool notify,
		       const char *what, const char *by)
{
	const struct bulkhead_manifest *m = system->manifest;

	if (notify && virq->virq == MANIFEST_VIRQ_NOTIFY) {
		if (virq->vm >= m->vm_count || virq->vcpu >= m->activation_count ||
		    system->activations[virq->vcpu].extension != virq->vm)
			finding_add(system->findings, VERIFY_DOORBELL,
				    "%s of %s notifies activation %u, which isn't %s's", what, by,
				    virq->vcpu, system_vm_name(system, virq->vm));
		return;
	}
	if (virq->vm >= m->vm_count || virq->vcpu >= m->vcpu_count ||
	    system->vcpus[virq->vcpu].vm != virq->vm ||
	    !virq_in_range(system, virq->vm, virq->virq))
		finding_add(system->findings, VERIFY_DOORBELL,
			    "%s of %s raises INTID %u of %s at vCPU %u", what, by, virq->virq,
			    system_vm_name(system, virq->vm), virq->vcpu);
}

/* The SMMU's interrupt has no subscribers, but an interval during which it is masked. */
static void check_smmu(struct system *system, const struct manifest_irq *irq)
{
	const struct manifest_virq *virq = &system->virqs[irq->vcpu];

	if (irq->vcpu >= system->virq_count || irq->virq || virq->vm != BULKHEAD_NONE ||
	    virq->virq || virq->vcpu >= system->manifest->vcpu_count || !virq->min_interval_us)
		finding_add(system->findings, VERIFY_SMMU,
			    "its interrupt has subscribers, or no interval");
}

static void check_broadcast(struct system *system, uint32_t intid)
{
	const struct manifest_irq *irq = &system->irqs[intid];

	if (intid == system->manifest->smmu.intid && intid) {
		check_smmu(system, irq);
		return;
	}
	if ((uint64_t)irq->vcpu + irq->virq > system->virq_count || !irq->virq) {
		finding_add(system->findings, VERIFY_DOORBELL,
			    "INTID %u: its %u subscribers from %u exceed the array", intid,
			    irq->virq, irq->vcpu);
		return;
	}
	for (uint32_t i = 0; i < irq->virq; i++) {
		const struct manifest_virq *virq = &system->virqs[irq->vcpu + i];

		check_virq(system, virq, false, "broadcast", "the board");
		if (!virq->min_interval_us)
			finding_add(system->findings, VERIFY_DOORBELL,
				    "INTID %u: broadcast to %s without a rate limit", intid,
				    system_vm_name(system, virq->vm));
	}
}

/* Checks an interrupt that one vCPU owns. */
static void check_owned(struct system *system, struct taken *taken, uint32_t intid)
{
	const struct manifest_irq *irq = &system->irqs[intid];
	uint32_t vm;
	uint8_t *mark;

	if (irq->vcpu >= system->manifest->vcpu_count) {
		finding_add(system->findings, VERIFY_INTERRUPT_OWNER,
			    "INTID %u belongs to vCPU %u, which isn't there", intid, irq->vcpu);
		return;
	}
	vm = system->vcpus[irq->vcpu].vm;
	if (intid < SPI_FIRST || intid >= INTID_LIMIT || vm >= system->manifest->vm_count ||
	    !virq_in_range(system, vm, irq->virq)) {
		finding_add(system->findings, VERIFY_INTERRUPT_NUMBER,
			    "INTID %u appears as INTID %u in VM %s", intid, irq->virq,
			    system_vm_name(system, vm));
		return;
	}
	mark = &taken->map[taken->first[vm] + irq->virq - SPI_FIRST];
	if (*mark)
		finding_add(system->findings, VERIFY_INTERRUPT_NUMBER,
			    "two physical interrupts appear as INTID %u in VM %s", irq->virq,
			    system->names[vm]);
	*mark = 1;
}

/* Every owned interrupt must stand only in its owner's list, every broadcast only in its subscribers' lists. */
static void check_lists(struct system *system)
{
	struct manifest_slice broadcasts = system->manifest->broadcasts;
	uint32_t count = system->manifest->board.irq_count;
	uint32_t *listed = zalloc(count, sizeof(*listed));

	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		struct manifest_slice slice = system->vms[vm].hw_irqs;

		for (uint32_t i = 0; i < slice.count; i++) {
			uint32_t intid = system->irq_refs[slice.first + i];
			uint32_t vcpu = intid < count ? system->irqs[intid].vcpu : BULKHEAD_NONE;

			if (vcpu >= system->manifest->vcpu_count || system->vcpus[vcpu].vm != vm ||
			    system->irqs[intid].flags & MANIFEST_IRQ_BROADCAST || listed[intid]++)
				finding_add(system->findings, VERIFY_INTERRUPT_OWNER,
					    "VM %s lists INTID %u, which isn't its own or listed "
					    "twice",
					    system->names[vm], intid);
		}
	}
	for (uint32_t i = 0; i < broadcasts.count; i++) {
		uint32_t intid = system->irq_refs[broadcasts.first + i];

		if (intid >= count || system->irqs[intid].vcpu == BULKHEAD_NONE ||
		    !(system->irqs[intid].flags & MANIFEST_IRQ_BROADCAST) || listed[intid]++)
			finding_add(system->findings, VERIFY_INTERRUPT_OWNER,
				    "INTID %u is listed as a broadcast and is none, or twice",
				    intid);
	}
	for (uint32_t i = 0; i < count; i++)
		if (system->irqs[i].vcpu != BULKHEAD_NONE && !listed[i])
			finding_add(system->findings, VERIFY_INTERRUPT_OWNER,
				    "INTID %u is in no list", i);
	free(listed);
}

/* Each VM must have its own slice of the array of SPI states. */
static bool place_spis(struct system *system, struct taken *taken)
{
	uint32_t count = system->manifest->vm_count;
	uint64_t total = 0;
	uint8_t *used;
	bool good = true;

	for (uint32_t vm = 0; vm < count; vm++) {
		taken->first[vm] = total;
		if (system->vms[vm].spi_count > INTID_LIMIT - SPI_FIRST + 4 ||
		    system->vms[vm].spi_count % 32) {
			finding_add(system->findings, VERIFY_INTERRUPT_NUMBER, "VM %s has %u SPIs",
				    system->names[vm], system->vms[vm].spi_count);
			return false;
		}
		total += system->vms[vm].spi_count;
	}
	taken->map = zalloc(total, 1);
	used = zalloc(total, 1);
	for (uint32_t vm = 0; vm < count; vm++)
		for (uint32_t i = 0; i < system->vms[vm].spi_count; i++) {
			uint64_t at = (uint64_t)system->vms[vm].virq_first + i;

			if (at >= total || used[at]++) {
				finding_add(system->findings, VERIFY_INTERRUPT_NUMBER,
					    "VM %s: the states of its SPIs from %u are another's",
					    system->names[vm], system->vms[vm].virq_first);
				break;
			}
		}
	free(used);
	return good;
}

static bool is_client(const struct system *system, uint32_t extension, uint32_t vm)
{
	struct manifest_slice clients = system->vms[extension].clients;

	for (uint32_t i = 0; i < clients.count; i++)
		if (system->client_refs[clients.first + i] == vm)
			return true;
	return false;
}

/* A VM that gets events of other VMs must have the right to control them. */
static void check_events(struct system *system)
{
	struct manifest_slice events = system->manifest->events;

	for (uint32_t i = 0; i < events.count; i++) {
		const struct manifest_virq *virq = &system->virqs[events.first + i];

		check_virq(system, virq, false, "event", "the core");
		if (virq->vm >= system->manifest->vm_count ||
		    !(system->vms[virq->vm].flags & MANIFEST_VM_CONTROL))
			finding_add(system->findings, VERIFY_DOORBELL,
				    "events go to %s, which may control nothing",
				    system_vm_name(system, virq->vm));
	}
}

static void check_virq_lists(struct system *system)
{
	check_events(system);
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		struct manifest_slice channels = system->vms[vm].channels;
		struct manifest_slice inject = system->vms[vm].inject;

		for (uint32_t i = 0; i < channels.count; i++) {
			const struct manifest_virq *virq = &system->virqs[channels.first + i];

			/* A channel without a doorbell keeps its place in the list. */
			if (virq->vm != BULKHEAD_NONE)
				check_virq(system, virq, true, "doorbell", system->names[vm]);
		}
		for (uint32_t i = 0; i < inject.count; i++) {
			const struct manifest_virq *virq = &system->virqs[inject.first + i];

			check_virq(system, virq, false, "injection", system->names[vm]);
			if (!is_client(system, vm, virq->vm))
				finding_add(system->findings, VERIFY_DOORBELL,
					    "VM %s may inject into %s, which is no client of it",
					    system->names[vm], system_vm_name(system, virq->vm));
		}
		if (inject.count && !vm_is_passive(&system->vms[vm]))
			finding_add(system->findings, VERIFY_DOORBELL,
				    "VM %s may inject but is no extension", system->names[vm]);
	}
}

static void check_board(struct system *system)
{
	const struct manifest_board *board = &system->manifest->board;

	/*
	 * Arm Base System Architecture (DEN0094), 3.8: the PPIs of the timers and of maintenance.
	 */
	if (board->timer_ppi < 16 || board->timer_ppi > 31 || board->vtimer_ppi < 16 ||
	    board->vtimer_ppi > 31 || board->ptimer_ppi < 16 || board->ptimer_ppi > 31 ||
	    board->maintenance_ppi < 16 || board->maintenance_ppi > 31 ||
	    board->timer_ppi == board->vtimer_ppi || board->timer_ppi == board->ptimer_ppi ||
	    board->timer_ppi == board->maintenance_ppi || board->vtimer_ppi == board->ptimer_ppi ||
	    board->vtimer_ppi == board->maintenance_ppi ||
	    board->ptimer_ppi == board->maintenance_ppi)
		finding_add(system->findings, VERIFY_INTERRUPT_NUMBER,
			    "the core's PPIs %u, %u, %u, %u are out of range or not distinct",
			    board->timer_ppi, board->vtimer_ppi, board->ptimer_ppi,
			    board->maintenance_ppi);
	if (board->irq_count % 32 || board->irq_count < 32 || board->irq_count > 1024)
		finding_add(system->findings, VERIFY_INTERRUPT_NUMBER,
			    "the distributor has %u interrupts", board->irq_count);
	if (board->psci_hvc > 1 || board->secure_world > 1 || board->idle_at_end > 1 ||
	    board->reserved)
		finding_add(system->findings, VERIFY_MANIFEST,
			    "a switch of the board is neither 0 nor 1");
}

void check_interrupts(struct system *system)
{
	struct taken taken = {zalloc(system->manifest->vm_count, sizeof(uint64_t)), NULL};

	check_board(system);
	if (place_spis(system, &taken))
		for (uint32_t i = 0; i < system->manifest->board.irq_count; i++) {
			const struct manifest_irq *irq = &system->irqs[i];

			if (irq->vcpu == BULKHEAD_NONE ? irq->virq || irq->flags
						       : irq->flags & ~IRQ_FLAGS)
				finding_add(
				    system->findings, VERIFY_INTERRUPT_NUMBER,
				    "INTID %u has unknown flags, or a number without an owner", i);
			if (irq->reserved)
				finding_add(system->findings, VERIFY_INTERRUPT_NUMBER,
					    "INTID %u: reserved field isn't 0", i);
			if (irq->vcpu == BULKHEAD_NONE)
				continue;
			if (irq->flags & MANIFEST_IRQ_BROADCAST)
				check_broadcast(system, i);
			else
				check_owned(system, &taken, i);
		}
	check_lists(system);
	check_virq_lists(system);
	free(taken.first);
	free(taken.map);
}

static int device_by_pa(const void *a, const void *b)
{
	const struct declared_device *x = *(const struct declared_device *const *)a;
	const struct declared_device *y = *(const struct declared_device *const *)b;

	return x->pa < y->pa ? -1 : x->pa > y->pa;
}

/* A VM that can map a device reaches its registers to the end of the page. */
static uint64_t device_end(const struct declared_device *device)
{
	return (device->pa + device->size + PAGE_MASK) & ~PAGE_MASK;
}

void check_devices(struct system *system)
{
	uint32_t count = system->declared->device_count, vm_count = system->manifest->vm_count;
	const struct declared_device **sorted = zalloc(count, sizeof(*sorted)), *last = NULL;

	for (uint32_t i = 0; i < count; i++) {
		const struct declared_device *device = &system->devices[i];
		const char *name = printable(device->name, sizeof(device->name));

		sorted[i] = device;
		if (device->vm >= vm_count || device->pa + device->size < device->pa) {
			finding_add(system->findings, VERIFY_DEVICE_OWNER,
				    "%s has no owner or no place", name);
			free(sorted);
			return;
		}
		if (device->dma && !(system->declared_vms[device->vm].accept & DECLARED_ACCEPT_DMA))
			finding_add(system->findings, VERIFY_DMA,
				    "%s of VM %s can reach all memory", name,
				    system->names[device->vm]);
	}
	qsort(sorted, count, sizeof(*sorted), device_by_pa);
	for (uint32_t i = 0; i < count; i++) {
		if (!sorted[i]->size)
			continue;
		if (last && device_end(last) > (sorted[i]->pa & ~PAGE_MASK) &&
		    last->vm != sorted[i]->vm)
			finding_add(system->findings, VERIFY_DEVICE_OWNER,
				    "%s (VM %s) and %s (VM %s) share a page",
				    printable(last->name, sizeof(last->name)),
				    system->names[last->vm],
				    printable(sorted[i]->name, sizeof(sorted[i]->name)),
				    system->names[sorted[i]->vm]);
		if (!last || device_end(last) < device_end(sorted[i]))
			last = sorted[i];
	}
	free(sorted);
}
