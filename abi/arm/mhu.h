/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The Message Handling Unit of Arm's Juno, a mailbox (Arm DDI 0515, "Message Handling Unit"): the registers, of 32 bits each, and
 * the identification that Linux's arm_mhu expects. A link has one set of registers for each direction.
 */
#pragma once

#define MHU_COMPATIBLE "arm,mhu" /* Linux, bindings/mailbox/arm,mhu */
#define MHU_PAGE       0x1000u

/* The links; the client receives at the link's offset, and sends at MHU_SEND behind it. */
#define MHU_LOW	   0x000u
#define MHU_HIGH   0x020u
#define MHU_SECURE 0x200u
#define MHU_SEND   0x100u

#define MHU_STAT  0x00u /* bits that are set; while one is, the interrupt is pending */
#define MHU_SET	  0x08u
#define MHU_CLEAR 0x10u

#define MHU_ID	    0xfd0u /* … 0xffc: PrimeCell's identification, a byte each */
#define MHU_ID_SIZE 12u
