/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to a vCPU from any core. */
#pragma once
#include "vcpu/vcpu.h"

/*
 * Ask the core of `v` to look at it: VCPU_REQUEST_*. Any context. Another core is interrupted; this one looks before it
 * resumes anything (run_next()).
 */
void vcpu_kick(struct vcpu *v, uint32_t request);
