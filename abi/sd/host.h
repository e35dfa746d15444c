/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Registers of an SD host controller, and the descriptors of its ADMA2 (SD Host Controller Simplified Specification 3.00, whose
 * sections are cited). Registers of 8 and 16 bits that lie together are one word here, which 2.1 allows.
 */
#pragma once
#include <stdint.h>

/* 2.2.2, 2.2.3: Block Size, Block Count */
#define SDHCI_BLOCKS	      0x04
#define SDHCI_BLOCKS_COUNT(n) ((n) << 16)
/* 2.2.4: Argument */
#define SDHCI_ARGUMENT 0x08
/* 2.2.5, 2.2.6: Transfer Mode, Command. A write begins the command. */
#define SDHCI_COMMAND		   0x0c
#define SDHCI_MODE_DMA		   (1u << 0)
#define SDHCI_MODE_COUNT	   (1u << 1) /* the transfer ends after Block Count */
#define SDHCI_MODE_AUTO_CMD12	   (1u << 2) /* … and the controller then stops the card */
#define SDHCI_MODE_READ		   (1u << 4)
#define SDHCI_MODE_MULTIPLE	   (1u << 5)
#define SDHCI_COMMAND_RESPONSE_136 (1u << 16)
#define SDHCI_COMMAND_RESPONSE_48  (2u << 16)
#define SDHCI_COMMAND_CHECK_CRC	   (1u << 19)
#define SDHCI_COMMAND_CHECK_INDEX  (1u << 20)
#define SDHCI_COMMAND_DATA	   (1u << 21)
#define SDHCI_COMMAND_INDEX(n)	   ((uint32_t)(n) << 24)
/* 2.2.7: Response, four words: bits 8 and up of a long response, else bits 39:8 */
#define SDHCI_RESPONSE 0x10
/* 2.2.9: Present State */
#define SDHCI_STATE		    0x24
#define SDHCI_STATE_INHIBIT_COMMAND (1u << 0) /* a command is on its way */
#define SDHCI_STATE_INHIBIT_DATA    (1u << 1) /* the data lines are in use */
/* 2.2.10, 2.2.11: Host Control 1, Power Control */
#define SDHCI_CONTROL	       0x28
#define SDHCI_CONTROL_4_BITS   (1u << 1)
#define SDHCI_CONTROL_ADMA2_32 (2u << 3) /* addresses of 32 bits */
#define SDHCI_CONTROL_ADMA2_64 (3u << 3) /* … of 64 bits */
#define SDHCI_CONTROL_POWER    (1u << 8)
#define SDHCI_CONTROL_3_0V     (6u << 9)
#define SDHCI_CONTROL_3_3V     (7u << 9)
/* 2.2.14 to 2.2.16: Clock Control, Timeout Control, Software Reset */
#define SDHCI_CLOCK	     0x2c
#define SDHCI_CLOCK_INTERNAL (1u << 0)
#define SDHCI_CLOCK_STABLE   (1u << 1)
#define SDHCI_CLOCK_CARD     (1u << 2)
#define SDHCI_CLOCK_DIVISOR(n) \
	(((n)&0xffu) << 8 | ((n) >> 8 & 3u) << 6) /* of the base clock, by 2n */
#define SDHCI_CLOCK_DIVISOR_MAX_2_00 0x80u	  /* before 3.00: a power of two, at most this */
#define SDHCI_CLOCK_TIMEOUT_MAX	     (0xeu << 16) /* 2^27 clocks for data */
#define SDHCI_RESET_ALL		     (1u << 24)
#define SDHCI_RESET_COMMAND	     (1u << 25)
#define SDHCI_RESET		     (SDHCI_RESET_ALL | SDHCI_RESET_COMMAND | 1u << 26)
/* 2.2.17 to 2.2.22: Interrupt Status, which ones clear; Status Enable; Signal Enable */
#define SDHCI_STATUS		   0x30
#define SDHCI_STATUS_ENABLE	   0x34
#define SDHCI_SIGNAL_ENABLE	   0x38
#define SDHCI_STATUS_COMMAND_DONE  (1u << 0)
#define SDHCI_STATUS_TRANSFER_DONE (1u << 1)
#define SDHCI_STATUS_NO_RESPONSE   (1u << 16)
#define SDHCI_STATUS_ERRORS	   (0x3ffu << 16) /* up to ADMA Error */
/* 2.2.24: Capabilities */
#define SDHCI_CAPABILITIES 0x40
#define SDHCI_CAPABILITIES_CLOCK(c) \
	((c) >> 8 & 0xffu) /* base clock in MHz; 6 bits before 3.00; 0: not told */
#define SDHCI_CAPABILITIES_ADMA2   (1u << 19)
#define SDHCI_CAPABILITIES_3_3V	   (1u << 24)
#define SDHCI_CAPABILITIES_3_0V	   (1u << 25)
#define SDHCI_CAPABILITIES_64_BITS (1u << 28)
/* 2.2.29: ADMA System Address, 64 bits */
#define SDHCI_ADMA 0x58
/* 2.2.31, 2.2.32: Slot Interrupt Status, Host Controller Version */
#define SDHCI_VERSION	    0xfc
#define SDHCI_VERSION_OF(v) ((v) >> 16 & 0xffu)
#define SDHCI_VERSION_2_00  1u
#define SDHCI_VERSION_3_00  2u

/* 1.13.3: the first word of a descriptor; the address follows, in one word or two */
#define SDHCI_ADMA2_VALID     (1u << 0)
#define SDHCI_ADMA2_END	      (1u << 1) /* the table ends */
#define SDHCI_ADMA2_TRANSFER  (2u << 4)
#define SDHCI_ADMA2_LENGTH(n) ((n) << 16) /* bytes, less than 64 KiB */
