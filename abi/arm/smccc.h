/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SMC Calling Convention 1.2 to 1.4 (Arm DEN0028): how a function id is made (chapter 2), the
 * return codes (7.1), and the calls of the owner "Arm architecture" (7.2 and following). Usable
 * from C and assembly.
 */
#pragma once

/* Function id in w0 (table 2-1). */
#define SMCCC_FAST	       (1u << 31) /* fast call; clear: yielding call */
#define SMCCC_64	       (1u << 30) /* 64-bit convention */
#define SMCCC_OWNER(fid)       ((fid) >> 24 & 0x3f)
#define SMCCC_OWNER_SHIFT      24
#define SMCCC_FUNCTION(fid)    ((fid)&0xffff)
#define SMCCC_FAST32(owner, n) (SMCCC_FAST | (owner) << SMCCC_OWNER_SHIFT | (n))
#define SMCCC_FAST64(owner, n) (SMCCC_FAST | SMCCC_64 | (owner) << SMCCC_OWNER_SHIFT | (n))

/* Owning entities (table 6-1). */
#define SMCCC_OWNER_ARCH	      0u
#define SMCCC_OWNER_CPU		      1u
#define SMCCC_OWNER_SIP		      2u
#define SMCCC_OWNER_OEM		      3u
#define SMCCC_OWNER_STANDARD	      4u
#define SMCCC_OWNER_STANDARD_HYP      5u
#define SMCCC_OWNER_VENDOR_HYP	      6u
#define SMCCC_OWNER_TRUSTED_APP_FIRST 48u
#define SMCCC_OWNER_TRUSTED_APP_LAST  49u
#define SMCCC_OWNER_TRUSTED_OS_FIRST  50u
#define SMCCC_OWNER_TRUSTED_OS_LAST   63u

/* General service queries of an owner (6.2): numbers within its range of fast 32-bit calls. */
#define SMCCC_QUERY_COUNT    0xff00u
#define SMCCC_QUERY_UID	     0xff01u
#define SMCCC_QUERY_REVISION 0xff03u

/* Return codes (7.1), signed, in x0 or w0. */
#define SMCCC_SUCCESS		(0)
#define SMCCC_NOT_SUPPORTED	(-1)
#define SMCCC_NOT_REQUIRED	(-2)
#define SMCCC_INVALID_PARAMETER (-3)

/* Arm architecture calls. */
#define SMCCC_VERSION		0x80000000u
#define SMCCC_ARCH_FEATURES	0x80000001u
#define SMCCC_ARCH_SOC_ID	0x80000002u
#define SMCCC_ARCH_WORKAROUND_1 0x80008000u
#define SMCCC_ARCH_WORKAROUND_2 0x80007fffu
#define SMCCC_ARCH_WORKAROUND_3 0x80003fffu

/* Results of SMCCC_VERSION: major in bits 30:16, minor in bits 15:0. */
#define SMCCC_1_0 0x10000
#define SMCCC_1_1 0x10001
#define SMCCC_1_2 0x10002

/*
 * True Random Number Generator firmware interface 1.0 (Arm DEN0098, 2): calls of the owner
 * "standard secure service". The 64-bit form of RND has SMCCC_64 besides.
 */
#define TRNG_VERSION  0x84000050u
#define TRNG_FEATURES 0x84000051u
#define TRNG_GET_UUID 0x84000052u
#define TRNG_RND32    0x84000053u
#define TRNG_RND64    0xc4000053u
#define TRNG_LAST     0x8400005fu

#define TRNG_SUCCESS		(0)
#define TRNG_NOT_SUPPORTED	(-1)
#define TRNG_INVALID_PARAMETERS (-2)
#define TRNG_NO_ENTROPY		(-3)

#define TRNG_1_0       0x10000 /* result of TRNG_VERSION */
#define TRNG_RND32_MAX 96      /* bits in one call */
#define TRNG_RND64_MAX 192
