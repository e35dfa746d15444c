/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices and interrupts, which the description names and the machine's tree defines. */
#include <bulkhead/masters.h>
#include <inttypes.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include "checks.h"
#include "described_pci.h"
#include "description.h"
#include "lookup.h"
#include "tree.h"

#define SPI_FIRST	32u
#define CELLS_PER_IRQ	3u /* bindings/interrupt-controller/arm,gic: type, number, flags */
#define IRQ_TYPE_SPI	0u
#define IRQ_FLAGS_EDGE	3u /* rising, falling */
#define NODES_MAX	4096
#define DMA_INTERVAL_US 1000u /* docs/dma.md */

/* The expected interrupts and the expected number of devices. */
struct expected {
	struct manifest_irq *irqs;
	uint32_t devices, streams;
};

static bool is_bus_master(const void *tree, int node)
{
	static const char *const names[] = {BUS_MASTER_NAMES};
	const char *name = tree_name(tree, node);
	const size_t length = strcspn(name, "@");
	bool named = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		named |= strlen(names[i]) == length && !memcmp(name, names[i], length);
	return named || tree_has(tree, node, "dma-coherent") || tree_has(tree, node, "iommus") ||
	       !fdt_node_check_compatible(tree, node, "virtio,mmio");
}

/* This region of registers must be declared for the VM, once. */
static void check_registers_of(struct system *system, uint32_t vm, const char *path, uint64_t base,
			       uint64_t size, bool dma)
{
	uint32_t times = 0;

	for (uint32_t i = 0; i < system->declared->device_count; i++) {
		const struct declared_device *device = &system->devices[i];

		times += device->vm == vm && device->pa == base && device->size == size &&
			 !!device->dma == dma;
	}
	if (times != 1)
		finding_add(
		    system->findings, VERIFY_DESCRIBED_DEVICE,
		    "VM %s: %s, 0x%" PRIx64 " bytes at 0x%" PRIx64 "%s, is declared %u times",
		    system->names[vm], path, size, base, dma ? ", a bus master" : "", times);
}

/* Expects a stream of the VM. */
static void expect_stream(struct system *system, struct expected *expected, uint32_t vm,
			  const char *path, uint32_t stream)
{
	uint32_t times = 0;

	expected->streams++;
	for (uint32_t i = 0; i < system->manifest->smmu.stream_count; i++)
		times += system->streams[i].id == stream && system->streams[i].vm == vm;
	if (times != 1)
		finding_add(system->findings, VERIFY_DESCRIBED_DEVICE,
			    "VM %s: StreamID 0x%x of %s is listed %u times", system->names[vm],
			    stream, path, times);
}

static void expect_irq(struct system *system, struct expected *expected, uint32_t vm,
		       uint32_t intid, bool level)
{
	if (intid < system->manifest->board.irq_count)
		expected->irqs[intid] =
		    (struct manifest_irq){.vcpu = system->vms[vm].vcpus.first,
					  .virq = (uint16_t)intid,
					  .flags = level ? MANIFEST_IRQ_LEVEL : 0};
}

/* Checks a PCI function's registers, or its page of configuration space. */
static void check_function(struct system *system, struct expected *expected, uint32_t vm,
			   const char *path)
{
	bool configuration;
	int function = pci_function(system, path, &configuration);
	uint32_t stream = function < 0 ? BULKHEAD_NONE : pci_stream(system, function);
	uint32_t intid = function < 0 ? 0 : pci_interrupt(system, function);
	uint64_t base, size;

	for (uint32_t i = 0;
	     function >= 0 && pci_region(system, function, configuration, i, &base, &size); i++) {
		check_registers_of(system, vm, path, base, size,
				   !configuration && stream == BULKHEAD_NONE);
		expected->devices++;
	}
	if (configuration || function < 0)
		return;
	if (stream != BULKHEAD_NONE)
		expect_stream(system, expected, vm, path, stream);
	if (intid && system->vms[vm].kind != MANIFEST_VM_EXTENSION)
		expect_irq(system, expected, vm, intid, true);
}

