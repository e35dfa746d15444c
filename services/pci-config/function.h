/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PCI function whose configuration space its client sees as memory, which is a copy: what the client writes is a request.
 * The hardware's own changes in three bits only, and its BARs hold what was compiled.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <pci/config.h>

struct function {
	volatile uint32_t *hardware, *shown; /* a page each */
	volatile uint32_t *port;	     /* … of the root port before it, NULL: none */
	uint32_t page; /* number of `hardware`: bus << 8 | device << 3 | function */
	uint32_t address[PCI_BARS], size[PCI_BARS]; /* size 0: it has no such BAR */
	uint32_t express; /* where the PCI Express capability is, 0: none */
	bool reset_by_driver, reset_by_bus;
};

/* Is it a virtio device that takes its memory's addresses for those of the CPU, since it offers no VIRTIO_F_ACCESS_PLATFORM? */
bool function_bypasses(const struct function *f);
/*
 * BARs to what was compiled, and the port before them, if there is one, to these; decoding and bus mastering off. What the client
 * sees is made anew. NULL, or what differs from the description: decoding and bus mastering are off then.
 */
const char *function_begin(struct function *f);
/* A write of the client: `size` bytes at `offset`. */
void function_write(struct function *f, uint32_t offset, uint32_t size, uint32_t value);
/*
 * No access of the old life comes any more: bus mastering off, then a function-level reset where there is one. False: it hasn't
 * any, and what it had begun may still come.
 */
bool function_reset(struct function *f, bool (*wait)(void));
/* The same by its bus, for 1 ms at least from the call with `on` to the one without (T_rst of the PCI Express specification, 6.6.1). */
void function_reset_bus(struct function *f, bool on);
