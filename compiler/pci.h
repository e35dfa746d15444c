/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI functions as devices of VMs. In `devices`, "pci/NAME" is what its driver needs: the registers that its BARs show, its
 * interrupt, its stream; "pci/NAME.config" is its page of configuration space, which says where the registers are.
 */
#pragma once
#include "system.h"

/* Is this a function's name, not a node's path? */
bool pci_is_function(const char *name);
/* The device of this name. NULL, or what is wrong. */
const char *pci_device(const struct system *system, const char *name, struct board_device *device);
/* What is described of all functions, against the board. */
void pci_check(const struct system *system);
/* Is the device a function's page of configuration space? */
bool pci_is_configuration(const struct board_device *device);
