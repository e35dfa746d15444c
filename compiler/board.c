/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "board.h"
#include "diagnostics.h"
#include "source.h"

#define SPI_BASE     32
#define PPI_BASE     16
#define IRQ_EDGES    3	      /* rising, falling (bindings/interrupt-controller/arm,gic) */
#define GICR_STRIDE  0x20000u /* GICv3 redistributor: two frames of 64 KiB (Arm IHI 0069, 12.10) */
#define DEFAULT_IRQS 288

static const struct field board_fields[] = {
    {"tree", FIELD_STRING, offsetof(struct board, tree_file), .required = false},
    {"qemu-machine", FIELD_STRING, offsetof(struct board, qemu_machine)},
    {"qemu-cpu", FIELD_STRING, offsetof(struct board, qemu_cpu)},
    {"cpu-features", FIELD_STRINGS, offsetof(struct board, cpu_features)},
    {"load-address", FIELD_U64, offsetof(struct board, load_address), .required = true},
    {"memory-size", FIELD_U64, offsetof(struct board, memory_size), .maximum = 1ull << 40},
    {"cpus", FIELD_U32, offsetof(struct board, cpu_count), .minimum = 1, .maximum = BOARD_CPUS_MAX},
    {"reserved", FIELD_CELLS, offsetof(struct board, reserved)},
    {"interrupts", FIELD_U32, offsetof(struct board, irq_count), .minimum = 32, .maximum = 1020},
    {"maintenance-interrupt", FIELD_U32, offsetof(struct board, maintenance_ppi), .minimum = 16,
     .maximum = 31},
    {"psci-method", FIELD_STRING, offsetof(struct board, psci_method)},
    {"console", FIELD_STRING, offsetof(struct board, console)},
    {"address-bits", FIELD_U32, offsetof(struct board, address_bits), .minimum = 32, .maximum = 48},
    {"secure-world", FIELD_FLAG, offsetof(struct board, secure_world)},
    {"idle-at-end", FIELD_FLAG, offsetof(struct board, idle_at_end)},
};

static uint64_t read_number(const fdt32_t **cells, int count)
{
	uint64_t value = 0;

	while (count--)
		value = value << 32 | fdt32_to_cpu(*(*cells)++);
	return value;
}

/* Entry `index` of a node's reg. */
static bool read_reg(const void *tree, int node, int index, uint64_t *base, uint64_t *size)
{
	int parent = fdt_parent_offset(tree, node), length;
	int address = fdt_address_cells(tree, parent), extent = fdt_size_cells(tree, parent);
	const fdt32_t *cells = fdt_getprop(tree, node, "reg", &length);

	if (!cells || address < 1 || extent < 0 || length < (index + 1) * (address + extent) * 4)
		return false;
	cells += index * (address + extent);
	*base = read_number(&cells, address);
	*size = read_number(&cells, extent);
	return true;
}

static int find_compatible(const void *tree, const char *const *names)
{
	int node = -1;

	for (; *names && node < 0; names++)
		node = fdt_node_offset_by_compatible(tree, -1, *names);
	return node;
}

static void read_gic(struct board *board)
{
	struct manifest_board *m = &board->manifest;
	const void *tree = board->tree;
	uint64_t size;
	int v3 = find_compatible(tree, (const char *const[]){"arm,gic-v3", NULL});
	int v2 =
	    find_compatible(tree, (const char *const[]){"arm,cortex-a15-gic", "arm,gic-400", NULL});
	int node = v3 >= 0 ? v3 : v2;

	if (node < 0 || !read_reg(tree, node, 0, &m->gicd, &board->gicd_size)) {
		diag_error(
		    "/", NULL,
		    "no interrupt controller in the board's tree, a GICv2 or GICv3 is expected");
		return;
	}
	m->gic_version = v3 >= 0 ? 3 : 2;
	if (v3 >= 0) {
		if (!read_reg(tree, node, 1, &board->gicr, &size))
			diag_error(fdt_get_name(tree, node, NULL), "reg", "has no redistributors");
		else if (size < (uint64_t)GICR_STRIDE * board->cpu_count)
			diag_error(fdt_get_name(tree, node, NULL), "reg",
				   "has no room for a redistributor of each core");
		return;
	}
	if (!read_reg(tree, node, 1, &m->gicc, &board->gicc_size) ||
	    !read_reg(tree, node, 2, &m->gich, &board->gich_size) ||
	    !read_reg(tree, node, 3, &board->gicv, &board->gicv_size))
		diag_error(fdt_get_name(tree, node, NULL), "reg",
			   "four ranges are expected: a GICv2 with virtualization");
}

