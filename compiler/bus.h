/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of a node of a device tree, as addresses of the CPU (Devicetree Specification, 2.3.6 to 2.3.8). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Entry `index` of a node's `reg`, untranslated: an address on the node's own bus. False: there is no such entry. */
bool bus_reg(const void *tree, int node, int index, uint64_t *base, uint64_t *size);
/*
 * Translates [*base, *base + size) of the bus that `node` is on to a physical address, by the `ranges` of each bus above.
 * NULL, or why the CPU doesn't reach it; *base is then undefined.
 */
const char *bus_translate(const void *tree, int node, uint64_t *base, uint64_t size);
/* bus_reg(), then bus_translate(). False: there is no such entry, or the CPU doesn't reach it. */
bool bus_registers(const void *tree, int node, int index, uint64_t *base, uint64_t *size);
