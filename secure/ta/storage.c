/* SPDX-License-Identifier: BSD-3-Clause */
/* OP-TEE's secure-storage example: named objects, read, written and deleted whole. */
#include "object.h"
#include "session.h"

#define CMD_READ   0
#define CMD_WRITE  1
#define CMD_DELETE 2

static tee_result invoke(struct session *s, uint32_t command, uint32_t types,
			 union ta_param *params)
{
	static const uint32_t expected[] = {
	    [CMD_READ] = TA_TYPES(TA_MEMREF_INPUT, TA_MEMREF_OUTPUT, TA_NONE, TA_NONE),
	    [CMD_WRITE] = TA_TYPES(TA_MEMREF_INPUT, TA_MEMREF_INPUT, TA_NONE, TA_NONE),
	    [CMD_DELETE] = TA_TYPES(TA_MEMREF_INPUT, TA_NONE, TA_NONE, TA_NONE),
	};
	uint8_t id[OBJECT_ID_MAX];
	uint64_t id_size = params[0].memref.size;

	if (command > CMD_DELETE)
		return TEE_ERROR_NOT_SUPPORTED;
	if (types != expected[command] || id_size > OBJECT_ID_MAX)
		return TEE_ERROR_BAD_PARAMETERS;
	memref_read(&params[0].memref, 0, id, id_size);
	switch (command) {
	case CMD_READ:
		return object_read(s, id, id_size, &params[1].memref);
	case CMD_WRITE:
		return object_write(s, id, id_size, &params[1].memref);
	default:
		return object_delete(s, id, id_size);
	}
}

const struct ta ta_storage = {
    .name = "storage",
    .uuid = {0xF4, 0xE7, 0x50, 0xBB, 0x14, 0x37, 0x4F, 0xBF, 0x87, 0x85, 0x8D, 0x35, 0x80, 0xC3,
	     0x49, 0x94},
    .invoke = invoke,
};
