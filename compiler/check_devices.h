/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices and interrupts of a description: one owner each, and no route over them. */
#pragma once
#include "system.h"

/* A route of class mmio of `vm` covers nothing that it has there: its interrupt controller, RAM, devices. */
void check_compatible(const struct system *system, const struct vm *vm, const struct route *route);
void check_mmio(const struct system *system, const struct vm *vm, const struct route *route);
/* A device of `vm` is the board's to give, and nobody else's. */
void check_device(const struct system *system, const struct vm *vm,
		  const struct board_device *device);
/* Each interrupt has one owner. */
void check_interrupt_owners(const struct system *system);
