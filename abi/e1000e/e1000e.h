/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers and descriptors of an Intel 82574 (82574 GbE Controller Family Datasheet, whose sections are cited). */
#pragma once
#include <stdint.h>

/* 10.2.2 */
#define E1000E_CTRL	       0x0000
#define E1000E_CTRL_MASTER_OFF (1u << 2)
#define E1000E_CTRL_LINK_UP    (1u << 6)
#define E1000E_CTRL_RESET      (1u << 26)
#define E1000E_STATUS	       0x0008
#define E1000E_STATUS_MASTER   (1u << 19) /* it may still access memory */
/* 10.2.4 */
#define E1000E_ICR		  0x00c0 /* cleared when it is read */
#define E1000E_IMS		  0x00d0
#define E1000E_IMC		  0x00d8
#define E1000E_INTERRUPT_SENT	  (1u << 0)
#define E1000E_INTERRUPT_FEW	  (1u << 4) /* few buffers are left */
#define E1000E_INTERRUPT_NONE	  (1u << 6) /* no buffer is left: an overrun */
#define E1000E_INTERRUPT_RECEIVED (1u << 7)
/* 10.2.5 */
#define E1000E_RCTL	     0x0100
#define E1000E_RCTL_EN	     (1u << 1)
#define E1000E_RCTL_ALL	     (3u << 3 | 1u << 15) /* unicast, multicast, broadcast: promiscuous */
#define E1000E_RCTL_LOOPBACK (1u << 6)	/* what is sent is received, and nothing goes out */
#define E1000E_RCTL_STRIP    (1u << 26) /* the FCS isn't written to memory */
#define E1000E_RX_BYTES	     2048u	/* of a buffer, if RCTL.BSIZE is 0 */
#define E1000E_RX_RING	     0x2800
/* 10.2.6 */
#define E1000E_TCTL	      0x0400
#define E1000E_TCTL_EN	      (1u << 1)
#define E1000E_TCTL_PAD	      (1u << 3)			/* short frames are filled up */
#define E1000E_TCTL_COLLISION (0xfu << 4 | 0x3fu << 12) /* the values for full duplex */
#define E1000E_TX_RING	      0x3800

/* Of a ring: two halves of its address, its bytes (a multiple of 128), and the positions of device and driver. */
#define E1000E_RING_LOW	   0x00
#define E1000E_RING_HIGH   0x04
#define E1000E_RING_BYTES  0x08
#define E1000E_RING_HEAD   0x10
#define E1000E_RING_TAIL   0x18
#define E1000E_RING_FACTOR 128u

/* 7.1.3: a legacy receive descriptor */
struct e1000e_receive {
	uint64_t address;
	uint16_t length, checksum;
	uint8_t status, errors;
	uint16_t special;
};
#define E1000E_DONE	0x01u /* of both kinds' status */
#define E1000E_RX_WHOLE 0x02u /* the frame ends here */

/* 7.2.2: a legacy transmit descriptor */
struct e1000e_transmit {
	uint64_t address;
	uint16_t length;
	uint8_t checksum_at, command, status, checksum_from;
	uint16_t special;
};
#define E1000E_TX_COMMAND 0x0bu /* the frame ends here; add the FCS; report the end */
