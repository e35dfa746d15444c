/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of a node of a device tree, as addresses of the CPU (Devicetree Specification, 2.3.6 to 2.3.8). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Entry `index` of a node's `reg`, as it stands there: on the bus that the node is on. False: there is none. */
bool bus_reg(const void *tree, int node, int index, uint64_t *base, uint64_t *size);
/*
 * The physical address of [*base, *base + size) of the bus that `node` is on: each bus above is translated by its
 * `ranges`. NULL, or what keeps the CPU away; *base is then undefined.
 */
const char *bus_translate(const void *tree, int node, uint64_t *base, uint64_t size);
/* Both. False: no such entry, or the CPU doesn't reach it. */
bool bus_registers(const void *tree, int node, int index, uint64_t *base, uint64_t *size);
