/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <skiff/assert.h>
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#ifdef CONFIG_LIB_THREAD
#include <skiff/sched.h>
#endif

#define SPECIAL 1020u /* INTIDs from here on mean: nothing pending */

static struct {
	irq_handler *handler;
	void *argument;
} handlers[CONFIG_IRQ_MAX];
static const struct irq_controller *controller;
static uint32_t device_map[(CONFIG_IRQ_MAX + 31) / 32]; /* interrupts of class IRQ_DEVICE */
static unsigned int devices;				/* how many */

/* One image serves both controllers: the platform has found out which one there is. */
static void irq_init(void)
{
	if (machine.gic_version == 0)
		panic("no interrupt controller");
	controller = machine.gic_version == 3 ? &gicv3 : &gicv2;
	controller->init();
	irq_unmask();
}
INIT(INIT_IRQ, irq_init);

int irq_register(unsigned int number, irq_handler *handler, void *argument,
		 enum irq_class irq_class)
{
	irq_state state;

	if (number >= CONFIG_IRQ_MAX || !handler)
		return -EINVAL;
	if (handlers[number].handler)
		return -EBUSY;
	state = irq_save();
	handlers[number].handler = handler;
	handlers[number].argument = argument;
	if (irq_class == IRQ_DEVICE) {
		device_map[number / 32] |= 1u << number % 32;
		devices++;
	}
	controller->enable(number);
	irq_restore(state);
	return 0;
}

void irq_unregister(unsigned int number)
{
	irq_state state;

	if (number >= CONFIG_IRQ_MAX || !handlers[number].handler)
		return;
	state = irq_save();
	controller->disable(number);
	handlers[number].handler = NULL;
	if (device_map[number / 32] & 1u << number % 32) {
		device_map[number / 32] ^= 1u << number % 32;
		devices--;
	}
	irq_restore(state);
}

unsigned int irq_device_count(void)
{
	return devices;
}

void irq_dispatch(void)
{
	unsigned int number;

#ifdef CONFIG_LIB_THREAD
	struct thread *interrupted = thread_enter_interrupt();
#endif
	while ((number = controller->acknowledge()) < SPECIAL) {
		if (number < CONFIG_IRQ_MAX && handlers[number].handler)
			handlers[number].handler(handlers[number].argument);
		controller->end(number);
	}
#ifdef CONFIG_LIB_THREAD
	thread_leave_interrupt(interrupted);
#endif
}
