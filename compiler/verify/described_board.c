/* SPDX-License-Identifier: BSD-3-Clause */
/* The board's part of the manifest against the board's description and the machine's device tree. */
#include <inttypes.h>
#include <libfdt.h>
#include <string.h>
#include "checks.h"
#include "described_pci.h"
#include "description.h"
#include "tree.h"

#define PPI_FIRST	 16u
#define CELLS_PER_IRQ	 3u /* bindings/interrupt-controller/arm,gic */
#define TIMER_PHYSICAL	 1u /* bindings/timer/arm,arch_timer: secure, physical, */
#define TIMER_VIRTUAL	 2u /* virtual, hypervisor */
#define TIMER_HYPERVISOR 3u
#define MAINTENANCE_PPI	 25u	    /* Arm DEN0094 (BSA), 3.8 */
#define DEFAULT_IRQS	 288u	    /* docs/system-description.md */
#define REDISTRIBUTOR	 0x20000ull /* IHI 0069, 12.10: two frames of 64 KiB */
/* A GICv2's CPU interface of two times 64 KiB has 16 copies of each page: the last of the first counts. */
#define GIC_COPIES    16u
#define DEFAULT_TRACE 0

static void differs(struct system *system, const char *what, uint64_t found, uint64_t described)
{
	if (found != described)
		finding_add(system->findings, VERIFY_DESCRIBED_BOARD,
			    "%s is 0x%" PRIx64 ", described 0x%" PRIx64, what, found, described);
}

/* A number from the system's description, else from the board's, else `otherwise`. */
static uint64_t number(const struct system *system, const char *property, uint64_t otherwise)
{
	uint64_t board =
	    tree_number(system->described.board, description_board(system), property, otherwise);

	return tree_number(system->described.system, 0, property, board);
}

static void check_gic(struct system *system)
{
	const struct manifest_board *board = &system->manifest->board;
	const void *tree = system->described.machine;
	int v3 = fdt_node_offset_by_compatible(tree, -1, "arm,gic-v3");
	int v2 = fdt_node_offset_by_compatible(tree, -1, "arm,cortex-a15-gic");
	int node;
	uint64_t base[4] = {0}, size;

	if (v2 < 0)
		v2 = fdt_node_offset_by_compatible(tree, -1, "arm,gic-400");
	node = v3 >= 0 ? v3 : v2;
	for (int i = 0; i < 4; i++)
		if (!tree_registers(tree, node, i, &base[i], &size))
			base[i] = 0;
		else if (v3 < 0 && (i == 1 || i == 3) && size == 2 * GIC_COPIES * PAGE_SIZE)
			base[i] += (GIC_COPIES - 1) * PAGE_SIZE;
	differs(system, "the GIC's version", board->gic_version, v3 >= 0 ? 3 : 2);
	differs(system, "the distributor", board->gicd, base[0]);
	differs(system, "the CPU interface", board->gicc, v3 >= 0 ? 0 : base[1]);
	differs(system, "the virtual interface control", board->gich, v3 >= 0 ? 0 : base[2]);
	for (uint32_t i = 0; i < system->manifest->cpu_count; i++)
		differs(system, "a redistributor", system->cpus[i].gicr,
			v3 >= 0 ? base[1] + i * REDISTRIBUTOR : 0);
	for (uint32_t i = 0; v3 < 0 && i < system->declared->region_count; i++)
		if (!strncmp(system->regions[i].name, "gicv", sizeof("gicv")))
			differs(system, "a virtual CPU interface", system->regions[i].pa, base[3]);
}

static void check_interrupts_of(struct system *system)
{
	const struct manifest_board *board = &system->manifest->board;
	const void *tree = system->described.machine, *own = system->described.board;
	int timer = fdt_node_offset_by_compatible(tree, -1, "arm,armv8-timer");
	int node = description_board(system);
	struct tree_cells irqs = tree_cells(tree, timer, "interrupts");
	uint64_t count = tree_number(own, node, "interrupts", DEFAULT_IRQS);

	differs(system, "the physical timer's PPI", board->ptimer_ppi,
		PPI_FIRST + tree_cell(irqs, TIMER_PHYSICAL * CELLS_PER_IRQ + 1));
	differs(system, "the virtual timer's PPI", board->vtimer_ppi,
		PPI_FIRST + tree_cell(irqs, TIMER_VIRTUAL * CELLS_PER_IRQ + 1));
	differs(system, "the hypervisor timer's PPI", board->timer_ppi,
		PPI_FIRST + tree_cell(irqs, TIMER_HYPERVISOR * CELLS_PER_IRQ + 1));
	differs(system, "the maintenance interrupt", board->maintenance_ppi,
		tree_number(own, node, "maintenance-interrupt", MAINTENANCE_PPI));
	differs(system, "the number of interrupts", board->irq_count, (count + 31) / 32 * 32);
}

static void check_cpus(struct system *system)
{
	const void *tree = system->described.machine;
	int cpus = fdt_path_offset(tree, "/cpus"), node;
	uint64_t mpidr, size, count = 0, wanted;

	if (cpus >= 0)
		fdt_for_each_subnode(node, tree, cpus)
		{
			const char *type = tree_text(tree, node, "device_type");

			if (!type || strcmp(type, "cpu") || !tree_reg(tree, node, 0, &mpidr, &size))
				continue;
			if (count < system->manifest->cpu_count)
				differs(system, "a CPU's affinity", system->cpus[count].mpidr,
					mpidr);
			count++;
		}
	wanted = number(system, "cpus", count);
	differs(system, "the number of CPUs", system->manifest->cpu_count,
		wanted < count ? wanted : count);
}

