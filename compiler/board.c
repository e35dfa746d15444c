/* SPDX-License-Identifier: BSD-3-Clause */
#include <arm/gic.h>
#include <bulkhead/masters.h>
#include <glob.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "board.h"
#include "board_console.h"
#include "bus.h"
#include "diagnostics.h"
#include "smmu.h"
#include "source.h"

#define IRQ_EDGES    3 /* rising, falling (bindings/interrupt-controller/arm,gic) */
#define GIC_ALIASES  16
#define DEFAULT_IRQS 288
#define ADDRESS_MAX  (1ull << 40)

static const struct field board_fields[] = {
    {"tree", FIELD_STRING, offsetof(struct board, tree_file), .required = false},
    {"qemu-machine", FIELD_STRING, offsetof(struct board, qemu_machine)},
    {"qemu-boot-image", FIELD_FLAG, offsetof(struct board, qemu_boot_image)},
    {"qemu-cpu", FIELD_STRING, offsetof(struct board, qemu_cpu)},
    {"cpu-features", FIELD_STRINGS, offsetof(struct board, cpu_features)},
    {"load-address", FIELD_U64, offsetof(struct board, load_address), .required = true,
     .maximum = ADDRESS_MAX, .unit = PAGE},
    {"memory-size", FIELD_U64, offsetof(struct board, memory_size), .minimum = 1 << 20,
     .maximum = ADDRESS_MAX, .unit = 1 << 20},
    {"cpus", FIELD_U32, offsetof(struct board, cpu_count), .minimum = 1, .maximum = BOARD_CPUS_MAX},
    {"reserved", FIELD_CELLS, offsetof(struct board, reserved)},
    {"interrupts", FIELD_U32, offsetof(struct board, irq_count), .minimum = 32, .maximum = 1020},
    {"maintenance-interrupt", FIELD_U32, offsetof(struct board, maintenance_ppi), .minimum = 16,
     .maximum = 31},
    {"psci-method", FIELD_STRING, offsetof(struct board, psci_method)},
    {"console", FIELD_STRING, offsetof(struct board, console)},
    {"secure-world", FIELD_FLAG, offsetof(struct board, secure_world)},
    {"idle-at-end", FIELD_FLAG, offsetof(struct board, idle_at_end)},
};

/* The only string of a property; "" if the property isn't exactly one string. */
static const char *text_of(const void *tree, int node, const char *property)
{
	const char *text = fdt_stringlist_get(tree, node, property, 0, NULL);

	return text ? text : "";
}

static bool is_enabled(const void *tree, int node)
{
	const char *status = text_of(tree, node, "status");

	return !*status || !strcmp(status, "okay") || !strcmp(status, "ok");
}

static int find_compatible(const void *tree, const char *const *names)
{
	int node = -1;

	for (; *names && node < 0; names++)
		node = fdt_node_offset_by_compatible(tree, -1, *names);
	return node;
}

/*
 * A GICv2's CPU interface of two pages, each of which fills 64 KiB with 16 copies of itself (Arm's Server Base System
 * Architecture, for systems with pages of 64 KiB): the last copy of the first and the first of the second lie together.
 */
static void unalias(uint64_t *base, uint64_t *size)
{
	if (*size != 2 * GIC_ALIASES * PAGE)
		return;
	*base += (GIC_ALIASES - 1) * PAGE;
	*size = 2 * PAGE;
}

