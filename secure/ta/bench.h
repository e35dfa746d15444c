/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands of the application for measurements and tests: 4c2b5a10-7f1d-4e0b-9d55-3b1a6e8c2f70. */
#pragma once

#define BENCH_UUID                                                                                 \
	{                                                                                          \
		0x4C, 0x2B, 0x5A, 0x10, 0x7F, 0x1D, 0x4E, 0x0B, 0x9D, 0x55, 0x3B, 0x1A, 0x6E,      \
			0x8C, 0x2F, 0x70                                                           \
	}

#define BENCH_SILENT      0 /* nothing; any parameters */
#define BENCH_TIME        1 /* one RPC. value output [0]: seconds, nanoseconds */
#define BENCH_SUM         2 /* memref input [0]; value output [1]: a = sum of bytes, b = size */
#define BENCH_XOR         3 /* memref inout [0], each byte ^= value input [1].a */
#define BENCH_WAIT        4 /* value input [0].a: milliseconds; ends early with TEE_ERROR_CANCEL */
#define BENCH_SPIN        5 /* value input [0].a: loops with no call, preemptible */
#define BENCH_NOTIFY      6 /* value input [0].a: send this notification to the caller's VM */
#define BENCH_WAIT_NOTIFY 7 /* value input [0].a: wait for this notification */
#define BENCH_USAGE       8 /* value output [0]: a = registered buffers, b = sessions; [1]: a = heap bytes, b = threads */
