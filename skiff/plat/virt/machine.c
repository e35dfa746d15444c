/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads from the device tree, in one walk, what this machine has. */
#include <arm/gic.h>
#include <arm/psci.h>
#include <stdbool.h>
#include <string.h>
#include <skiff/fdt.h>
#include <skiff/init.h>
#include <skiff/pack.h>
#include <skiff/plat.h>
#include "mmu.h"

/* The UART of QEMU's virt, which prints reports until the device tree has named one. */
#define UART_DEFAULT 0x09000000u
#define DEVICE_AREA  0x200000u
/* The boot protocol's limit for a device tree; mmu_start has mapped as much. */
#define TREE_MAX 0x200000u

struct machine machine;
static bool psci_by_smc;

_Noreturn void machine_start(uintptr_t tables, uintptr_t next_table, const void *fdt);

/* What is known of the memory while the tree is read. */
struct memory {
	uintptr_t image, end; /* end of the bank that the image lies in */
};

static uintptr_t reg_address(const struct fdt_node *n, unsigned int index)
{
	uint64_t address, size;

	return fdt_reg(n, index, &address, &size) ? address : 0;
}

enum { GICV3, GICV2, GICV2_400, PL011, TIMER, POWER_1_0, POWER_0_2, POWER_0_1, KNOWN };
static const char *const known[KNOWN] = {
    [GICV3] = "arm,gic-v3",	  [GICV2] = "arm,cortex-a15-gic", [GICV2_400] = "arm,gic-400",
    [PL011] = "arm,pl011",	  [TIMER] = "arm,armv8-timer",	  [POWER_1_0] = "arm,psci-1.0",
    [POWER_0_2] = "arm,psci-0.2", [POWER_0_1] = "arm,psci",
};

static void visit_device(const struct fdt_node *n)
{
	switch (fdt_match(n, known, KNOWN)) {
	case GICV3:
		machine.gic_version = 3;
		machine.gicd = reg_address(n, 0);
		machine.gicr = reg_address(n, 1);
		break;
	case GICV2:
	case GICV2_400:
		machine.gic_version = 2;
		machine.gicd = reg_address(n, 0);
		machine.gicc = reg_address(n, 1);
		break;
	case PL011:
		if (machine.uart == 0)
			machine.uart = reg_address(n, 0);
		break;
	case TIMER:
		/* The interrupts of the secure, non-secure, virtual and hypervisor timer, in this order; each is (type, number,
		 * flags). */
		if (n->interrupts_length >= 36)
			machine.timer_irq = GIC_PPI_FIRST + fdt_cell(n->interrupts + 2 * 12 + 4);
		break;
	case POWER_1_0:
	case POWER_0_2:
	case POWER_0_1:
		psci_by_smc = n->method && n->method[0] == 's';
		break;
	default:
		break;
	}
}

static void visit(void *context, const struct fdt_node *n)
{
	struct memory *memory = context;
	uint64_t base, size;

	if (n->compatible)
		visit_device(n);
	else if (n->bootargs)
		machine.args = n->bootargs;
	else if (n->memory && fdt_reg(n, 0, &base, &size) && memory->image >= base &&
		 memory->image - base < size)
		memory->end = size < MMU_END - base ? base + size : MMU_END;
}

/* This one line must do as a report: the library that prints reports may not be in the image. */
static _Noreturn void refuse(void)
{
	static const char message[] = "skiff: unusable device tree\n";

	machine.uart = UART_DEFAULT;
	console_write(message, sizeof(message) - 1);
	plat_exit(1);
}

#ifdef CONFIG_VIRT_MOVE_TREE
/* Move the device tree to the start of the heap. Only the bytes in use are moved: QEMU's tree has a MiB of room behind them.
 * @return where the heap begins now */
static uintptr_t move_tree(uintptr_t start, uintptr_t end)
{
	uintptr_t fdt = (uintptr_t)machine.fdt;
	size_t used = fdt_used(machine.fdt);
	char *to = (char *)start;

	if (fdt < start || fdt >= end)
		return start;
	if (end - start < used || !mmu_map(start, start + ((used + PAGE - 1) & -PAGE), MMU_DATA))
		refuse();
	memmove(to, machine.fdt, used);
	if (machine.args)
		machine.args = to + (machine.args - (const char *)fdt);
	machine.fdt = to;
	return start + ((used + PAGE - 1) & -PAGE);
}
#endif

