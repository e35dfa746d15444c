/* SPDX-License-Identifier: BSD-3-Clause */
/* A fuzzer's input as a script: its bytes choose the next mistake. Bytes behind its end read as 0. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct script {
	const uint8_t *at, *end;
};

/* A number from 0 to limit - 1; 0 if limit is 0. */
uint32_t script_choose(struct script *script, uint32_t limit);
/* A number that tends to break things: limits, powers of two, all ones; sometimes any. */
uint64_t script_number(struct script *script);

/* The entry for libFuzzer and loop.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
/* Folder of the seeds, from the environment variable FUZZ_SEEDS. Ends the program without it. */
const char *fuzz_seeds(void);
