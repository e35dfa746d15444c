/* SPDX-License-Identifier: BSD-3-Clause */
/* Pseudo-random numbers for tests and shuffles. For secrets, see skiff/entropy.h. */
#include <stdint.h>
#include <stdlib.h>

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014) */
static uint64_t state = 1;

int rand(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (int)((z ^ z >> 31) & RAND_MAX);
}

void srand(unsigned int seed)
{
	state = seed;
}
