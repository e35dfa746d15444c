/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts: handlers by number. */
#pragma once
#include <skiff/arch.h>

/** Runs with interrupts masked, on the stack of the interrupted thread; must not block. */
typedef void irq_handler(void *argument);

/** Threads that an interrupt may wake, for the report of deadlocks. */
enum irq_class {
	IRQ_DEVICE, /* may wake a thread at any time */
	IRQ_SYSTEM, /* a timer: wakes only threads that started one, and doesn't count in irq_device_count */
};

/** Call `handler` for an interrupt, and enable it.
 *
 * @param number  INTID of the GIC; below CONFIG_IRQ_MAX
 * @return 0, -EINVAL: no such number, -EBUSY: it has a handler */
int irq_register(unsigned int number, irq_handler *handler, void *argument,
		 enum irq_class irq_class);

/** Disable an interrupt and forget its handler. */
void irq_unregister(unsigned int number);

/** Number of device interrupts with a handler: if 0, only timers can wake a thread. */
unsigned int irq_device_count(void);

/** From the exception vector: take what is pending, then let a more urgent thread run. */
void irq_dispatch(void);

/* --- An interrupt controller provides --------------------------------------------------------- */

/** Functions of a controller's driver. */
struct irq_controller {
	void (*init)(void);		      /* nothing is enabled yet */
	void (*enable)(unsigned int number);  /* also puts it into group 1, for this processor */
	void (*disable)(unsigned int number); /* it may still be pending */
	unsigned int (*acknowledge)(void);    /* @return number; 1020 and above: none */
	void (*end)(unsigned int number);     /* end the acknowledged interrupt */
};
/** The two drivers; machine.gic_version tells which to use. */
extern const struct irq_controller gicv2, gicv3;
