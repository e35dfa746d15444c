/* SPDX-License-Identifier: BSD-3-Clause */
#include "smmu.h"
#include <arm/gic.h>
#include <libfdt.h>
#include <string.h>
#include "bus.h"
#include "diagnostics.h"

/* First cell of a PCI address: the space (IEEE Std 1275, PCI Bus Binding, 2.2.1.1). */
#define PCI_SPACE(hi)	 ((hi) >> 24 & 3)
#define PCI_SPACE_MEMORY 2
#define RANGE_CELLS \
	7 /* cells of an entry of `ranges`: three for PCI, two for the CPU, two for the size */
#define CELLS_PER_IRQ 3

/* The SPI that `interrupt-names` calls `name`; 0: none. */
static uint32_t interrupt_named(const void *tree, int node, const char *name)
{
	int length, index = fdt_stringlist_search(tree, node, "interrupt-names", name);
	const fdt32_t *cells = fdt_getprop(tree, node, "interrupts", &length);

	if (!cells || index < 0 || (index + 1) * CELLS_PER_IRQ * 4 > length)
		return 0;
	return fdt32_to_cpu(cells[index * CELLS_PER_IRQ + 1]) + GIC_SPI_FIRST;
}

static void read_bridge(struct board *board)
{
	const void *tree = board->tree;
	int length, node = fdt_node_offset_by_compatible(tree, -1, "pci-host-ecam-generic");
	const fdt32_t *cells;

	board->bridge.node = -1;
	if (node < 0 ||
	    !bus_registers(tree, node, 0, &board->bridge.ecam, &board->bridge.ecam_size))
		return;
	board->bridge.node = node;
	cells = fdt_getprop(tree, node, "ranges", &length);
	for (int i = 0; cells && (i + 1) * RANGE_CELLS * 4 <= length; i++, cells += RANGE_CELLS)
		if (PCI_SPACE(fdt32_to_cpu(cells[0])) == PCI_SPACE_MEMORY && !cells[1] &&
		    !cells[3] && cells[2] == cells[4]) {
			board->bridge.memory = fdt32_to_cpu(cells[4]);
			board->bridge.memory_size = fdt32_to_cpu(cells[6]);
		}
}

void smmu_read(struct board *board)
{
	const void *tree = board->tree;
	int node = fdt_node_offset_by_compatible(tree, -1, "arm,smmu-v3");

	read_bridge(board);
	if (node < 0)
		return;
	if (!bus_registers(tree, node, 0, &board->smmu.base, &board->smmu.size))
		diag_error(fdt_get_name(tree, node, NULL), "reg", "the CPU doesn't reach the SMMU");
	board->smmu.phandle = fdt_get_phandle(tree, node);
	board->smmu.intid = interrupt_named(tree, node, "eventq");
	if (!board->smmu.intid || board->smmu.intid >= board->manifest.irq_count)
		diag_error(fdt_get_name(tree, node, NULL), "interrupts",
			   "an SPI named \"eventq\" is expected");
	if (fdt_node_offset_by_compatible(tree, node, "arm,smmu-v3") >= 0)
		diag_error(fdt_get_name(tree, node, NULL), NULL,
			   "the board has several SMMUs, one is supported");
}

const char *smmu_streams(const struct board *board, int node, struct board_device *device)
{
	int length;
	const fdt32_t *cells = fdt_getprop(board->tree, node, "iommus", &length);

	if (!board->smmu.base || !cells)
		return NULL;
	for (int i = 0; (i + 2) * 4 <= length; i += 2) {
		if (fdt32_to_cpu(cells[i]) != board->smmu.phandle)
			return "has `iommus' that name another IOMMU than the SMMUv3";
		*LIST_ADD(&device->streams) = fdt32_to_cpu(cells[i + 1]);
	}
	return NULL;
}

bool smmu_stream_of(const struct board *board, uint32_t requester, uint32_t *stream)
{
	int length;
	const fdt32_t *cells, *mask;

	if (!board->smmu.base || board->bridge.node < 0)
		return false;
	mask = fdt_getprop(board->tree, board->bridge.node, "iommu-map-mask", &length);
	if (mask && length == 4)
		requester &= fdt32_to_cpu(*mask);
	cells = fdt_getprop(board->tree, board->bridge.node, "iommu-map", &length);
	for (int i = 0; cells && (i + 4) * 4 <= length; i += 4) {
		uint32_t first = fdt32_to_cpu(cells[i]), count = fdt32_to_cpu(cells[i + 3]);

		if (fdt32_to_cpu(cells[i + 1]) == board->smmu.phandle && requester >= first &&
		    requester - first < count) {
			*stream = fdt32_to_cpu(cells[i + 2]) + requester - first;
			return true;
		}
	}
	return false;
}
