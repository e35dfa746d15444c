/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests of a thread to the normal world (optee_rpc_cmd.h). All may suspend the thread for any
 * time. */
#pragma once
#include "optee_abi.h"
#include "shm.h"

struct thread;

/* Let the normal world do something else for @ms milliseconds. */
tee_result rpc_suspend(uint32_t ms);

/* Seconds and nanoseconds of the normal world's clock. */
tee_result rpc_get_time(uint64_t *seconds, uint64_t *nanoseconds);

/* Sleep until notification @value comes. */
tee_result rpc_wait_notification(uint32_t value);

/* A buffer shared with tee-supplicant. */
struct rpc_buffer {
	struct memref memref;
	uint64_t cookie;
};

/*
 * @size bytes from tee-supplicant. TEE_ERROR_OUT_OF_MEMORY: refused, or the answer named memory
 * that the VM may not name (it is told to free it).
 */
tee_result rpc_buffer_alloc(uint64_t size, struct rpc_buffer *buffer);
void rpc_buffer_free(struct rpc_buffer *buffer);

/*
 * One file-system request: value[0] = {op, handle, extra}; then up to two parts of @buffer, each
 * {direction, offset, size}; OPEN and CREATE take their handle from value[2]. @io[0].size is
 * updated.
 */
struct rpc_part {
	uint32_t attr; /* MSG_ATTR_RMEM_* or 0: absent */
	uint64_t offs, size;
};
tee_result rpc_fs(uint32_t op, uint32_t *handle, uint64_t extra, const struct rpc_buffer *buffer,
		  struct rpc_part io[2]);

/* The end of a call: give an RPC argument that was allocated for it back. */
void rpc_finish(struct thread *t);
