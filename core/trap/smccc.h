/* SPDX-License-Identifier: BSD-3-Clause */
/* SMC Calling Convention (Arm DEN0028). */
#pragma once
#include "machine/cpu.h"

#define SMCCC_VERSION		0x80000000u
#define SMCCC_ARCH_FEATURES	0x80000001u
#define SMCCC_ARCH_WORKAROUND_1 0x80008000u
#define SMCCC_1_2		0x10002
#define SMCCC_NOT_SUPPORTED	(-1)
