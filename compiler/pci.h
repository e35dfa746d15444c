/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI functions as devices of VMs. In `devices`, "pci/NAME" is what its driver needs: the registers that its BARs show, its
 * interrupt, its stream; "pci/NAME.config" is its page of configuration space, which says where the registers are.
 */
#pragma once
#include "system.h"

/* What ends a function's accesses when its VM ends: in the order of `reset`. */
enum pci_reset { PCI_RESET_FLR, PCI_RESET_DRIVER, PCI_RESET_BUS };
extern const char *const pci_resets[];
/* Is this a function's name, not a node's path? */
bool pci_is_function(const char *name);
/* The device of this name. NULL, or what is wrong. */
const char *pci_device(const struct system *system, const char *name, struct board_device *device);
/* … of a device's function; 0: it has none, or is one itself. */
uint64_t pci_configuration(const struct system *system, const struct board_device *device);
/* Where a function's page of configuration space is. False: there is no such function, or no bridge. */
bool pci_page(const struct system *system, const char *name, uint64_t *page);
/* Has the VM a function? */
bool pci_has(const struct vm *vm);
/* Prepares what pci_map_nobody() maps; before the placement. */
void pci_prepare(struct system *system);
#define PCI_BUS MIB(1) /* of configuration space */
/* Configuration space of the bus that the VM's functions are on; it has some. */
uint64_t pci_bus(const struct system *system, const struct vm *vm);
/* Maps where its functions aren't: pages that read as all ones, as a bus where nobody answers. */
void pci_map_nobody(struct system *system, struct vm *vm);
/* Of the VM's functions, number `index`: its device and its pin of INTx (0: none). False: there are fewer. */
bool pci_slot(const struct system *system, const struct vm *vm, size_t index, uint32_t *requester,
	      uint32_t *pin, uint32_t *intid);
/* What is described of all functions, against the board. */
void pci_check(const struct system *system);
/* Is the device a function's page of configuration space? */
bool pci_is_configuration(const struct board_device *device);
