/* SPDX-License-Identifier: BSD-3-Clause */
/* A fuzzer's input as a script: bytes that choose what is broken next. Behind its end all bytes are 0. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct script {
	const uint8_t *at, *end;
};

/* 0 ... limit - 1; 0 if there is no choice. */
uint32_t script_choose(struct script *script, uint32_t limit);
/* A number that tends to break things: limits, powers of two, all ones; sometimes any. */
uint64_t script_number(struct script *script);

/* What libFuzzer calls, and loop.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
/* Folder of the seeds, from the environment variable FUZZ_SEEDS. Ends the program without it. */
const char *fuzz_seeds(void);
