/* SPDX-License-Identifier: BSD-3-Clause */
/* What `client` asks of `passive`: x1 of the SMC. */
#pragma once

#define PASSIVE_SMC 0xc3000000u

enum passive_mistake {
	PASSIVE_NONE, /* x1 of the answer: times asked since the last start */
	PASSIVE_NULL,
	PASSIVE_OVERFLOW,
	PASSIVE_ASSERT,
	PASSIVE_OOM,
	PASSIVE_DOUBLE_FREE,
	PASSIVE_MISTAKES
};
