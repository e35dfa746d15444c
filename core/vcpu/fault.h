/* SPDX-License-Identifier: BSD-3-Clause */
/* Fault reports for people. */
#pragma once
#include "vcpu/frame.h"

/* Print one readable report: which VM, why, where, the decoded syndrome, the registers. */
void fault_report(const char *name, uint64_t vcpu, const char *why, uint64_t esr,
		  const struct frame *f);
/* A part of it: the decoded syndrome, with this core's fault addresses. */
void fault_print_syndrome(uint64_t esr);
/* A part of it: x0 to x30, which are at `x`. */
void fault_print_registers(const uint64_t *x);
