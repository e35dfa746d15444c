/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to a vCPU from any core. */
#pragma once
#include "vcpu/vcpu.h"

/*
 * Make the core of `v` look at a request: VCPU_REQUEST_*. May be called in any context. Another core is interrupted;
 * this core looks before it resumes a frame (run_next()).
 */
void vcpu_kick(struct vcpu *v, uint32_t request);
