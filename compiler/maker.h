/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a guest's device tree has of the board's, which its maker wrote: the devices that the VM owns, with all below them, and the
 * nodes that these name (clocks, resets, firmware ...), as far as those have no registers. The rest isn't there.
 */
#pragma once
#include "system.h"

/* Of a node of the board's: its own phandle behind these. */
#define PHANDLE_MAKER 0x1000u

/* Notes of what is left out of the devices of Linux guests, and why. */
void maker_tell(const struct system *system);
/* Finds out what a VM's tree has. */
void maker_begin(const struct system *system, const struct vm *vm);
/* Writes `compatible` of the root: the board's, where the VM has devices of it, since drivers ask for that; then `own`. */
void maker_put_compatible(const char *own);
/* Write, at the root of the tree, all but what is in /firmware. */
void maker_put(void);
bool maker_has_firmware(void);
void maker_put_firmware(void);
/* The board's console, as /chosen says it there, if the VM owns that; or NULL. */
const char *maker_console(void);

/*
 * The numbers by which a device names a thing of a provider: property `clocks`, `resets` or `power-domains`, of the nodes that
 * are compatible to `provider`. Adds to *list.
 */
struct maker_numbers {
	LIST(uint32_t) of;
};
void maker_numbers(const void *tree, int node, const char *property, const char *provider,
		   struct maker_numbers *list);