static void read_gic(struct board *board)
{
	struct manifest_board *m = &board->manifest;
	const void *tree = board->tree;
	int v3 = find_compatible(tree, (const char *const[]){"arm,gic-v3", NULL});
	int v2 =
	    find_compatible(tree, (const char *const[]){"arm,cortex-a15-gic", "arm,gic-400", NULL});
	int node = v3 >= 0 ? v3 : v2;

	if (node < 0 || !bus_registers(tree, node, 0, &m->gicd, &board->gicd_size)) {
		diag_error("/", NULL,
			   node < 0
			       ? "no interrupt controller in the board's tree, a GICv2 or GICv3 is "
				 "expected"
			       : "the CPU doesn't reach the interrupt controller of the board's "
				 "tree: `reg', or a bus above it, isn't right");
		return;
	}
	m->gic_version = v3 >= 0 ? 3 : 2;
	board->gic = node;
	if (v3 >= 0) {
		if (!bus_registers(tree, node, 1, &board->gicr, &board->gicr_size))
			diag_error(fdt_get_name(tree, node, NULL), "reg", "has no redistributors");
		else if (board->gicr_size < (uint64_t)GICR_STRIDE * board->cpu_count)
			diag_error(fdt_get_name(tree, node, NULL), "reg",
				   "has no room for a redistributor of each core");
		return;
	}
	if (!bus_registers(tree, node, 1, &m->gicc, &board->gicc_size) ||
	    !bus_registers(tree, node, 2, &m->gich, &board->gich_size) ||
	    !bus_registers(tree, node, 3, &board->gicv, &board->gicv_size))
		diag_error(fdt_get_name(tree, node, NULL), "reg",
			   "four ranges are expected: a GICv2 with virtualization");
	unalias(&m->gicc, &board->gicc_size);
	unalias(&board->gicv, &board->gicv_size);
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
	for (int i = 1; i < 12; i += 3)
		if (fdt32_to_cpu(cells[i]) >= GIC_PPI_FIRST) {
			diag_error("/timer", "interrupts", "PPIs are expected, 0 to 15");
			return;
		}
	board->manifest.ptimer_ppi = fdt32_to_cpu(cells[4]) + GIC_PPI_FIRST;
	board->manifest.vtimer_ppi = fdt32_to_cpu(cells[7]) + GIC_PPI_FIRST;
	board->manifest.timer_ppi = fdt32_to_cpu(cells[10]) + GIC_PPI_FIRST;
}

/* `file` asks for `wanted` cores, 0: all. */
static void read_cpus(struct board *board, uint32_t wanted, const char *file)
{
	int cpus = fdt_path_offset(board->tree, "/cpus"), node;
	uint32_t count = 0;

	fdt_for_each_subnode(node, board->tree, cpus)
	{
		uint64_t mpidr, size;
		const char *type = text_of(board->tree, node, "device_type");

		if (strcmp(type, "cpu") || count == BOARD_CPUS_MAX ||
		    !bus_reg(board->tree, node, 0, &mpidr, &size))
			continue;
		board->cpu_compatible =
		    fdt_stringlist_get(board->tree, node, "compatible", 0, NULL);
		board->mpidr[count++] = mpidr;
	}
	if (!wanted)
		wanted = count;
	if (!count) {
		diag_error("/cpus", NULL, "the board's tree has no cores");
	} else if (wanted > count) {
		file = diag_about(file);
		diag_error("/", "cpus", "%u is too many, the board's tree has %u cores", wanted,
			   count);
		diag_about(file);
	}
	board->cpu_count = wanted < count ? wanted : count;
}

/* The first `wanted` bytes of all banks. The last bank may be larger than the tree says: a tree of QEMU's is of one size. */
static void limit_memory(struct board *board, uint64_t wanted)
{
	size_t last = 0;

	for (; last + 1 < board->banks.count && board->banks.items[last].size < wanted; last++)
		wanted -= board->banks.items[last].size;
	board->banks.items[last].size = wanted;
	board->banks.count = last + 1;
}

static void read_memory(struct board *board, uint64_t wanted)
{
	const void *tree = board->tree;
	int node, reserved;
	uint64_t base, size;

	fdt_for_each_subnode(node, tree, 0)
	{
		if (strcmp(text_of(tree, node, "device_type"), "memory") || !is_enabled(tree, node))
			continue;
		for (int i = 0; bus_registers(tree, node, i, &base, &size); i++)
			*LIST_ADD(&board->banks) = (struct bulkhead_range){base, size};
	}
	if (!board->banks.count)
		diag_error("/memory", NULL, "the board's tree has no memory");
	else if (wanted)
		limit_memory(board, wanted);
	for (int i = 0; i < fdt_num_mem_rsv(tree); i++)
		if (!fdt_get_mem_rsv(tree, i, &base, &size))
			*LIST_ADD(&board->holes) = (struct bulkhead_range){base, size};
	reserved = fdt_path_offset(tree, "/reserved-memory");
	fdt_for_each_subnode(
	    node, tree, reserved) for (int i = 0; bus_registers(tree, node, i, &base, &size); i++) *
	    LIST_ADD(&board->holes) = (struct bulkhead_range){base, size};
	if (board->reserved.count % 2)
		diag_error("/bulkhead", "reserved", "pairs of base and size are expected");
	for (size_t i = 0; i + 1 < board->reserved.count; i += 2)
		*LIST_ADD(&board->holes) =
		    (struct bulkhead_range){board->reserved.items[i], board->reserved.items[i + 1]};
}

