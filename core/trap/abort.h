/* SPDX-License-Identifier: BSD-3-Clause */
/* Data and instruction aborts of a guest: emulated devices, routes, or an external abort. */
#pragma once
#include "vcpu/vcpu.h"

struct frame *exit_abort(struct frame *f, uint64_t esr);
