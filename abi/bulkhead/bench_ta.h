/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The trusted application that benchmarks and stress tests call: built into the reference secure world
 * (secure/ta/bench.c), called by guests/tee/. On another TEE it is absent, and the callers say so.
 */
#pragma once

/* 5c1f3b60-7d4e-4b7a-9c51-62756c6b6864 */
#define BENCH_TA_UUID                                                  \
	{                                                              \
		0x5c1f3b60, 0x7d4e, 0x4b7a,                            \
		{                                                      \
			0x9c, 0x51, 0x62, 0x75, 0x6c, 0x6b, 0x68, 0x64 \
		}                                                      \
	}
#define BENCH_TA_UUID_BYTES                                                                   \
	{                                                                                     \
		0x5c, 0x1f, 0x3b, 0x60, 0x7d, 0x4e, 0x4b, 0x7a, 0x9c, 0x51, 0x62, 0x75, 0x6c, \
		    0x6b, 0x68, 0x64                                                          \
	}

/* Does nothing. Parameters: any (a buffer is mapped, not touched). */
#define BENCH_TA_SILENT 0
/* One request to the normal world, the time: p0 value output, a = seconds, b = milliseconds. */
#define BENCH_TA_TIME 1
/*
 * p0 memref inout: each byte is XORed with the low byte of p1.a; p1 value inout: b = sum of the bytes
 * as they were, modulo 2^32.
 */
#define BENCH_TA_XOR 2
/*
 * Waits p0.a milliseconds (value input), 60,000 at most, preemptible. Success, or TEE_ERROR_CANCEL
 * (0xFFFF0002) as soon as the client cancels the operation.
 */
#define BENCH_TA_WAIT 3
/* The application dies: TEE_ERROR_TARGET_DEAD (0xFFFF3024), also for each later call of the session. */
#define BENCH_TA_PANIC 4
/* Value input p0.a: the notification of that number is sent to the caller's VM (BAD_STATE: not enabled). */
#define BENCH_TA_NOTIFY 17
/* Value input p0.a: sleeps until that notification comes. */
#define BENCH_TA_WAIT_NOTIFY 18
/*
 * The TEE's objects of the calling VM. Value outputs: p0.a = registered buffers, p0.b = sessions;
 * p1.a = bytes of its heap, p1.b = threads in use (with this call's).
 */
#define BENCH_TA_USAGE 19
/*
 * Any parameters. S is the sum of all input and inout values (a + b) and of all bytes of input and
 * inout buffers, modulo 2^32. Then: value output a = S, b = its index; value inout: a and b change
 * places; memref inout: each byte inverted; memref output: filled with S + its index, its size
 * becomes size - size / 4.
 */
#define BENCH_TA_ECHO 20
