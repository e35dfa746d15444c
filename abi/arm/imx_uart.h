/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of NXP's i.MX UART (i.MX 8M Plus Applications Processor Reference Manual, chapter "UART"). */
#pragma once

#define IMX_UART_UTXD	    0x40 /* data to send */
#define IMX_UART_URXD	    0x00 /* data received */
#define IMX_UART_UCR1	    0x80
#define IMX_UART_UCR1_ON    0x1
#define IMX_UART_UCR1_RX    0x200 /* an interrupt for each byte */
#define IMX_UART_USR1	    0x94
#define IMX_UART_USR2	    0x98
#define IMX_UART_USR2_RDR   0x1
#define IMX_UART_USR2_TXFE  0x4000
#define IMX_UART_UCR2	    0x84
#define IMX_UART_UCR2_SRST  0x1 /* 0: reset */
#define IMX_UART_UCR2_RXEN  0x2
#define IMX_UART_UCR2_TXEN  0x4
#define IMX_UART_UCR2_WS    0x20   /* eight bits */
#define IMX_UART_UCR2_IRTS  0x4000 /* no flow control */
#define IMX_UART_UTS	    0xb4
#define IMX_UART_UTS_TXFULL 0x10
#define IMX_UART_UCR2_ON                                                                   \
	(IMX_UART_UCR2_SRST | IMX_UART_UCR2_RXEN | IMX_UART_UCR2_TXEN | IMX_UART_UCR2_WS | \
	 IMX_UART_UCR2_IRTS)
