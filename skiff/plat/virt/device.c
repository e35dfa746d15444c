/* SPDX-License-Identifier: BSD-3-Clause */
/* Finds devices in the device tree. */
#include <errno.h>
#include <skiff/fdt.h>
#include <skiff/plat.h>
#include "mmu.h"

#define SPI_BASE     32
#define MAPPED	     ((uintptr_t)0x200000) /* the unit in which registers are mapped */
#define CELLS_OF_GIC 12 /* bytes of an interrupt specifier: type, number, flags */

struct search {
	const char *compatible;
	unsigned int left; /* matches to skip before the wanted one */
	struct plat_device *device;
	int result;
};

static void visit(void *context, const struct fdt_node *n)
{
	struct search *s = context;
	uint64_t address, size;

	if (s->result == 0 || !n->compatible || !fdt_is(n, s->compatible) ||
	    !fdt_reg(n, 0, &address, &size) || s->left-- > 0)
		return;
	s->device->registers = address;
	s->device->size = size;
	s->device->bus = machine.bus;
	s->device->irq = n->interrupts_length >= CELLS_OF_GIC && fdt_cell(n->interrupts) == 0
			     ? SPI_BASE + fdt_cell(n->interrupts + 4)
			     : 0;
	s->result = 0;
}

int plat_device(const char *compatible, unsigned int index, struct plat_device *device)
{
	struct search s = {compatible, index, device, -ENOENT};
	uintptr_t start;

	if (fdt_walk(machine.fdt, visit, &s) < 0 || s.result < 0)
		return -ENOENT;
	start = device->registers & -MAPPED;
	return device->registers < MMU_END && mmu_map(start, start + MAPPED, MMU_DEVICE) ? 0
											 : -ENOENT;
}
