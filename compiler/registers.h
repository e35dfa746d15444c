/* SPDX-License-Identifier: BSD-3-Clause */
/* Register pages: memory that an extension writes and its client reads, at a route of class mmio. */
#pragma once
#include "system.h"

/* The register pages of all routes that have `registers`; before address_spaces_make(). */
void registers_resolve(struct system *system);
/* Adds what VM `vm` sees of register pages to its mappings. */
void registers_map(const struct system *system, struct vm *vm);
/* Is this the register page of `route`, as its client sees it? */
bool registers_of_route(const struct mapping *mapping, const struct route *route);