/* Checks the StreamIDs of a node with `iommus`; returns their number. */
static uint32_t check_iommus(struct system *system, struct expected *expected, uint32_t vm,
			     const char *path, int node)
{
	const void *tree = system->described.machine;
	struct tree_cells iommus = tree_cells(tree, node, "iommus");
	int smmu = smmu_node(system);
	uint32_t count = 0;

	for (uint32_t i = 0; smmu >= 0 && i + 2 <= iommus.count; i += 2, count++)
		if (tree_cell(iommus, i) == fdt_get_phandle(tree, smmu))
			expect_stream(system, expected, vm, path, tree_cell(iommus, i + 1));
	return count;
}

static void check_device(struct system *system, struct expected *expected, uint32_t vm,
			 const char *path)
{
	const void *tree = system->described.machine;
	int node = fdt_path_offset(tree, path);
	struct tree_cells irqs = tree_cells(tree, node, "interrupts");
	bool dma = node >= 0 && is_bus_master(tree, node);
	uint64_t base, size;

	if (path[0] != '/') {
		check_function(system, expected, vm, path);
		return;
	}
	if (node >= 0 && check_iommus(system, expected, vm, path, node))
		dma = false;
	for (int i = 0; tree_registers(tree, node, i, &base, &size); i++) {
		check_registers_of(system, vm, path, base, size, dma);
		expected->devices++;
	}
	if (system->vms[vm].kind == MANIFEST_VM_EXTENSION)
		return; /* it polls */
	for (uint32_t i = 0; (i + 1) * CELLS_PER_IRQ <= irqs.count; i++)
		if (tree_cell(irqs, i * CELLS_PER_IRQ) == IRQ_TYPE_SPI)
			expect_irq(system, expected, vm,
				   SPI_FIRST + tree_cell(irqs, i * CELLS_PER_IRQ + 1),
				   !(tree_cell(irqs, i * CELLS_PER_IRQ + 2) & IRQ_FLAGS_EDGE));
}

/* Without an SMMU a bus master uses physical addresses, so its VM's addresses must be physical, too. */
static void check_identity(struct system *system, uint32_t vm)
{
	bool dma = false, skiff = false;

	for (uint32_t i = 0; i < system->declared->device_count; i++)
		dma |= system->devices[i].vm == vm && system->devices[i].dma;
	for (uint32_t i = 0; dma && i < system->declared->region_count; i++)
		skiff |=
		    system->regions[i].vm == vm && system->regions[i].kind == DECLARED_BOOTINFO;
	for (uint32_t i = 0; dma && !skiff && i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];

		if (region->vm == vm && region->kind == DECLARED_PRIVATE &&
		    region->rights & DECLARED_EXECUTE && region->ipa != region->pa)
			finding_add(system->findings, VERIFY_DMA,
				    "VM %s has a bus master and sees its RAM at 0x%" PRIx64
				    ", which lies at 0x%" PRIx64,
				    system->names[vm], region->ipa, region->pa);
	}
}

/* Checks the subscribers of a broadcast, in their order. */
static void check_broadcast(struct system *system, struct expected *expected, int node)
{
	const void *tree = system->described.system;
	uint32_t intid = (uint32_t)tree_number(tree, node, "interrupt", 0), count = 0;
	const struct manifest_irq *irq;
	const char *name;

	if (intid >= system->manifest->board.irq_count)
		return;
	irq = &system->irqs[intid];
	expected->irqs[intid] = *irq; /* the place of its subscribers is checked above */
	for (; (name = tree_item(tree, node, "subscribers", (int)count)); count++) {
		uint32_t vm = description_vm(system, name);
		const struct manifest_virq *virq = &system->virqs[irq->vcpu + count];

		if (!(irq->flags & MANIFEST_IRQ_BROADCAST) || count >= irq->virq ||
		    (uint64_t)irq->vcpu + count >= system->virq_count || vm == BULKHEAD_NONE ||
		    virq->vm != vm || virq->vcpu != system->vms[vm].vcpus.first ||
		    virq->min_interval_us != tree_number(tree, node, "min-interval-us", 0))
			finding_add(system->findings, VERIFY_DESCRIBED_DEVICE,
				    "INTID %u: subscriber %s of broadcast %s isn't served as "
				    "described",
				    intid, name, tree_name(tree, node));
	}
	if (irq->flags != MANIFEST_IRQ_BROADCAST || irq->virq != count)
		finding_add(system->findings, VERIFY_DESCRIBED_DEVICE,
			    "INTID %u: broadcast %s has %u subscribers, described %u", intid,
			    tree_name(tree, node), irq->virq, count);
}

