/* SPDX-License-Identifier: BSD-3-Clause */
/* The device tree that a guest is given. */
#pragma once
#include "system.h"

/* Does the VM have a route for the calls of a true random number generator? Its tree then has seeds. */
bool guest_has_trng(const struct vm *vm);
/* Builds the tree. initrd_end 0: there is no initrd. */
struct bytes guest_tree(const struct system *system, const struct vm *vm, uint64_t initrd,
			uint64_t initrd_end);
