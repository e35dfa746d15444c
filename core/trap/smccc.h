/* SPDX-License-Identifier: BSD-3-Clause */
/* SMC and HVC of a guest (SMC Calling Convention, Arm DEN0028): which part answers a function id. */
#pragma once
#include "vcpu/vcpu.h"

struct frame *exit_hvc(struct frame *f, uint64_t esr);
struct frame *exit_smc(struct frame *f, uint64_t esr);
