/* SPDX-License-Identifier: BSD-3-Clause */
/* The interrupt controller of this machine. See gic.h. */
#include "machine/gic.h"

const struct gic_operations *gic;
uint32_t gic_lr_mask;
bool gic_dir_trapped;
