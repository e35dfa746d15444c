/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Registers of UARTs like the NS16550A (Texas Instruments TL16C550D, SLLS597), one each 32-bit word: `reg-shift = <2>`. The
 * mini UART of a BCM2711 has the same ones (BCM2711 ARM Peripherals, section 2.2).
 */
#pragma once

#define NS16550_DATA	   0x00 /* RBR, THR */
#define NS16550_IER	   0x04
#define NS16550_IER_RX	   1
#define NS16550_FCR	   0x08
#define NS16550_FCR_ENABLE 1
#define NS16550_LSR	   0x14
#define NS16550_LSR_RX	   1
#define NS16550_LSR_THRE   0x20 /* there is room */
#define NS16550_LSR_TEMT   0x40 /* all is sent */
#define NS16550_SCR	   0x1c /* of no effect */
