/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Registers and descriptors of a Cadence GEM, the gigabit Ethernet controller of a Zynq UltraScale+ (AMD UG1085, chapter
 * "GEM Ethernet", and UG1087, module GEM), as far as one queue in each direction needs them.
 */
#pragma once
#include <stdint.h>

/* network_control */
#define GEM_CONTROL		0x000
#define GEM_CONTROL_RECEIVE	(1u << 2)
#define GEM_CONTROL_TRANSMIT	(1u << 3)
#define GEM_CONTROL_MDIO	(1u << 4)
#define GEM_CONTROL_CLEAR_STATS (1u << 5)
#define GEM_CONTROL_START	(1u << 9)  /* transmit what the ring has */
#define GEM_CONTROL_HALT	(1u << 10) /* stop transmitting at the end of a frame */
/* network_config */
#define GEM_CONFIG	    0x004
#define GEM_CONFIG_DUPLEX   (1u << 1)
#define GEM_CONFIG_ALL	    (1u << 4) /* receive frames of all addresses */
#define GEM_CONFIG_LONG	    (1u << 8) /* … of up to 1,536 bytes */
#define GEM_CONFIG_GIGABIT  (1u << 10)
#define GEM_CONFIG_STRIP    (1u << 17)	/* the FCS isn't written to memory */
#define GEM_CONFIG_MDC	    (5u << 18)	/* 96 clocks of the bus for one of the PHY's */
#define GEM_CONFIG_WIDTH(n) ((n) << 21) /* of the bus, as GEM_DESIGN1_WIDTH() has it */
/* dma_config */
#define GEM_DMA		  0x010
#define GEM_DMA_BURST	  16u	      /* beats at most */
#define GEM_DMA_MEMORY	  (7u << 8)   /* all of the packet memory */
#define GEM_DMA_BUFFER(n) ((n) << 16) /* bytes of a buffer for what is received, in units of: */
#define GEM_DMA_UNIT	  64u
/* transmit_status, receive_status: cleared by ones */
#define GEM_TRANSMIT_STATUS 0x014
#define GEM_TRANSMIT_GOES   (1u << 3)
#define GEM_RECEIVE_STATUS  0x020
/* receive_q_ptr, transmit_q_ptr; those of the second queue */
#define GEM_RECEIVE_RING   0x018
#define GEM_TRANSMIT_RING  0x01c
#define GEM_TRANSMIT_RING1 0x440
#define GEM_RECEIVE_RING1  0x480
/* int_status, cleared by a read or by ones, as the controller was configured; int_enable, int_disable; those of the second queue */
#define GEM_ISR		       0x024
#define GEM_IER		       0x028
#define GEM_IDR		       0x02c
#define GEM_IDR1	       0x620
#define GEM_INTERRUPT_RECEIVED (1u << 1)
#define GEM_INTERRUPT_NONE     (1u << 2) /* no buffer is left */
#define GEM_INTERRUPT_SENT     (1u << 7)
#define GEM_INTERRUPT_OVERRUN  (1u << 10)
/* revision_reg */
#define GEM_REVISION	   0x0fc
#define GEM_REVISION_ID(r) ((r) >> 16 & 0xfffu)
#define GEM_REVISION_GEM   7u
/* design_cfg_debug1, design_cfg_debug6 */
#define GEM_DESIGN1	     0x280
#define GEM_DESIGN1_WIDTH(d) ((d) >> 26 & 3u) /* of the bus: 0: 32 bits, 1: 64, 2: 128 */
#define GEM_DESIGN6	     0x294
#define GEM_DESIGN6_QUEUE1   (1u << 1)

/* A descriptor; an address is of 32 bits. */
struct gem_descriptor {
	uint32_t address;
	uint32_t status;
};
/* `address` of one to receive */
#define GEM_RECEIVE_DONE (1u << 0) /* it is software's */
#define GEM_RECEIVE_WRAP (1u << 1) /* the ring's last */
/* `status` of one to receive */
#define GEM_RECEIVE_LENGTH 0x1fffu
#define GEM_RECEIVE_WHOLE  (3u << 14) /* the frame begins and ends here */
/* `status` of one to transmit */
#define GEM_TRANSMIT_LAST (1u << 15) /* the frame ends here */
#define GEM_TRANSMIT_WRAP (1u << 30) /* the ring's last */
#define GEM_TRANSMIT_DONE (1u << 31) /* it is software's */
