/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls to the pl011 extension besides the registers of the UART. */
#pragma once

/* HVC (vendor-specific hypervisor service, in the range that routes may use): the board's UART has
 * input. */
#define PL011_POLL 0xC6001000u