/* Without firmware, nobody starts other cores or switches the machine off. */
static void without_firmware(struct board *board)
{
	if (board->cpu_count > 1)
		diag_error("/", "cpus",
			   "%u cores, but %s has no PSCI, which would start the others",
			   board->cpu_count, board->name);
	if (board->secure_world)
		diag_error("/bulkhead", "secure-world", "a secure world's firmware has PSCI");
	board->idle_at_end = true;
}

static void read_firmware(struct board *board)
{
	const char *method = board->psci_method;
	int psci = find_compatible(board->tree,
				   (const char *const[]){"arm,psci-1.0", "arm,psci-0.2", NULL});

	if (!method && psci >= 0)
		method = fdt_stringlist_get(board->tree, psci, "method", 0, NULL);
	if (!method || (strcmp(method, "smc") && strcmp(method, "hvc") && strcmp(method, "none")))
		diag_error(
		    "/bulkhead", "psci-method",
		    "\"smc\" or \"hvc\" is expected, here or in the tree's /psci, or \"none\"");
	else if (!strcmp(method, "none"))
		without_firmware(board);
	board->manifest.psci_hvc = method && !strcmp(method, "hvc");
	board->manifest.secure_world = board->secure_world;
	board->manifest.idle_at_end = board->idle_at_end;
}

/* The board's name that was probably meant, and all names: " (did you mean `X'?); boards are A, B". */
static const char *board_names(const char *boards, const char *name)
{
	LIST(char *) names = {0};
	char *all = host_format("; the boards are ");
	const char *hint;
	glob_t files;

	if (glob(host_format("%s/*/board.dts", boards), 0, NULL, &files))
		return "; no board is there";
	for (size_t i = 0; i < files.gl_pathc; i++) {
		char *folder = host_directory(files.gl_pathv[i]);

		*LIST_ADD(&names) = strrchr(folder, '/') + 1;
		all = host_format("%s%s%s", all, i ? ", " : "", names.items[i]);
	}
	hint = diag_hint(name, names.items, names.count, sizeof(*names.items));
	globfree(&files);
	return host_format("%s%s", hint, all);
}

/* Reads the board's files; errors name the board's file. */
static bool read_files(struct board *board, const char *boards, const char *trees,
		       const struct bytes *own, uint64_t memory_size, uint32_t cpus)
{
	const char *before = diag_about(board->file);
	struct node node = node_at(own->data, "/bulkhead");
	unsigned errors = diag_count();
	bool readable = false;

	fields_read(node, board_fields, COUNT_OF(board_fields), board);
	nodes_known(node, NULL, 0);
	if (diag_count() == errors)
		readable = board_load_tree(board, boards, trees, *own);
	if (!readable) {
		diag_about(before);
		return false;
	}
	board->manifest.irq_count = ALIGN_UP(board->irq_count, 32);
	board->manifest.maintenance_ppi = board->maintenance_ppi;
	for (size_t i = 0; i < board->cpu_features.count; i++)
		if (strcmp(board->cpu_features.items[i], "rng"))
			diag_error("/bulkhead", "cpu-features",
				   "\"%s\" is unknown, \"rng\" is expected",
				   board->cpu_features.items[i]);
	read_cpus(board, cpus ? cpus : board->cpu_count, cpus ? before : board->file);
	read_memory(board, memory_size ? memory_size : board->memory_size);
	read_gic(board);
	read_timer(board);
	smmu_read(board);
	board_read_console(board);
	read_firmware(board);
	diag_about(before);
	return true;
}

