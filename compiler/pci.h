/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI functions as devices of VMs. In `devices`, "pci/NAME" is what its driver needs: the registers that its BARs show, its
 * interrupt, its stream; "pci/NAME.config" is its page of configuration space, which says where the registers are.
 */
#pragma once
#include "system.h"

/* What ends a function's accesses when its VM ends, in the order of the values of `reset`. */
enum pci_reset { PCI_RESET_FLR, PCI_RESET_DRIVER, PCI_RESET_BUS };
extern const char *const pci_resets[];
/* Is the device's name a function's, and no path of a node? */
bool pci_is_function(const char *name);
/* Finds the device of this name. NULL, or what is wrong. */
const char *pci_device(const struct system *system, const char *name, struct board_device *device);
/* Address of the configuration space of a device's function; 0: the device is no function, or is itself such a page. */
uint64_t pci_configuration(const struct system *system, const struct board_device *device);
/* Finds a function's page of configuration space. False: there is no such function, or no bridge. */
bool pci_page(const struct system *system, const char *name, uint64_t *page);
/* Does the VM own a function? */
bool pci_has(const struct vm *vm);
/* Prepares the page that pci_map_nobody() maps. Call before placement. */
void pci_prepare(struct system *system);
#define PCI_BUS MIB(1) /* of configuration space */
/* Address of the configuration space of the bus with the VM's functions, of which it has at least one. */
uint64_t pci_bus(const struct system *system, const struct vm *vm);
/* Maps pages of all ones where the VM's bus has no function of the VM, as an absent function reads. */
void pci_map_nobody(struct system *system, struct vm *vm);
/* Device number and INTx pin (0: none) of the VM's function `index`. False: there are fewer functions. */
bool pci_slot(const struct system *system, const struct vm *vm, size_t index, uint32_t *requester,
	      uint32_t *pin, uint32_t *intid);
/* Checks the description of all functions against the board. */
void pci_check(const struct system *system);
/* Is the device a function's page of configuration space? */
bool pci_is_configuration(const struct board_device *device);
