/* SPDX-License-Identifier: BSD-3-Clause */
/* The SMC and message ABI of OP-TEE as this TEE serves it (optee_smc.h and optee_msg.h of
 * OP-TEE 4.10). */
#pragma once
#include <stdint.h>

/* Function identifiers. */
#define SMC_FAST_CALL		  0x80000000U
#define SMC_CALLS_COUNT		  0xBF00FF00U
#define SMC_CALLS_UID		  0xBF00FF01U
#define SMC_CALLS_REVISION	  0xBF00FF03U
#define SMC_GET_OS_UUID		  0xB2000000U
#define SMC_GET_OS_REVISION	  0xB2000001U
#define SMC_GET_SHM_CONFIG	  0xB2000007U
#define SMC_EXCHANGE_CAPABILITIES 0xB2000009U
#define SMC_DISABLE_SHM_CACHE	  0xB200000AU
#define SMC_ENABLE_SHM_CACHE	  0xB200000BU
#define SMC_VM_CREATED		  0xB200000DU
#define SMC_VM_DESTROYED	  0xB200000EU
#define SMC_GET_THREAD_COUNT	  0xB200000FU
#define SMC_ENABLE_ASYNC_NOTIF	  0xB2000010U
#define SMC_GET_ASYNC_NOTIF_VALUE 0xB2000011U
#define SMC_RETURN_FROM_RPC	  0x32000003U
#define SMC_CALL_WITH_ARG	  0x32000004U
#define SMC_CALL_WITH_RPC_ARG	  0x32000012U
#define SMC_CALL_WITH_REGD_ARG	  0x32000013U

#define SMC_OK		     0U
#define SMC_ETHREAD_LIMIT    1U
#define SMC_EBUSY	     2U
#define SMC_ERESUME	     3U
#define SMC_EBADADDR	     4U
#define SMC_EBADCMD	     5U
#define SMC_ENOMEM	     6U
#define SMC_ENOTAVAIL	     7U
#define SMC_UNKNOWN_FUNCTION 0xFFFFFFFFU

#define SMC_RPC_ALLOC	     0xFFFF0000U
#define SMC_RPC_FREE	     0xFFFF0002U
#define SMC_RPC_FOREIGN_INTR 0xFFFF0004U
#define SMC_RPC_CMD	     0xFFFF0005U

/* EXCHANGE_CAPABILITIES: what the normal world may say in a1, and the answer in a1. */
#define NSEC_CAP_UNIPROCESSOR 0x01U
#define CAP_RESERVED_SHM      0x01U
#define CAP_DYNAMIC_SHM	      0x04U
#define CAP_VIRTUALIZATION    0x08U
#define CAP_MEMREF_NULL	      0x10U
#define CAP_ASYNC_NOTIF	      0x20U
#define CAP_RPC_ARG	      0x40U

#define ASYNC_NOTIF_VALID   1U
#define ASYNC_NOTIF_PENDING 2U

/* Messages. */
#define MSG_CMD_OPEN_SESSION	 0
#define MSG_CMD_INVOKE_COMMAND	 1
#define MSG_CMD_CLOSE_SESSION	 2
#define MSG_CMD_CANCEL		 3
#define MSG_CMD_REGISTER_SHM	 4
#define MSG_CMD_UNREGISTER_SHM	 5
#define MSG_CMD_DO_BOTTOM_HALF	 6
#define MSG_CMD_STOP_ASYNC_NOTIF 7

#define MSG_ATTR_NONE	      0x0
#define MSG_ATTR_VALUE_INPUT  0x1
#define MSG_ATTR_VALUE_OUTPUT 0x2
#define MSG_ATTR_VALUE_INOUT  0x3
#define MSG_ATTR_RMEM_INPUT   0x5
#define MSG_ATTR_RMEM_OUTPUT  0x6
#define MSG_ATTR_RMEM_INOUT   0x7
#define MSG_ATTR_TMEM_INPUT   0x9
#define MSG_ATTR_TMEM_OUTPUT  0xA
#define MSG_ATTR_TMEM_INOUT   0xB
#define MSG_ATTR_TYPE_MASK    0xFF
#define MSG_ATTR_META	      0x100
#define MSG_ATTR_NONCONTIG    0x200

struct msg_param {
	uint64_t attr;
	union {
		struct {
			uint64_t buf_ptr, size, shm_ref;
		} tmem;
		struct {
			uint64_t offs, size, shm_ref;
		} rmem;
		struct {
			uint64_t a, b, c;
		} value;
	};
};

struct msg_arg {
	uint32_t cmd, func, session, cancel_id, pad, ret, ret_origin, num_params;
	struct msg_param params[];
};

#define NS_PAGE_SIZE	4096UL
#define MSG_ARG_SIZE(n) (sizeof(struct msg_arg) + (n) * sizeof(struct msg_param))
#define MSG_MAX_PARAMS	((NS_PAGE_SIZE - sizeof(struct msg_arg)) / sizeof(struct msg_param))
/* addresses in a page of a page list; the last word names the next page */
#define PAGE_LIST_ENTRIES 511
#define RPC_MAX_PARAMS	  4

/* RPC commands. */
#define RPC_CMD_FS	     2
#define RPC_CMD_GET_TIME     3
#define RPC_CMD_NOTIFICATION 4
#define RPC_CMD_SUSPEND	     5
#define RPC_CMD_SHM_ALLOC    6
#define RPC_CMD_SHM_FREE     7

#define RPC_NOTIFICATION_WAIT 0
#define RPC_SHM_TYPE_APPL     0

#define RPC_FS_OPEN   0
#define RPC_FS_CREATE 1
#define RPC_FS_CLOSE  2
#define RPC_FS_READ   3
#define RPC_FS_WRITE  4
#define RPC_FS_REMOVE 6
#define RPC_FS_RENAME 7

/* GlobalPlatform results (TEE Internal Core API 1.1, table 3-2). */
#define TEE_SUCCESS		   0x00000000U
#define TEE_ERROR_CORRUPT_OBJECT   0xF0100001U
#define TEE_ERROR_GENERIC	   0xFFFF0000U
#define TEE_ERROR_ACCESS_DENIED	   0xFFFF0001U
#define TEE_ERROR_CANCEL	   0xFFFF0002U
#define TEE_ERROR_BAD_FORMAT	   0xFFFF0005U
#define TEE_ERROR_BAD_PARAMETERS   0xFFFF0006U
#define TEE_ERROR_BAD_STATE	   0xFFFF0007U
#define TEE_ERROR_ITEM_NOT_FOUND   0xFFFF0008U
#define TEE_ERROR_NOT_IMPLEMENTED  0xFFFF0009U
#define TEE_ERROR_NOT_SUPPORTED	   0xFFFF000AU
#define TEE_ERROR_OUT_OF_MEMORY	   0xFFFF000CU
#define TEE_ERROR_BUSY		   0xFFFF000DU
#define TEE_ERROR_COMMUNICATION	   0xFFFF000EU
#define TEE_ERROR_SECURITY	   0xFFFF000FU
#define TEE_ERROR_SHORT_BUFFER	   0xFFFF0010U
#define TEE_ERROR_TARGET_DEAD	   0xFFFF3024U
#define TEE_ERROR_STORAGE_NO_SPACE 0xFFFF3041U

#define TEE_ORIGIN_TEE 3
#define TEE_ORIGIN_TA  4

typedef uint32_t tee_result;
