/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of the Cadence UART (Zynq UltraScale+ Device TRM, UG1085, chapter 21; register reference UG1087). */
#pragma once

#define CADENCE_UART_CR	       0x00
#define CADENCE_UART_CR_RX_EN  4
#define CADENCE_UART_CR_TX_EN  16
#define CADENCE_UART_SR	       0x2c
#define CADENCE_UART_SR_TXFULL 16
#define CADENCE_UART_FIFO      0x30
