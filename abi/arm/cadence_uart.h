/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of the Cadence UART (Zynq UltraScale+ Device TRM, UG1085, chapter 21; register reference UG1087). */
#pragma once

#define CADENCE_UART_CR		0x00
#define CADENCE_UART_CR_RX_EN	4
#define CADENCE_UART_CR_TX_EN	16
#define CADENCE_UART_IER	0x08 /* enables those that are written as ones; */
#define CADENCE_UART_IDR	0x0c /* disables them */
#define CADENCE_UART_ISR	0x14
#define CADENCE_UART_INT_RX	0x101 /* bytes reached the trigger, or wait for long */
#define CADENCE_UART_RTRIG	0x20
#define CADENCE_UART_SR		0x2c
#define CADENCE_UART_SR_RXEMPTY 2
#define CADENCE_UART_SR_TXEMPTY 8
#define CADENCE_UART_SR_TXFULL	16
#define CADENCE_UART_FIFO	0x30
