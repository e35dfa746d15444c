/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Registers of the CAN controllers of a Zynq-7000 or Zynq UltraScale+ (AMD UG1085, chapter "CAN Controller", and UG1087, module
 * "CAN"). All have 32 bits.
 */
#pragma once

/* Software Reset: CAN_RESET_ENABLE off is the configuration mode. */
#define XILINX_CAN_RESET	0x00u
#define XILINX_CAN_RESET_ALL	(1u << 0) /* reads as 0 when it is done */
#define XILINX_CAN_RESET_ENABLE (1u << 1)
/* Mode Select */
#define XILINX_CAN_MODE		 0x04u
#define XILINX_CAN_MODE_NORMAL	 0u
#define XILINX_CAN_MODE_LOOPBACK (1u << 1)
/* Baud Rate Prescaler, Bit Timing: each field is one less than its value in time quanta */
#define XILINX_CAN_PRESCALER	       0x08u
#define XILINX_CAN_PRESCALER_MAX       256u
#define XILINX_CAN_TIMING	       0x0cu
#define XILINX_CAN_TIMING_OF(a, b, j)  (((a)-1) | ((b)-1) << 4 | ((j)-1) << 7)
#define XILINX_CAN_TIMING_SEGMENT1_MAX 16u
#define XILINX_CAN_TIMING_SEGMENT2_MAX 8u
#define XILINX_CAN_TIMING_JUMP_MAX     4u
/* Error Counter */
#define XILINX_CAN_ERRORS	      0x10u
#define XILINX_CAN_ERRORS_TRANSMIT(e) ((e)&0xffu)
#define XILINX_CAN_ERRORS_RECEIVE(e)  ((e) >> 8 & 0xffu)
/* Error Status: kinds of error, which ones clear */
#define XILINX_CAN_ERROR_KINDS 0x14u
/* Status */
#define XILINX_CAN_STATUS		0x18u
#define XILINX_CAN_STATUS_CONFIGURATION (1u << 0)
#define XILINX_CAN_STATUS_LOOPBACK	(1u << 1)
#define XILINX_CAN_STATUS_NORMAL	(1u << 3)
#define XILINX_CAN_STATUS_ERROR(s)	((s) >> 7 & 3u)
#define XILINX_CAN_STATUS_ERROR_PASSIVE 2u
#define XILINX_CAN_STATUS_ERROR_OFF	3u
#define XILINX_CAN_STATUS_FILTER_BUSY	(1u << 11) /* filters can't be changed */
/* Interrupt Status; Enable; Clear, which ones clear */
#define XILINX_CAN_ISR		       0x1cu
#define XILINX_CAN_IER		       0x20u
#define XILINX_CAN_ICR		       0x24u
#define XILINX_CAN_INTERRUPT_SENT      (1u << 1)
#define XILINX_CAN_INTERRUPT_UNDERFLOW (1u << 5) /* an empty receive FIFO was read */
#define XILINX_CAN_INTERRUPT_OVERFLOW  (1u << 6)
#define XILINX_CAN_INTERRUPT_RECEIVED  (1u << 7) /* the receive FIFO isn't empty */
#define XILINX_CAN_INTERRUPT_OFF       (1u << 9)
#define XILINX_CAN_INTERRUPT_EMPTY     (1u << 14) /* the transmit FIFO is empty */
/* The FIFOs: four words of a frame, which are written or read in this order */
#define XILINX_CAN_TRANSMIT 0x30u
#define XILINX_CAN_RECEIVE  0x50u
#define XILINX_CAN_FRAMES   64u /* that each FIFO holds */
#define XILINX_CAN_WORDS    4u
/* Acceptance Filter; Mask and ID of filter n, from 0 on. None in use: all frames are received. */
#define XILINX_CAN_FILTERS	    0x60u
#define XILINX_CAN_FILTER_MASK(n)   (0x64u + 8u * (n))
#define XILINX_CAN_FILTER_ID(n)	    (0x68u + 8u * (n))
#define XILINX_CAN_FILTERS_MAX	    4u
#define XILINX_CAN_REGISTERS_BEHIND 0x84u

/* A frame's first word, and a filter's */
#define XILINX_CAN_ID_HIGH(id) \
	((id) << 21) /* 11 bits: a standard identifier, or the upper ones of an extended one */
#define XILINX_CAN_ID_LOW(id)	   ((id) << 1) /* 18 bits, of an extended one */
#define XILINX_CAN_ID_RTR	   (1u << 20) /* of a standard frame: remote; of an extended one: 1 */
#define XILINX_CAN_ID_EXTENDED	   (1u << 19)
#define XILINX_CAN_ID_RTR_EXTENDED (1u << 0) /* of an extended frame: remote */
/* Its second word; the data follow, the first byte in the highest bits */
#define XILINX_CAN_LENGTH(n)	((n) << 28)
#define XILINX_CAN_LENGTH_OF(w) ((w) >> 28)
