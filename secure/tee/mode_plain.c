/* SPDX-License-Identifier: BSD-3-Clause */
/* Without a hypervisor: id 0, which a plain Linux sends, is the only partition. */
#include "mode.h"
#include "optee_abi.h"
#include "partition.h"

const bool mode_has_vms = false;
const uint32_t mode_capabilities =
    CAP_DYNAMIC_SHM | CAP_MEMREF_NULL | CAP_ASYNC_NOTIF | CAP_RPC_ARG;

void mode_init(void)
{
	partition_create(0);
}
