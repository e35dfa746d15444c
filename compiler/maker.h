/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The part of the board's device tree, written by its maker, that a guest's tree gets: the devices that the VM owns, with all
 * nodes below them, and the nodes that these name (clocks, resets, firmware ...), if they have no registers.
 */
#pragma once
#include "system.h"

/* Added to the phandle of a node of the board's tree. */
#define PHANDLE_MAKER 0x1000u

/* Prints a note for each device property that is left out of a Linux guest's tree, and why. */
void maker_tell(const struct system *system);
/* Finds the nodes for a VM's tree. */
void maker_begin(const struct system *system, const struct vm *vm);
/* Writes `compatible` of the root: the board's, if the VM has devices of the board, since drivers check it; then `own`. */
void maker_put_compatible(const char *own);
/* Writes, at the root of the tree, all nodes except those of /firmware. */
void maker_put(void);
bool maker_has_firmware(void);
void maker_put_firmware(void);
/* The board's console in the syntax of /chosen, if the VM owns it; else NULL. */
const char *maker_console(void);

/*
 * Collects the numbers by which a device names things of providers compatible with `provider`, in its property `clocks`,
 * `resets` or `power-domains`. Adds them to *list.
 */
struct maker_numbers {
	LIST(uint32_t) of;
};
void maker_numbers(const void *tree, int node, const char *property, const char *provider,
		   struct maker_numbers *list);