/* Must a range of firmware be declared? Returns 1 if the board has it; a range that isn't declared is a finding. */
static uint32_t declared(struct system *system, uint64_t base, uint64_t size)
{
	for (uint32_t i = 0; i < system->declared->reserved_count; i++)
		if (system->reserved[i].pa == base && system->reserved[i].size == size)
			return 1;
	differs(system, "how often a range of firmware is declared", 0, 1);
	return 1;
}

static void check_reserved(struct system *system)
{
	const void *tree = system->described.machine;
	struct tree_cells cells =
	    tree_cells(system->described.board, description_board(system), "reserved");
	int group = fdt_path_offset(tree, "/reserved-memory"), node;
	uint64_t base, size;
	uint32_t count = 0;

	for (uint32_t i = 0; i + 1 < cells.count; i += 2)
		count += declared(system, tree_cell(cells, i), tree_cell(cells, i + 1));
	for (int i = 0; i < fdt_num_mem_rsv(tree); i++)
		if (!fdt_get_mem_rsv(tree, i, &base, &size))
			count += declared(system, base, size);
	if (group >= 0)
		fdt_for_each_subnode(node, tree, group)
		{
			for (int i = 0; tree_registers(tree, node, i, &base, &size); i++)
				count += declared(system, base, size);
		}
	differs(system, "the number of firmware's ranges", system->declared->reserved_count, count);
}

static void check_banks(struct system *system)
{
	const void *tree = system->described.machine;
	uint64_t base, size, wanted = number(system, "memory-size", 0);
	uint64_t sum = 0;
	uint32_t count = 0;
	bool last;
	int node;

	fdt_for_each_subnode(node, tree, 0)
	{
		const char *type = tree_text(tree, node, "device_type");
		const char *status = tree_text(tree, node, "status");

		if (!type || strcmp(type, "memory") ||
		    (status && *status && strcmp(status, "okay") != 0 && strcmp(status, "ok") != 0))
			continue;
		for (int i = 0; tree_registers(tree, node, i, &base, &size); i++, count++) {
			if (count >= system->manifest->bank_count)
				continue;
			last = count + 1 == system->manifest->bank_count;
			differs(system, "a bank of RAM", system->banks[count].base, base);
			differs(system, "the size of a bank of RAM", system->banks[count].size,
				last && wanted ? wanted - sum : size);
			sum += size;
		}
	}
	/* If the memory is limited, its first bytes count, so only the last bank may be cut. */
	if (wanted)
		differs(system, "whether the limited RAM needs all of its banks",
			system->manifest->bank_count <= count, true);
	else
		differs(system, "the number of banks of RAM", system->manifest->bank_count, count);
}

static void check_smmu(struct system *system)
{
	uint64_t base = 0, size;

	tree_registers(system->described.machine, smmu_node(system), 0, &base, &size);
	differs(system, "the SMMU", system->manifest->smmu.base, base);
}

static void check_firmware(struct system *system)
{
	const struct manifest_board *board = &system->manifest->board;
	const void *tree = system->described.machine, *own = system->described.board;
	int node = description_board(system);
	int psci = fdt_node_offset_by_compatible(tree, -1, "arm,psci-1.0");
	const char *method = tree_text(own, node, "psci-method");
	bool none;

	if (psci < 0)
		psci = fdt_node_offset_by_compatible(tree, -1, "arm,psci-0.2");
	if (!method)
		method = tree_text(tree, psci, "method");
	none = method && !strcmp(method, "none");
	differs(system, "the firmware's conduit", board->psci_hvc,
		method && !strcmp(method, "hvc"));
	if (none)
		differs(system, "the cores that start without firmware",
			system->manifest->cpu_count, 1);
	differs(system, "whether there is a secure world", board->secure_world,
		tree_has(own, node, "secure-world"));
	differs(system, "whether the machine idles at the end", board->idle_at_end,
		none || tree_has(own, node, "idle-at-end") ||
		    tree_has(system->described.system, 0, "idle-at-end"));
	differs(system, "the core's load address", system->core.load_address,
		tree_number(own, node, "load-address", 0));
}

static void check_console(struct system *system)
{
	const void *tree = system->described.machine;
	const char *path = tree_text(system->described.board, description_board(system), "console");
	uint64_t base = 0, size;
	uint32_t kind = 0;

	if (!path)
		path = tree_text(tree, fdt_path_offset(tree, "/chosen"), "stdout-path");
	if (path && strcmp(path, "none") != 0) {
		int node = fdt_path_offset_namelen(tree, path, (int)strcspn(path, ":"));

		tree_registers(tree, node, 0, &base, &size);
		kind = description_uart(tree, node);
	}
	differs(system, "the core's console", system->core.uart, base);
	differs(system, "the kind of the core's console", system->core.uart_kind, kind);
}

/* An event is recorded if its word is listed; without a list, all events are, if there are rings. */
static void check_trace(struct system *system)
{
	static const char *const words[] = {"switch", "forward", "reply",   "irq",
					    "vm",     "fault",	 "overrun", "dma"};
	const void *tree = system->described.system;
	uint32_t entries = tree_number(tree, 0, "trace-entries", DEFAULT_TRACE);
	uint64_t events = 0;

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (tree_has(tree, 0, "trace-events")
			? tree_lists(tree, 0, "trace-events", words[i])
			: entries != 0)
			events |= 2ull << i;
	differs(system, "the number of trace entries", system->manifest->trace_entries, entries);
	differs(system, "the events of the trace", system->manifest->trace_events, events);
}

void check_described_board(struct system *system)
{
	check_gic(system);
	check_interrupts_of(system);
	check_cpus(system);
	check_banks(system);
	check_reserved(system);
	check_smmu(system);
	check_firmware(system);
	check_console(system);
	check_trace(system);
}
