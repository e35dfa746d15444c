/* SPDX-License-Identifier: BSD-3-Clause */
/* Below a hypervisor: every VM is announced. RESERVED_SHM without any is what OP-TEE's build
 * answers. */
#include "mode.h"
#include "optee_abi.h"

const bool mode_has_vms = true;
const uint32_t mode_capabilities = CAP_RESERVED_SHM | CAP_DYNAMIC_SHM | CAP_VIRTUALIZATION |
				   CAP_MEMREF_NULL | CAP_ASYNC_NOTIF | CAP_RPC_ARG;

void mode_init(void)
{
}
