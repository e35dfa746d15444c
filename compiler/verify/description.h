/* SPDX-License-Identifier: BSD-3-Clause */
/* The description in the image: which node each VM comes from. */
#pragma once
#include "system.h"

/* Reads the three trees and finds each VM's node; false, with findings, if they can't be used. */
bool description_read(struct system *system);
void description_free(struct system *system);

/* The id of the VM with this name; BULKHEAD_NONE: there is none. */
uint32_t description_vm(const struct system *system, const char *name);
/*
 * The VM that a route of VM `from` to `name` reaches: if `name` is a template, the instance for `from` or for its client.
 */
uint32_t description_target(const struct system *system, uint32_t from, const char *name);
/* The client that a window or an injection (`node`) of VM `vm` is for. */
uint32_t description_client(const struct system *system, uint32_t vm, int node);
/* Child `group` of a node, or of the root (0); -1: none. */
int description_group(const struct system *system, int node, const char *group);
/* Has the route of `client` to `vm` the bound that `node` gives, or else `otherwise`? A VM without `client` has no such route. */
bool description_bound(const struct system *system, uint32_t client, uint32_t vm, int node,
		       uint64_t otherwise);
/* Is a window (node; -1: none) only for the VM's devices, with rights "dma" or "dma-read"? */
bool description_is_dma(const struct system *system, int node);
/* The kind of UART that the core takes a node of the machine's tree for (enum bulkhead_uart); 0: a PL011, or no UART. */
uint32_t description_uart(const void *tree, int node);
/* The node /bulkhead of the board; -1: none. */
int description_board(const struct system *system);
