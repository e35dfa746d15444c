/* SPDX-License-Identifier: BSD-3-Clause */
/* OP-TEE's random example: fill a buffer. */
#include "rng.h"
#include "session.h"

#define CMD_GENERATE 0
#define CHUNK	     256

static tee_result invoke(struct session *s, uint32_t command, uint32_t types,
			 union ta_param *params)
{
	uint8_t bytes[CHUNK];
	uint64_t size = params[0].memref.size;

	(void)s;
	if (command != CMD_GENERATE ||
	    types != TA_TYPES(TA_MEMREF_OUTPUT, TA_NONE, TA_NONE, TA_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	for (uint64_t done = 0; done < size; done += CHUNK) {
		uint64_t n = size - done < CHUNK ? size - done : CHUNK;

		rng_bytes(bytes, n);
		memref_write(&params[0].memref, done, bytes, n);
	}
	return TEE_SUCCESS;
}

const struct ta ta_random = {
    .name = "random",
    .uuid = {0xB6, 0xC5, 0x3A, 0xBA, 0x96, 0x69, 0x46, 0x68, 0xA7, 0xF2, 0x20, 0x56, 0x29, 0xD0,
	     0x0F, 0x86},
    .invoke = invoke,
};
