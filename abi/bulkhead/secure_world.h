/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls of the reference secure world beyond OP-TEE's: they declare which non-secure memory the
 * secure world may touch for a VM.
 *
 * SMC64 fast calls in the trusted-OS owner range, function numbers that OP-TEE leaves unused. Only
 * the hypervisor makes them: x7 must be 0. A secure world without these calls answers SMC_UNKNOWN
 * (0xFFFFFFFF), as OP-TEE does, so SECURE_WORLD_VERSION tells whether the enforcement exists.
 *
 * The hypervisor declares each VM's ranges at boot, from its manifest, then seals the declarations.
 * Before the seal, an id without a range may name any non-secure RAM (as in OP-TEE); after it, none.
 * Declarations belong to the id and outlive VM_DESTROYED, since a static system gives an id the
 * same memory each time.
 */
#pragma once

#define SECURE_WORLD_VERSION   0xF200B000U
#define SECURE_WORLD_MEM_ALLOW 0xF200B001U
#define SECURE_WORLD_MEM_SEAL  0xF200B002U

/*
 * SECURE_WORLD_VERSION answers x0 = OK, x1 = SECURE_WORLD_ABI, x2 = the most ranges of a VM, x3 =
 * the most VMs with ranges.
 *
 * SECURE_WORLD_MEM_ALLOW takes x1 = VM id (1..65535), x2 = physical base, x3 = size: multiples of
 * 4 KiB, size not 0, all of it non-secure RAM. It answers
 *
 * OK;
 *
 * EBADADDR: misaligned, empty, wraps or is not non-secure RAM;
 *
 * ENOMEM: too many ranges or ids;
 *
 * ENOTAVAIL: x7 != 0, id is 0, sealed already, or the VM exists already.
 *
 * SECURE_WORLD_MEM_SEAL ends declarations until the machine is reset. It answers OK, or ENOTAVAIL
 * when x7 != 0.
 */
#define SECURE_WORLD_ABI       1
#define SECURE_WORLD_OK	       0
#define SECURE_WORLD_EBADADDR  4
#define SECURE_WORLD_ENOMEM    6
#define SECURE_WORLD_ENOTAVAIL 7
