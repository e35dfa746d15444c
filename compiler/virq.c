/* SPDX-License-Identifier: BSD-3-Clause */
#include "virq.h"

#define FIRST_VIRQ 48 /* INTIDs of virt's virtio-mmio slots, unused here */

void virq_make_room(struct vm *vm, uint32_t last)
{
	uint32_t count = ALIGN_UP(last + 1 - 32, 32);

	if (vm->spi_count < count)
		vm->spi_count = count;
}

uint32_t virq_take(struct vm *vm)
{
	uint32_t virq = vm->next_virq ? vm->next_virq : FIRST_VIRQ;
	bool used = true;

	while (used) {
		used = false;
		for (size_t i = 0; i < vm->owned.count; i++)
			for (size_t n = 0; n < vm->owned.items[i].interrupts.count; n++)
				used |= vm->owned.items[i].interrupts.items[n] == virq;
		for (size_t i = 0; i < vm->interrupts.count; i++)
			used |= vm->interrupts.items[i] == virq;
		for (size_t i = 0; i < vm->injected.count; i++)
			used |= vm->injected.items[i] == virq;
		virq += used;
	}
	vm->next_virq = virq + 1;
	virq_make_room(vm, virq);
	return virq;
}