bool board_read(struct board *board, const char *name, const char *boards, const char *trees,
		uint32_t cpus, uint64_t memory_size)
{
	struct bytes own;
	struct node node;
	unsigned before = diag_count();

	if (strchr(name, '/')) {
		diag_error("/", "board", "\"%s\" is a path, the name of a board in %s is expected",
			   name, boards);
		return false;
	}
	board->name = name;
	board->gic = -1;
	board->file = host_format("%s/%s/board.dts", boards, name);
	board->irq_count = DEFAULT_IRQS;
	board->maintenance_ppi = 25;
	if (!host_exists(board->file)) {
		diag_error("/", "board", "there is no %s%s", board->file,
			   board_names(boards, name));
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
	if (!read_files(board, boards, trees, &own, memory_size, cpus))
		return false;
	return diag_count() == before;
}

/* Paths of nodes with registers, for hints. */
static const char *device_hint(const void *tree, const char *name)
{
	LIST(const char *) paths = {0};
	char path[256];

	for (int node = fdt_next_node(tree, 0, NULL); node >= 0;
	     node = fdt_next_node(tree, node, NULL))
		if (fdt_getprop(tree, node, "reg", NULL) &&
		    !fdt_get_path(tree, node, path, sizeof(path)))
			*LIST_ADD(&paths) = host_format("%s", path);
	return diag_hint(name, paths.items, paths.count, sizeof(*paths.items));
}

/* Registers of a node, as a device that a VM may own. NULL, or what is wrong with them. */
static const char *read_registers(const void *tree, int node, struct board_device *device)
{
	const char *type = text_of(tree, node, "device_type");
	uint64_t base, size;

	if (!strcmp(type, "memory") || !strcmp(type, "cpu"))
		return "is no device";
	for (int i = 0; bus_reg(tree, node, i, &base, &size); i++) {
		const char *wrong = bus_translate(tree, node, &base, size);

		if (!size)
			return "has no registers: they have no size";
		if (wrong)
			return wrong;
		if (size > ADDRESS_MAX || base > ADDRESS_MAX - size)
			return "has registers above 40 bits";
		*LIST_ADD(&device->regions) = (struct bulkhead_range){base, size};
	}
	if (!device->regions.count)
		return "has no registers";
	return is_enabled(tree, node) ? NULL : "is disabled";
}

/* Is the interrupt listed already? A device may name one twice: one line for two causes. */
static bool has_interrupt(const struct board_device *device, uint32_t intid)
{
	for (size_t i = 0; i < device->interrupts.count; i++)
		if (device->interrupts.items[i] == intid)
			return true;
	return false;
}

/* Does the node's name, up to the unit address, say that it is a bus master? */
static bool master_by_name(const char *name)
{
	static const char *const names[] = {BUS_MASTER_NAMES};
	size_t length = strcspn(name, "@");

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strlen(names[i]) == length && !strncmp(name, names[i], length))
			return true;
	return false;
}

const char *board_device(const struct board *board, const char *path, struct board_device *device)
{
	int length, node = path[0] == '/' ? fdt_path_offset(board->tree, path) : -1;
	char full[1024];
	const fdt32_t *cells;
	const char *wrong;

	memset(device, 0, sizeof(*device));
	if (node < 0 || fdt_get_path(board->tree, node, full, sizeof(full)))
		return host_format("there is no device %s in the tree of %s%s", path, board->name,
				   device_hint(board->tree, path));
	wrong = read_registers(board->tree, node, device);
	if (wrong)
		return host_format("%s of %s %s", full, board->name, wrong);
	device->path = host_format("%s", full);
	device->offset = node;
	for (int above = node; above > 0; above = fdt_parent_offset(board->tree, above))
		device->is_gic |= above == board->gic;
	board_find_uart(board->tree, node, &device->uart);
	wrong = smmu_streams(board, node, device);
	if (wrong)
		return host_format("%s of %s %s", full, board->name, wrong);
	device->dma = !device->streams.count &&
		      (fdt_getprop(board->tree, node, "dma-coherent", NULL) ||
		       fdt_getprop(board->tree, node, "iommus", NULL) ||
		       !fdt_node_check_compatible(board->tree, node, "virtio,mmio") ||
		       master_by_name(fdt_get_name(board->tree, node, NULL)));
	cells = fdt_getprop(board->tree, node, "interrupts", &length);
	for (int i = 0; cells && (i + 1) * 12 <= length; i++)
		if (!fdt32_to_cpu(cells[i * 3])) {
			uint32_t intid = fdt32_to_cpu(cells[i * 3 + 1]) + GIC_SPI_FIRST;

			if (intid < GIC_SPI_FIRST || intid >= board->manifest.irq_count)
				return host_format(
				    "interrupt %u of %s doesn't exist, %s has 0 to %u", intid, full,
				    board->name, board->manifest.irq_count - 1);
			if (has_interrupt(device, intid))
				continue;
			if (device->interrupts.count < 32 &&
			    (fdt32_to_cpu(cells[i * 3 + 2]) & IRQ_EDGES))
				device->edges |= 1u << device->interrupts.count;
			*LIST_ADD(&device->interrupts) = intid;
		}
	return NULL;
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
