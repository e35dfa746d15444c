/* SPDX-License-Identifier: BSD-3-Clause */
/* Where no other document is named, sections are those of Arm DDI 0190. */
#include "gpio.h"
#include <arm/pl061.h>

/* Levels of all lines, inputs and outputs. */
static uint8_t lines(const struct gpio *g)
{
	return (g->latch & g->outputs) | (g->inputs & ~g->outputs);
}

/* 2.3: level-triggered interrupts follow the line, edge-triggered ones are latched. */
static uint8_t raw(const struct gpio *g)
{
	uint8_t active = ~(lines(g) ^ g->event);

	return (g->level & active & ~g->outputs) | (g->edges & ~g->level);
}

uint8_t gpio_interrupts(const struct gpio *g)
{
	return raw(g) & g->enabled;
}

void gpio_set_inputs(struct gpio *g, uint8_t inputs)
{
	uint8_t changed = (inputs ^ g->inputs) & ~g->outputs;

	g->inputs = inputs;
	g->edges |= changed & ~g->level & (g->both | ~(inputs ^ g->event));
}

uint8_t gpio_read(const struct gpio *g, uint32_t offset)
{
	static const uint8_t id[PL061_ID_SIZE] = {0x61, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

	if (offset < PL061_DIR)
		return lines(g) & (uint8_t)(offset >> 2);
	if (offset >= PL061_ID)
		return id[(offset - PL061_ID) / 4];
	switch (offset) {
	case PL061_DIR:
		return g->outputs;
	case PL061_IS:
		return g->level;
	case PL061_IBE:
		return g->both;
	case PL061_IEV:
		return g->event;
	case PL061_IE:
		return g->enabled;
	case PL061_RIS:
		return raw(g);
	case PL061_MIS:
		return gpio_interrupts(g);
	case PL061_AFSEL:
		return g->alternate;
	default:
		return 0;
	}
}

void gpio_write(struct gpio *g, uint32_t offset, uint8_t value)
{
	uint8_t mask = (uint8_t)(offset >> 2);

	if (offset < PL061_DIR) {
		g->latch = (g->latch & ~mask) | (value & mask);
		return;
	}
	switch (offset) {
	case PL061_DIR:
		g->outputs = value;
		break;
	case PL061_IS:
		g->level = value;
		break;
	case PL061_IBE:
		g->both = value;
		break;
	case PL061_IEV:
		g->event = value;
		break;
	case PL061_IE:
		g->enabled = value;
		break;
	case PL061_IC:
		g->edges &= ~value;
		break;
	case PL061_AFSEL:
		g->alternate = value;
		break;
	default:
		break;
	}
}
