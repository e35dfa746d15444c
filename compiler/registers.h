/* SPDX-License-Identifier: BSD-3-Clause */
/* Register pages: memory that an extension writes and its client reads, at a route of class mmio. */
#pragma once
#include "system.h"

/* Finds the register pages of all routes with `registers`. Call before address_spaces_make(). */
void registers_resolve(struct system *system);
/* Adds the register pages that VM `vm` sees to its mappings. */
void registers_map(const struct system *system, struct vm *vm);
/* Is this mapping the client's view of the register page of `route`? */
bool registers_of_route(const struct mapping *mapping, const struct route *route);
