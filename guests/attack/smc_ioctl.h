/* SPDX-License-Identifier: BSD-3-Clause */
/* Between guest-hostile and its kernel module: one call, registers in and out. */
#pragma once
#include <linux/ioctl.h>
#include <linux/types.h>

/* x0..x7 of the call; x0..x3 are replaced by the results. */
struct smc_call {
	__u64 x[8];
};

#define SMC_IOCTL_SMC _IOWR('B', 1, struct smc_call)
#define SMC_IOCTL_HVC _IOWR('B', 2, struct smc_call)
