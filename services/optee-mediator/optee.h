/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * OP-TEE's protocol between the normal and the secure world: registers of the calls and layout of
 * the messages. Reference: OP-TEE OS 4.10, optee_smc.h, optee_msg.h and optee_rpc_cmd.h.
 */
#pragma once
#include <stdint.h>

/* Function ids (SMC32; owner 50: trusted OS; 63: its general queries). */
#define OPTEE_FAST(n)		 (0xB2000000u | (n))
#define OPTEE_YIELDING(n)	 (0x32000000u | (n))
#define OPTEE_CALLS_COUNT	 0xBF00FF00u
#define OPTEE_CALLS_UID		 0xBF00FF01u
#define OPTEE_CALLS_REVISION	 0xBF00FF03u
#define OPTEE_OS_UUID		 OPTEE_FAST(0)
#define OPTEE_OS_REVISION	 OPTEE_FAST(1)
#define OPTEE_SHM_CONFIG	 OPTEE_FAST(7)
#define OPTEE_EXCHANGE_CAPS	 OPTEE_FAST(9)
#define OPTEE_DISABLE_SHM_CACHE	 OPTEE_FAST(10)
#define OPTEE_ENABLE_SHM_CACHE	 OPTEE_FAST(11)
#define OPTEE_THREAD_COUNT	 OPTEE_FAST(15)
#define OPTEE_ENABLE_ASYNC_NOTIF OPTEE_FAST(16)
#define OPTEE_GET_ASYNC_NOTIF	 OPTEE_FAST(17)
#define OPTEE_PROTMEM_CONFIG	 OPTEE_FAST(20)
#define OPTEE_RETURN_FROM_RPC	 OPTEE_YIELDING(3)
#define OPTEE_CALL_WITH_ARG	 OPTEE_YIELDING(4)
#define OPTEE_CALL_WITH_RPC_ARG	 OPTEE_YIELDING(18)
#define OPTEE_CALL_WITH_REGD_ARG OPTEE_YIELDING(19)

/* CALLS_UID of OP-TEE's message protocol, in a0 to a3. */
#define OPTEE_UID_0 0x384FB3E0u
#define OPTEE_UID_1 0xE7F811E3u
#define OPTEE_UID_2 0xAF630002u
#define OPTEE_UID_3 0xA5D5C51Bu

/* Results in a0. */
#define OPTEE_OK	       0u
#define OPTEE_ETHREAD_LIMIT    1u
#define OPTEE_ERESUME	       3u
#define OPTEE_EBADADDR	       4u
#define OPTEE_EBADCMD	       5u
#define OPTEE_ENOTAVAIL	       7u
#define OPTEE_UNKNOWN_FUNCTION 0xFFFFFFFFu

/* A remote procedure call (RPC) of the secure world: a0 = this prefix | function; -1 is none. */
#define OPTEE_RPC_PREFIX       0xFFFF0000u
#define OPTEE_RPC_ALLOC	       0u
#define OPTEE_RPC_FREE	       2u
#define OPTEE_RPC_FOREIGN_INTR 4u
#define OPTEE_RPC_CMD	       5u

#define OPTEE_SHM_CACHED 1u /* a3 of SHM_CONFIG */

/* Capabilities of the secure world, a1 of EXCHANGE_CAPS. */
#define OPTEE_CAP_RESERVED_SHM	 (1u << 0)
#define OPTEE_CAP_DYNAMIC_SHM	 (1u << 2)
#define OPTEE_CAP_VIRTUALIZATION (1u << 3)
#define OPTEE_CAP_MEMREF_NULL	 (1u << 4)
#define OPTEE_CAP_ASYNC_NOTIF	 (1u << 5)
#define OPTEE_CAP_RPC_ARG	 (1u << 6)
#define OPTEE_CAP_RPMB_PROBE	 (1u << 7)

/* Parameter attributes. */
#define OPTEE_TYPE_MASK	   0xFFu
#define OPTEE_NONE	   0u
#define OPTEE_VALUE_INPUT  1u
#define OPTEE_VALUE_OUTPUT 2u
#define OPTEE_VALUE_INOUT  3u
#define OPTEE_RMEM_INPUT   5u /* registered memory: cookie and offset */
#define OPTEE_RMEM_OUTPUT  6u
#define OPTEE_RMEM_INOUT   7u
#define OPTEE_TMEM_INPUT   9u /* temporary memory: address */
#define OPTEE_TMEM_OUTPUT  10u
#define OPTEE_TMEM_INOUT   11u
#define OPTEE_META	   (1u << 8)
#define OPTEE_NONCONTIG	   (1u << 9) /* the address is that of a page list */
#define OPTEE_CACHE_MASK   (7u << 16)

/* Commands of a message, and of an RPC message. */
#define OPTEE_CMD_OPEN_SESSION	   0u
#define OPTEE_CMD_INVOKE	   1u
#define OPTEE_CMD_CLOSE_SESSION	   2u
#define OPTEE_CMD_CANCEL	   3u
#define OPTEE_CMD_REGISTER_SHM	   4u
#define OPTEE_CMD_UNREGISTER_SHM   5u
#define OPTEE_CMD_DO_BOTTOM_HALF   6u
#define OPTEE_CMD_STOP_ASYNC_NOTIF 7u
#define OPTEE_RPC_CMD_SHM_ALLOC	   6u
#define OPTEE_RPC_CMD_SHM_FREE	   7u

/* GlobalPlatform results and the origin "communication". */
#define TEEC_SUCCESS		  0u
#define TEEC_ERROR_BAD_PARAMETERS 0xFFFF0006u
#define TEEC_ERROR_OUT_OF_MEMORY  0xFFFF000Cu
#define TEEC_ERROR_COMMUNICATION  0xFFFF000Eu
#define TEEC_ORIGIN_COMMS	  2u

struct optee_param {
	uint64_t attr;
	union {
		struct {
			uint64_t a, b, c;
		} value;
		struct {
			uint64_t buf_ptr, size, shm_ref;
		} tmem;
		struct {
			uint64_t offs, size, shm_ref;
		} rmem;
	};
};

struct optee_arg {
	uint32_t cmd, func, session, cancel_id;
	uint32_t pad, ret, ret_origin, num_params;
	struct optee_param params[];
};

#define OPTEE_ARG_SIZE(params) (sizeof(struct optee_arg) + (params) * sizeof(struct optee_param))
#define OPTEE_PARAMS_MAX       127u /* parameters that fit in a page */
#define OPTEE_RPC_PARAMS       4u   /* room for the parameters of an RPC message */

/* A page list: 4 KiB pages of 511 page addresses and the address of the next one. */
#define OPTEE_PAGE	   4096u
#define OPTEE_LIST_ENTRIES 511u

/** Does this a0 request an RPC? */
static inline int optee_is_rpc(uint32_t a0)
{
	return a0 != OPTEE_UNKNOWN_FUNCTION && (a0 & OPTEE_RPC_PREFIX) == OPTEE_RPC_PREFIX;
}
