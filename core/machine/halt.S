/* SPDX-License-Identifier: BSD-3-Clause */
/* See halt.h. */
#include <arm/cadence_uart.h>
#include <arm/imx_uart.h>
#include "offsets.h"

	.text
	.global halt
halt:
	ldr	x1, core_header + HEADER_UART
	cbz	x1, 2f
	ldr	x3, core_header + HEADER_UART_KIND
	cmp	x3, #HEADER_UART_CADENCE
	b.lo	1f				/* its data register is the first one */
	b.eq	3f
	mov	w2, #IMX_UART_UCR2_ON
	str	w2, [x1, #IMX_UART_UCR2]
	add	x1, x1, #IMX_UART_UTXD
	b	1f
3:	mov	w2, #CADENCE_UART_CR_TX_EN
	str	w2, [x1, #CADENCE_UART_CR]
	add	x1, x1, #CADENCE_UART_FIFO
1:	ldrb	w2, [x0], #1
	cbz	w2, 2f
	str	w2, [x1]
	b	1b
2:	msr	daifset, #15
	wfi
	b	2b