/* The architected timer's PPIs: secure, non-secure, virtual, hypervisor
 * (bindings/timer/arm,arch_timer). */
static void read_timer(struct board *board)
{
	int length,
	    node = find_compatible(board->tree, (const char *const[]){"arm,armv8-timer", NULL});
	const fdt32_t *cells =
	    node < 0 ? NULL : fdt_getprop(board->tree, node, "interrupts", &length);

	if (!cells || length < 12 * 4) {
		diag_error("/timer", "interrupts",
			   "four interrupts of an arm,armv8-timer are expected");
		return;
	}
	board->manifest.ptimer_ppi = fdt32_to_cpu(cells[4]) + PPI_BASE;
	board->manifest.vtimer_ppi = fdt32_to_cpu(cells[7]) + PPI_BASE;
	board->manifest.timer_ppi = fdt32_to_cpu(cells[10]) + PPI_BASE;
}

static void read_cpus(struct board *board, uint32_t wanted)
{
	int cpus = fdt_path_offset(board->tree, "/cpus"), node;
	uint32_t count = 0;

	fdt_for_each_subnode(node, board->tree, cpus)
	{
		uint64_t mpidr, size;
		const char *type = fdt_getprop(board->tree, node, "device_type", NULL);

		if (!type || strcmp(type, "cpu") || count == BOARD_CPUS_MAX ||
		    !read_reg(board->tree, node, 0, &mpidr, &size))
			continue;
		board->cpu_compatible = fdt_getprop(board->tree, node, "compatible", NULL);
		board->mpidr[count++] = mpidr;
	}
	if (!wanted)
		wanted = count;
	if (wanted > count)
		diag_error("/", "cpus", "%u is too many, the board's tree has %u cores", wanted,
			   count);
	board->cpu_count = wanted < count ? wanted : count;
}

static void read_memory(struct board *board, uint64_t wanted)
{
	const void *tree = board->tree;
	int node, reserved;
	uint64_t base, size;

	fdt_for_each_subnode(node, tree, 0)
	{
		const char *type = fdt_getprop(tree, node, "device_type", NULL);
		const char *status = fdt_getprop(tree, node, "status", NULL);

		if (!type || strcmp(type, "memory") || (status && strcmp(status, "okay")))
			continue;
		for (int i = 0; read_reg(tree, node, i, &base, &size); i++)
			*LIST_ADD(&board->banks) = (struct bulkhead_range){base, size};
	}
	if (!board->banks.count)
		diag_error("/memory", NULL, "the board's tree has no memory");
	else if (wanted)
		board->banks.items[0].size = wanted;
	for (int i = 0; i < fdt_num_mem_rsv(tree); i++)
		if (!fdt_get_mem_rsv(tree, i, &base, &size))
			*LIST_ADD(&board->holes) = (struct bulkhead_range){base, size};
	reserved = fdt_path_offset(tree, "/reserved-memory");
	fdt_for_each_subnode(node, tree,
			     reserved) for (int i = 0; read_reg(tree, node, i, &base, &size); i++) *
	    LIST_ADD(&board->holes) = (struct bulkhead_range){base, size};
	if (board->reserved.count % 2)
		diag_error("/bulkhead", "reserved", "pairs of base and size are expected");
	for (size_t i = 0; i + 1 < board->reserved.count; i += 2)
		*LIST_ADD(&board->holes) =
		    (struct bulkhead_range){board->reserved.items[i], board->reserved.items[i + 1]};
}

static void read_console(struct board *board)
{
	const char *path = board->console;
	uint64_t size;
	int chosen = fdt_path_offset(board->tree, "/chosen"), node;

	if (!path && chosen >= 0)
		path = fdt_getprop(board->tree, chosen, "stdout-path", NULL);
	if (!path)
		return;
	node = fdt_path_offset(board->tree, path);
	if (node < 0 || fdt_node_check_compatible(board->tree, node, "arm,pl011") ||
	    !read_reg(board->tree, node, 0, &board->uart, &size))
		diag_error("/bulkhead", "console", "%s is no PL011 of the board's tree", path);
}

static void read_firmware(struct board *board)
{
	const char *method = board->psci_method;
	int psci = find_compatible(board->tree,
				   (const char *const[]){"arm,psci-1.0", "arm,psci-0.2", NULL});

	if (!method && psci >= 0)
		method = fdt_getprop(board->tree, psci, "method", NULL);
	if (!method || (strcmp(method, "smc") && strcmp(method, "hvc")))
		diag_error("/bulkhead", "psci-method",
			   "\"smc\" or \"hvc\" is expected, here or in the tree's /psci");
	board->manifest.psci_hvc = method && !strcmp(method, "hvc");
	board->manifest.secure_world = board->secure_world;
	board->manifest.idle_at_end = board->idle_at_end;
}

