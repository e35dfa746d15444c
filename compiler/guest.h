/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest that the stub loads: its ROM area (stub, loader information, device tree, pristine images). */
#pragma once
#include "system.h"

/* Builds the guest's device tree and loader information. Call after layout, before placement. */
void guest_build(struct system *system, struct vm *vm);
/* Adds the mappings of the guest's ROM area and RAM. */
void guest_map(struct system *system, struct vm *vm);
/* Adds the empty virtio-mmio slots where nothing else is mapped yet. */
void guest_map_virtio_slots(struct system *system, struct vm *vm);
