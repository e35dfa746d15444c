/* SPDX-License-Identifier: BSD-3-Clause */
/* The interface between guest-hostile and its kernel module: one call with its registers. */
#pragma once
#include <linux/ioctl.h>
#include <linux/types.h>

/* x0 to x7 of the call; the results replace x0 to x3. */
struct smc_call {
	__u64 x[8];
};

#define SMC_IOCTL_SMC _IOWR('B', 1, struct smc_call)
#define SMC_IOCTL_HVC _IOWR('B', 2, struct smc_call)
