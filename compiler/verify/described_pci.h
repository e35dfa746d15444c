/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI functions as the system's description and the machine's tree tell them. */
#pragma once
#include "system.h"

/* The node of the function that a device's name means, in the description; -1: it means none. */
int pci_function(const struct system *system, const char *device, bool *configuration);
/* Region `index` of its registers, or (configuration) its page of configuration space; false: there is none. */
bool pci_region(const struct system *system, int function, bool configuration, uint32_t index,
		uint64_t *base, uint64_t *size);
/* INTID of its INTx, 0: none. */
uint32_t pci_interrupt(const struct system *system, int function);
/* First address of the page that a route with `function` has. */
uint64_t pci_route(const struct system *system, int route);
/* Its StreamID; BULKHEAD_NONE: it isn't behind the SMMU. */
uint32_t pci_stream(const struct system *system, int function);
/* Node of the machine's SMMUv3, -1: none; INTID that its events raise. */
int smmu_node(const struct system *system);
uint32_t smmu_interrupt(const struct system *system);
