/* SPDX-License-Identifier: BSD-3-Clause */
/* The mistake that `client` asks `passive` to make: x1 of the SMC. */
#pragma once

#define PASSIVE_SMC 0xc3000000u

enum passive_mistake {
	PASSIVE_NONE, /* x1 of the answer: how often `passive` was asked since its last start */
	PASSIVE_NULL,
	PASSIVE_OVERFLOW,
	PASSIVE_ASSERT,
	PASSIVE_OOM,
	PASSIVE_DOUBLE_FREE,
	PASSIVE_MISTAKES
};
