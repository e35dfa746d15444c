/* SPDX-License-Identifier: BSD-3-Clause */
/* The input of a fuzz target, as the choices that it makes. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/** Bytes of the input, one after the other; zeros at its end. */
struct input {
	const uint8_t *data;
	size_t size;
};

static inline unsigned int byte(struct input *in)
{
	if (in->size == 0)
		return 0;
	in->size--;
	return *in->data++;
}

static inline unsigned int word(struct input *in)
{
	unsigned int low = byte(in);

	return low | byte(in) << 8;
}