/* The heap is the rest of the image's bank, behind the image. If the device tree stays in there, the heap is the larger of the
 * parts before and behind the tree. */
static void place_heap(uintptr_t start, uintptr_t end)
{
	uintptr_t fdt = (uintptr_t)machine.fdt & -(uintptr_t)DEVICE_AREA;
	uintptr_t fdt_end = fdt + 2 * DEVICE_AREA; /* as mmu_start has mapped it */

	if (end < start)
		refuse();
	if (CONFIG_VIRT_RAM_LIMIT > 0 && end - machine.heap_start > CONFIG_VIRT_RAM_LIMIT * 1024u)
		end = machine.heap_start + CONFIG_VIRT_RAM_LIMIT * 1024u;
#ifdef CONFIG_VIRT_MOVE_TREE
	start = move_tree(start, end);
	fdt = end;
#endif
	if (fdt >= start && fdt < end) {
		if (fdt - start >= end - fdt_end || fdt_end > end)
			end = fdt;
		else
			start = fdt_end;
	}
	/* Only whole blocks are used, except in the image's own blocks. */
	if (end - start > DEVICE_AREA)
		end &= -(uintptr_t)DEVICE_AREA;
	end &= -PAGE;
	if (!mmu_map(start, end, MMU_DATA))
		refuse();
	machine.heap_start = start;
	machine.heap_end = end;
}

static void map_device(uintptr_t address)
{
	uintptr_t start = address & -(uintptr_t)DEVICE_AREA;

	if (address != 0 &&
	    (address >= MMU_END || !mmu_map(start, start + DEVICE_AREA, MMU_DEVICE)))
		refuse();
}

static void place_stacks(uintptr_t tables)
{
	uintptr_t p = tables + MMU_TABLES * PAGE + PAGE;

	machine.stack_low = p;
	p += CONFIG_VIRT_STACK_SIZE;
	machine.stack_high = p;
	machine.stacks = p + PAGE;
	machine.stack_size = CONFIG_THREAD_STACK_SIZE;
	machine.stack_stride = CONFIG_THREAD_STACK_SIZE + PAGE;
	machine.stack_count = CONFIG_THREAD_STACKS;
	for (unsigned int i = 0; i < machine.stack_count; i++, p += machine.stack_stride)
		mmu_map(p + PAGE, p + machine.stack_stride, MMU_DATA);
	machine.heap_start = p;
}

#ifdef CONFIG_VIRT_APPENDED
/* The file behind the image is read-only, and the heap begins behind it. */
static void place_appended(void)
{
	uintptr_t start = (uintptr_t)__appended, end;

	/* Its header tells the size. */
	if (!mmu_map(start, start + PAGE, MMU_RODATA))
		refuse();
	if (!pack_is(__appended))
		return;
	end = (start + __appended->size + PAGE - 1) & -PAGE;
	if (!mmu_map(start + PAGE, end, MMU_RODATA))
		refuse();
	machine.heap_start = end;
}
#else
static void place_appended(void)
{
}
#endif

_Noreturn void machine_start(uintptr_t tables, uintptr_t next_table, const void *fdt)
{
	struct memory memory = {.image = tables};

	mmu_resume(tables, next_table);
	map_device(UART_DEFAULT);
	place_stacks(tables);
	place_appended();
	machine.fdt = fdt;
	machine.timer_irq = 27;
	if (fdt_size(fdt) > TREE_MAX || fdt_walk(fdt, visit, &memory) < 0)
		refuse();
	place_heap(machine.heap_start, memory.end);
	map_device(machine.uart);
	map_device(machine.gicd);
	map_device(machine.gicc);
	map_device(machine.gicr);
	__asm__("mrs %0, cntfrq_el0" : "=r"(machine.counter_hz));
	boot();
}

_Noreturn void plat_exit(int status)
{
	register uint64_t x0 __asm__("x0") = PSCI_SYSTEM_OFF;

	(void)status;
	if (psci_by_smc)
		__asm__ volatile("smc #0" : "+r"(x0) : : "memory");
	else
		__asm__ volatile("hvc #0" : "+r"(x0) : : "memory");
	for (;;)
		__asm__ volatile("wfi");
}

_Noreturn void plat_crash(void)
{
	plat_exit(1);
}
