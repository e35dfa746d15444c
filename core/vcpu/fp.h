/* SPDX-License-Identifier: BSD-3-Clause */
/* The SIMD and FP registers of a vCPU. */
#pragma once
#include "vcpu/vcpu.h"

void fp_save(struct el1_context *e);
void fp_load(const struct el1_context *e);
