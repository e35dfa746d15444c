/* SPDX-License-Identifier: BSD-3-Clause */
/* The state of a PL061, without what its lines are joined to. All registers have eight bits. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Registers: any value of any field is one that can be, so a restart may leave what it likes. */
struct gpio {
	uint8_t latch;	 /* what the outputs are to be */
	uint8_t outputs; /* the register DIR */
	uint8_t level, both, event, enabled, alternate;
	uint8_t inputs; /* levels from outside, as seen last */
	uint8_t edges;	/* interrupts that an edge has left */
};

/** Interrupts that are passed on (register MIS). */
uint8_t gpio_interrupts(const struct gpio *gpio);

/** Levels of the lines that are joined to this controller.
 *
 * An edge of a line that is an input leaves an interrupt. */
void gpio_set_inputs(struct gpio *gpio, uint8_t inputs);

/** Read a register.
 *
 * @param offset  of the page, a multiple of 4
 * @return its value; 0 where there is none */
uint8_t gpio_read(const struct gpio *gpio, uint32_t offset);

/** Write to a register; same arguments. One that is read-only, or isn't there, stays as it is. */
void gpio_write(struct gpio *gpio, uint32_t offset, uint8_t value);