/* The core must take the SMMU's interrupt, with the described interval. */
static void expect_smmu(struct system *system, struct expected *expected)
{
	uint64_t interval =
	    tree_number(system->described.system, 0, "dma-interval-us", DMA_INTERVAL_US);
	uint32_t intid = smmu_interrupt(system);
	const struct manifest_irq *irq = &system->irqs[intid];

	if (intid != system->manifest->smmu.intid ||
	    expected->streams != system->manifest->smmu.stream_count)
		finding_add(system->findings, VERIFY_DESCRIBED_DEVICE,
			    "the SMMU has INTID %u and %u streams of VMs, described %u and %u",
			    system->manifest->smmu.intid, system->manifest->smmu.stream_count,
			    intid, expected->streams);
	if (!intid || intid >= system->manifest->board.irq_count)
		return;
	expected->irqs[intid] =
	    (struct manifest_irq){.vcpu = irq->vcpu, .flags = MANIFEST_IRQ_BROADCAST};
	if (irq->vcpu >= system->virq_count || system->virqs[irq->vcpu].min_interval_us != interval)
		finding_add(system->findings, VERIFY_DESCRIBED_DEVICE,
			    "the SMMU's interrupt hasn't the described interval");
}

static void check_irqs(struct system *system, const struct expected *expected)
{
	for (uint32_t i = 0; i < system->manifest->board.irq_count; i++) {
		const struct manifest_irq *found = &system->irqs[i], *irq = &expected->irqs[i];

		if (found->vcpu != irq->vcpu || found->virq != irq->virq ||
		    found->flags != irq->flags)
			finding_add(system->findings, VERIFY_DESCRIBED_DEVICE,
				    "INTID %u: vCPU %u, INTID %u, flags %u; described vCPU %u, "
				    "INTID %u, flags %u",
				    i, found->vcpu, found->virq, found->flags, irq->vcpu, irq->virq,
				    irq->flags);
	}
}

/* Device memory of a VM must be a page of a device declared for the VM, or the GICv2's virtual CPU interface. */
static void check_pages(struct system *system)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];
		bool owned = region->kind != DECLARED_DEVICE ||
			     !strncmp(region->name, "gicv", sizeof("gicv"));

		for (uint32_t d = 0; !owned && d < system->declared->device_count; d++) {
			const struct declared_device *device = &system->devices[d];

			owned = device->vm == region->vm &&
				region->pa >= (device->pa & ~PAGE_MASK) &&
				region->pa + region->size <=
				    ((device->pa + device->size + PAGE_MASK) & ~PAGE_MASK);
		}
		if (!owned || (region->kind == DECLARED_DEVICE && region->name[0] != 'g' &&
			       region->ipa != region->pa))
			finding_add(system->findings, VERIFY_DESCRIBED_DEVICE,
				    "VM %s: device memory 0x%" PRIx64 " at IPA 0x%" PRIx64
				    " is no device of its own at its own address",
				    system->names[region->vm], region->pa, region->ipa);
	}
}

void check_described_devices(struct system *system)
{
	const void *tree = system->described.system;
	uint32_t irq_count = system->manifest->board.irq_count;
	struct expected expected = {.irqs = zalloc(irq_count, sizeof(*expected.irqs))};
	int group = description_group(system, 0, "broadcasts"), node;

	for (uint32_t i = 0; i < irq_count; i++)
		expected.irqs[i].vcpu = BULKHEAD_NONE;
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		struct tree_cells irqs =
		    tree_cells(tree, system->described.nodes[vm], "interrupts");
		const char *path;

		for (int i = 0; i < NODES_MAX &&
				(path = tree_item(tree, system->described.nodes[vm], "devices", i));
		     i++)
			check_device(system, &expected, vm, path);
		for (uint32_t i = 0; i < irqs.count; i++)
			expect_irq(system, &expected, vm, tree_cell(irqs, i), true);
		check_identity(system, vm);
	}
	if (group >= 0)
		fdt_for_each_subnode(node, tree, group) check_broadcast(system, &expected, node);
	expect_smmu(system, &expected);
	if (expected.devices != system->declared->device_count)
		finding_add(system->findings, VERIFY_DESCRIBED_DEVICE,
			    "%u regions of devices are declared, %u described",
			    system->declared->device_count, expected.devices);
	check_irqs(system, &expected);
	check_pages(system);
	free(expected.irqs);
}
