/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The plain driver of a fuzz target, without libFuzzer: scripts of random bytes, the same in each run.
 *
 *   loop [-n INPUTS] [-s SEED]	the number of inputs, and the seed of the first
 *   loop FILE...		given inputs, e.g. one that libFuzzer kept
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "script.h"

#define LENGTH_MAX 96

static uint64_t state;

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t next(void)
{
	uint64_t value = state += 0x9e3779b97f4a7c15ull;

	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ull;
	value = (value ^ value >> 27) * 0x94d049bb133111ebull;
	return value ^ value >> 31;
}

/* The input's seed, to be printed when a sanitizer ends the program. */
static uint64_t current;

void __asan_on_error(void);
void __asan_on_error(void)
{
	fprintf(stderr, "loop: input %llu: run `loop -s %llu -n 1' again\n",
		(unsigned long long)current, (unsigned long long)current);
}

static void one(uint64_t number)
{
	uint8_t data[LENGTH_MAX];
	size_t size;

	current = number;
	state = number * 0xd1342543de82ef95ull;
	/* Mostly one to three mistakes: more hide each other. */
	size = 4 + next() % (next() % 4 ? 12 : LENGTH_MAX - 4);
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)next();
	LLVMFuzzerTestOneInput(data, size);
}

static int file(const char *path)
{
	static uint8_t data[65536];
	FILE *input = fopen(path, "rb");

	if (!input) {
		perror(path);
		return 1;
	}
	LLVMFuzzerTestOneInput(data, fread(data, 1, sizeof(data), input));
	fclose(input);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long long inputs = 1000, first = 1;
	int option, status = 0;

	while ((option = getopt(argc, argv, "n:s:")) != -1) {
		if (option == '?')
			return 2;
		*(option == 'n' ? &inputs : &first) = strtoull(optarg, NULL, 10);
	}
	LLVMFuzzerInitialize(&argc, &argv);
	if (optind < argc) {
		for (int i = optind; i < argc; i++)
			status |= file(argv[i]);
		return status;
	}
	for (unsigned long long i = 0; i < inputs; i++)
		one(first + i);
	fprintf(stderr, "loop: %llu inputs\n", inputs);
	return 0;
}
