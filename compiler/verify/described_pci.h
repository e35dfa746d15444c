/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI functions by the system's description and the machine's tree. */
#pragma once
#include "system.h"

/* The description's node of the function that a device's name means; -1: the name means no function. */
int pci_function(const struct system *system, const char *device, bool *configuration);
/* Region `index` of a function's registers, or (configuration) its page of configuration space; false: there is none. */
bool pci_region(const struct system *system, int function, bool configuration, uint32_t index,
		uint64_t *base, uint64_t *size);
/* INTID of a function's INTx; 0: none. */
uint32_t pci_interrupt(const struct system *system, int function);
/* First address of the page that a route with the property `function` covers. */
uint64_t pci_route(const struct system *system, int route);
/* A function's StreamID; BULKHEAD_NONE: it isn't behind the SMMU. */
uint32_t pci_stream(const struct system *system, int function);
/* Node of the machine's SMMUv3, -1: none; the INTID that its events raise. */
int smmu_node(const struct system *system);
uint32_t smmu_interrupt(const struct system *system);