static bool load_tree(struct board *board, const char *boards, const char *trees, struct bytes own)
{
	struct bytes blob;
	char *path;

	if (!board->tree_file) {
		board->tree = own.data;
		return true;
	}
	path = host_format("%s/%s", trees, board->tree_file);
	if (!host_exists(path))
		path = host_format("%s/%s", boards, board->tree_file);
	if (!host_read_file(path, &blob) || fdt_check_full(blob.data, blob.size)) {
		diag_error("/bulkhead", "tree",
			   "%s: no readable device tree; `make boards' dumps QEMU's", path);
		return false;
	}
	board->tree = blob.data;
	return true;
}

bool board_read(struct board *board, const char *name, const char *boards, const char *trees,
		uint32_t cpus, uint64_t memory_size)
{
	struct bytes own;
	struct node node;
	unsigned before = diag_count();

	board->name = name;
	board->file = host_format("%s/%s.dts", boards, name);
	board->irq_count = DEFAULT_IRQS;
	board->maintenance_ppi = 25;
	board->address_bits = 40;
	if (!host_exists(board->file)) {
		diag_error("/", "board", "there is no %s", board->file);
		return false;
	}
	if (!source_load(board->file,
			 &(struct source_options){.includes = &boards, .include_count = 1}, &own)) {
		diag_error("/", "board", "%s can't be read", board->file);
		return false;
	}
	node = node_at(own.data, "/bulkhead");
	if (node.offset < 0) {
		diag_error("/", "board", "%s has no node /bulkhead", board->file);
		return false;
	}
	fields_read(node, board_fields, COUNT_OF(board_fields), board);
	if (!load_tree(board, boards, trees, own))
		return false;
	board->manifest.irq_count = ALIGN_UP(board->irq_count, 32);
	board->manifest.maintenance_ppi = board->maintenance_ppi;
	for (size_t i = 0; i < board->cpu_features.count; i++)
		if (strcmp(board->cpu_features.items[i], "rng"))
			diag_error("/bulkhead", "cpu-features", "\"%s\" is unknown, \"rng\" is expected",
				   board->cpu_features.items[i]);
	read_cpus(board, cpus ? cpus : board->cpu_count);
	read_memory(board, memory_size ? memory_size : board->memory_size);
	read_gic(board);
	read_timer(board);
	read_console(board);
	read_firmware(board);
	return diag_count() == before;
}

bool board_device(const struct board *board, const char *path, struct board_device *device)
{
	int length, node = fdt_path_offset(board->tree, path);
	const fdt32_t *cells;
	const char *status;
	uint64_t base, size;

	memset(device, 0, sizeof(*device));
	for (int i = 0; node >= 0 && read_reg(board->tree, node, i, &base, &size); i++)
		*LIST_ADD(&device->regions) = (struct bulkhead_range){base, size};
	if (!device->regions.count)
		return false;
	status = fdt_getprop(board->tree, node, "status", NULL);
	if (status && strcmp(status, "okay") && strcmp(status, "ok"))
		return false;
	device->path = path;
	device->offset = node;
	device->dma = fdt_getprop(board->tree, node, "dma-coherent", NULL) ||
		      fdt_getprop(board->tree, node, "iommus", NULL) ||
		      !fdt_node_check_compatible(board->tree, node, "virtio,mmio");
	cells = fdt_getprop(board->tree, node, "interrupts", &length);
	for (int i = 0; cells && (i + 1) * 12 <= length; i++)
		if (!fdt32_to_cpu(cells[i * 3])) {
			if (device->interrupts.count < 32 &&
			    (fdt32_to_cpu(cells[i * 3 + 2]) & IRQ_EDGES))
				device->edges |= 1u << device->interrupts.count;
			*LIST_ADD(&device->interrupts) = fdt32_to_cpu(cells[i * 3 + 1]) + SPI_BASE;
		}
	return true;
}

/* QEMU's `max` has every feature that it knows; its models of products up to Cortex-A76 and Neoverse N1 have no FEAT_RNG. */
static bool model_has_rng(const char *cpu)
{
	return cpu && !strncmp(cpu, "max", 3) && (!cpu[3] || cpu[3] == ',');
}

bool board_has_rng(const struct board *board, const char *cpu)
{
	if (cpu)
		return model_has_rng(cpu);
	for (size_t i = 0; i < board->cpu_features.count; i++)
		if (!strcmp(board->cpu_features.items[i], "rng"))
			return true;
	return model_has_rng(board->qemu_cpu);
}
