/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands and registers of an SD memory card (SD Physical Layer Simplified Specification 3.01, whose sections are cited). */
#pragma once
#include <stdint.h>

/* 4.7.4: commands; SD_APP_: behind SD_APP_CMD */
enum sd_command {
	SD_GO_IDLE_STATE = 0,
	SD_ALL_SEND_CID = 2,
	SD_SEND_RELATIVE_ADDR = 3,
	SD_APP_SET_BUS_WIDTH = 6,
	SD_SELECT_CARD = 7,
	SD_SEND_IF_COND = 8,
	SD_SEND_CSD = 9,
	SD_SEND_STATUS = 13,
	SD_SET_BLOCKLEN = 16,
	SD_READ_SINGLE_BLOCK = 17,
	SD_READ_MULTIPLE_BLOCK = 18,
	SD_WRITE_BLOCK = 24,
	SD_WRITE_MULTIPLE_BLOCK = 25,
	SD_APP_SEND_OP_COND = 41,
	SD_APP_CMD = 55,
};
/* 4.3.13: argument of SEND_IF_COND and, if the card can, its response: 2.7 to 3.6 V, and a pattern */
#define SD_IF_COND	0x1aau
#define SD_IF_COND_MASK 0xfffu
/* 5.1: OCR, argument and response of SEND_OP_COND */
#define SD_OCR_VOLTAGES	     0x00ff8000u /* 2.7 to 3.6 V */
#define SD_OCR_HIGH_CAPACITY (1u << 30)	 /* addresses are of sectors, not bytes */
#define SD_OCR_READY	     (1u << 31)	 /* the card has powered up */
/* 4.9.5: relative address in the response of SEND_RELATIVE_ADDR, and in arguments */
#define SD_ADDRESS(word) ((word)&0xffff0000u)
#define SD_BUS_WIDTH_4	 2u
/* 4.10.1: card status */
#define SD_STATUS_ERRORS	0xfff98000u /* any of these: the command failed, or the card is locked */
#define SD_STATUS_STATE(status) ((status) >> 9 & 0xfu)
#define SD_STATE_TRANSFER	4u
#define SD_STATUS_READY		(1u << 8)
#define SD_STATUS_APP_CMD	(1u << 5)
/* 5.3: bits of the CSD */
#define SD_CSD_STRUCTURE     127, 126 /* 0: 1.0; 1: 2.0, of a card of high capacity */
#define SD_CSD_READ_BL_LEN   83, 80
#define SD_CSD_C_SIZE_1_0    73, 62
#define SD_CSD_C_SIZE_MULT   49, 47
#define SD_CSD_C_SIZE_2_0    69, 48 /* of 512 KiB, less one */
#define SD_CSD_WRITE_PROTECT 13, 12 /* for ever, for a while */
