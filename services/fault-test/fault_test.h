/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The fault-test extension's calls: SMC64 fast calls of the OEM range (owner 3), by SMC or HVC. Each misbehaves in the way
 * that its name says, in the middle of the request; the client must get the route's error.
 */
#pragma once

#define FAULT_TEST(n)	      (0xC3000000u | (n))
#define FAULT_TEST_ECHO	      FAULT_TEST(0)  /* x1..x3 come back as x1..x3, x0 = 0: no fault */
#define FAULT_TEST_READ	      FAULT_TEST(1)  /* wild read */
#define FAULT_TEST_WRITE      FAULT_TEST(2)  /* wild write */
#define FAULT_TEST_WRITE_TEXT FAULT_TEST(3)  /* write to its own text */
#define FAULT_TEST_EXECUTE    FAULT_TEST(4)  /* execute its own data */
#define FAULT_TEST_JUMP	      FAULT_TEST(5)  /* jump to nowhere */
#define FAULT_TEST_LOOP	      FAULT_TEST(6)  /* endless loop: overruns its budget */
#define FAULT_TEST_STACK      FAULT_TEST(7)  /* endless recursion: runs into the guard page */
#define FAULT_TEST_FP	      FAULT_TEST(8)  /* uses FP registers */
#define FAULT_TEST_PRIVILEGED FAULT_TEST(9)  /* privileged instruction */
#define FAULT_TEST_BAD_SVC    FAULT_TEST(10) /* svc with a number that no call has */
#define FAULT_TEST_BAD_REPLY  FAULT_TEST(11) /* reply with an action that doesn't exist */
#define FAULT_TEST_RESTART    FAULT_TEST(12) /* asks for its own restart */
#define FAULT_TEST_SECTION    FAULT_TEST(13) /* replies inside an exclusive section */
#define FAULT_TEST_SMC	      FAULT_TEST(14) /* smc instead of svc */
#define FAULT_TEST_WFI	      FAULT_TEST(15) /* wfi: must not block the client for ever */
/* address with a tag, whatever the client's TCR_EL1 says of tags */
#define FAULT_TEST_TAGGED FAULT_TEST(16)
/* stays in an exclusive section for ever: overruns its length */
#define FAULT_TEST_SECTION_LOOP FAULT_TEST(17)
#define FAULT_TEST_CALLS	FAULT_TEST(18) /* asks for the time for ever: overruns its budget */
#define FAULT_TEST_COUNT	19
#define FAULT_TEST_GENERATION	FAULT_TEST(32) /* x1 = requests served since its last INIT */
/* asks for the time x1 times; x2 = preemptions noticed meanwhile */
#define FAULT_TEST_SPIN FAULT_TEST(33)
/* stays x1 us in the section that guards the counter */
#define FAULT_TEST_SECTION_HOLD FAULT_TEST(35)
/* adds x1 to a shared counter in an exclusive section; x1 = its sum */
#define FAULT_TEST_SECTION_ADD FAULT_TEST(34)
/* Calls callee x1 >> 32 with the low half of x1, and x2: x1 = its result code, x2, x3 = results. x0 = 1: x8 was lost. */
#define FAULT_TEST_FORWARD FAULT_TEST(36)
/* makes all calls that the core must refuse: x1 = a bit for each call not refused */
#define FAULT_TEST_REFUSED FAULT_TEST(37)
/* x1 = number of CLIENT_GONE for this client, x2 = its requests since then */
#define FAULT_TEST_GONE FAULT_TEST(38)
/* replies with action x1, every third time with RESUME; x2 = 3 */
#define FAULT_TEST_ACT	 FAULT_TEST(39)
#define FAULT_TEST_TRIES 3
/* x1..x3 of the last exception that the catch-all route took */
#define FAULT_TEST_UNHANDLED FAULT_TEST(40)
/* reads register x1 of FAULT_TEST_REGISTERS; x1 = its value */
#define FAULT_TEST_REGISTER  FAULT_TEST(41)
#define FAULT_TEST_REGISTERS 16
#define FAULT_TEST_SLOW	     FAULT_TEST(42) /* works for 4 ms, then replies (x1 = 0) or faults */

/* Registers of its device, as offsets in a page: a pattern; the last value written anywhere; its size; an abort. */
#define FAULT_TEST_MMIO_PATTERN 0x10
#define FAULT_TEST_MMIO_WRITTEN 0x18
#define FAULT_TEST_MMIO_SIZE	0x20
#define FAULT_TEST_MMIO_ABORT	0x28
/* Offsets in a page that tell the catch-all route's handler what to do, for data and instruction aborts alike. */
#define FAULT_TEST_HERE_RESUME	  0x40
#define FAULT_TEST_HERE_UNDEFINED 0x50
#define FAULT_TEST_HERE_ABORT	  0x60
#define FAULT_TEST_HERE_FAULT	  0x70
#define FAULT_TEST_PATTERN	  0x8899aabbccddeeffull
