/* SPDX-License-Identifier: BSD-3-Clause */
/* What runs on a core. */
#pragma once
#include "vcpu/vcpu.h"

/* Do what is to be done for others, choose what runs, idle until there is something: the frame to go on with. */
struct frame *run_next(struct cpu *c);
