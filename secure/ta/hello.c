/* SPDX-License-Identifier: BSD-3-Clause */
/* OP-TEE's hello-world example: one number, up or down by one. */
#include "session.h"

#define CMD_INC 0
#define CMD_DEC 1

static tee_result invoke(struct session *s, uint32_t command, uint32_t types,
			 union ta_param *params)
{
	(void)s;
	if (command > CMD_DEC || types != TA_TYPES(TA_VALUE_INOUT, TA_NONE, TA_NONE, TA_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	params[0].value.a += command == CMD_INC ? 1 : -1;
	return TEE_SUCCESS;
}

const struct ta ta_hello = {
    .name = "hello",
    .uuid = {0x8A, 0xAA, 0xF2, 0x00, 0x24, 0x50, 0x11, 0xE4, 0xAB, 0xE2, 0x00, 0x02, 0xA5, 0xD5,
	     0xC5, 0x1B},
    .invoke = invoke,
};
