/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PCI function whose client sees a copy of its configuration space as memory; a write by the client is a request. In the
 * hardware's configuration space only three bits change, and BARs keep the compiled addresses.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <pci/config.h>

struct function {
	volatile uint32_t *hardware, *shown; /* a page each */
	volatile uint32_t *port;	     /* … of its root port; NULL: none */
	uint32_t page; /* number of `hardware`: bus << 8 | device << 3 | function */
	uint32_t address[PCI_BARS], size[PCI_BARS]; /* size 0: there is no such BAR */
	uint32_t express; /* offset of the PCI Express capability; 0: none */
	bool reset_by_driver, reset_by_bus;
};

/* Is it a virtio device that bypasses the SMMU, since it doesn't offer VIRTIO_F_ACCESS_PLATFORM? */
bool function_bypasses(const struct function *f);
/*
 * Set the BARs to the compiled addresses, and the function's port, if there is one, to forward these; turn decoding and bus
 * mastering off; make the client's copy anew. NULL, or what differs from the description: then, too, decoding and bus
 * mastering are off.
 */
const char *function_begin(struct function *f);
/* Handle a write by the client: `size` bytes at `offset`. */
void function_write(struct function *f, uint32_t offset, uint32_t size, uint32_t value);
/*
 * End all accesses of the client's last life: turn bus mastering off, then do a function-level reset. False: the function has
 * no such reset, so accesses under way may still come.
 */
bool function_reset(struct function *f, bool (*wait)(void));
/*
 * Reset the function by its bus, which takes at least 1 ms from the call with `on` to the call without (T_rst of the PCI
 * Express specification, 6.6.1).
 */
void function_reset_bus(struct function *f, bool on);
