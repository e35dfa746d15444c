/* SPDX-License-Identifier: BSD-3-Clause */
/* What OP-TEE's development kit asks of an application. */
#pragma once
#include <bulkhead/bench_ta.h>

#define TA_UUID	      BENCH_TA_UUID
#define TA_FLAGS      0
#define TA_STACK_SIZE (4 * 1024)
#define TA_DATA_SIZE  (32 * 1024)
