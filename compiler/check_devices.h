/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices and interrupts of a description: each has one owner, and no route covers them. */
#pragma once
#include "system.h"

/* An MMIO route of `vm` must cover nothing else of `vm`: no interrupt controller, RAM or device. */
void check_compatible(const struct system *system, const struct vm *vm, const struct route *route);
void check_mmio(const struct system *system, const struct vm *vm, const struct route *route);
/* A device of `vm` must exist on the board and have no other owner. */
void check_device(const struct system *system, const struct vm *vm,
		  const struct board_device *device);
/* Each interrupt must have one owner. */
void check_interrupt_owners(const struct system *system);
