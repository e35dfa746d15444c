/* SPDX-License-Identifier: BSD-3-Clause */
/* OP-TEE's device enumeration pseudo application: there are no devices behind this TEE. */
#include "session.h"

#define CMD_GET_DEVICES	     0
#define CMD_GET_DEVICES_SUPP 1

static tee_result invoke(struct session *s, uint32_t command, uint32_t types,
			 union ta_param *params)
{
	(void)s;
	if (command > CMD_GET_DEVICES_SUPP)
		return TEE_ERROR_NOT_SUPPORTED;
	if (types != TA_TYPES(TA_MEMREF_OUTPUT, TA_NONE, TA_NONE, TA_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	params[0].memref.size = 0;
	return TEE_SUCCESS;
}

const struct ta ta_devices = {
    .name = "devices",
    .uuid = {0x70, 0x11, 0xA6, 0x88, 0xDD, 0xDE, 0x40, 0x53, 0xA5, 0xA9, 0x7B, 0x3C, 0x4D, 0xDF,
	     0x13, 0xB8},
    .invoke = invoke,
};
