/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions that the core doesn't answer. */
#pragma once
#include "vcpu/vcpu.h"

/* An exception that nothing else answers: forward it by the catch-all route, or inject an undefined instruction. */
struct frame *exit_unhandled(struct frame *f, uint64_t esr);
/* The guest can't go on: report the fault, and apply the VM's policy `on-fault`. */
struct frame *guest_fault(struct vcpu *v, const char *why, uint64_t esr);
