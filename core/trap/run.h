/* SPDX-License-Identifier: BSD-3-Clause */
/* The choice of the frame that runs next on a core. */
#pragma once
#include "vcpu/vcpu.h"

/* Serve what others have requested, choose a vCPU, and idle until one is ready. @return the frame to continue with */
struct frame *run_next(struct cpu *c);
