/* SPDX-License-Identifier: BSD-3-Clause */
/* The state of a PL061, without what its lines are joined to. All registers have eight bits. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Registers: any value of any field is valid, so the state may outlive a restart. */
struct gpio {
	uint8_t latch;	 /* levels for the outputs */
	uint8_t outputs; /* the register DIR */
	uint8_t level, both, event, enabled, alternate;
	uint8_t inputs; /* levels from outside, as seen last */
	uint8_t edges;	/* interrupts latched by edges */
};

/** Interrupts that are passed on (register MIS). */
uint8_t gpio_interrupts(const struct gpio *gpio);

/** Set the levels of the lines that others drive.
 *
 * An edge of an input latches an interrupt. */
void gpio_set_inputs(struct gpio *gpio, uint8_t inputs);

/** Read a register.
 *
 * @param offset  of the page, a multiple of 4
 * @return its value; 0 where there is none */
uint8_t gpio_read(const struct gpio *gpio, uint32_t offset);

/** Write to a register; same arguments. Writes to read-only or missing registers have no effect. */
void gpio_write(struct gpio *gpio, uint32_t offset, uint8_t value);
