/* SPDX-License-Identifier: BSD-3-Clause */
/* The card: how it is identified (SD Physical Layer Simplified Specification 3.01, 4.2.3, figure 4-2). */
#include <errno.h>
#include <string.h>
#include "parts.h"

#define POWER_UP_US  1000000u /* 4.2.3: at most, until the card is ready */
#define SETTLE_US    500000u  /* a card that programs is ready after 250 ms (4.6.2.2) */
#define TRANSFER_KHZ 25000u   /* 6.6.6, default speed */

/* Give a command and look for errors that the card notes in its response. */
static int checked(const struct sdhci *s, enum sd_command command, uint32_t argument)
{
	int error = sdhci_command(s, command, argument, SDHCI_R1);

	return error ? error : sdhci_response(s) & SD_STATUS_ERRORS ? -EIO : 0;
}

/* The prefix of an application command. Its response may tell of an earlier command that the card doesn't know. */
static int begin_app_command(const struct sdhci *s)
{
	int error = sdhci_command(s, SD_APP_CMD, s->address, SDHCI_R1);

	return error ? error : sdhci_response(s) & SD_STATUS_APP_CMD ? 0 : -EIO;
}

/* Ask until the card has powered up. It takes SEND_IF_COND if it is of version 2.00 or later. */
static int send_op_cond(struct sdhci *s)
{
	uint32_t ocr = SD_OCR_VOLTAGES;
	uint64_t end = sdhci_now() + POWER_UP_US;
	int error = sdhci_command(s, SD_SEND_IF_COND, SD_IF_COND, SDHCI_R7);
	bool late = false;

	if (!error && (sdhci_response(s) & SD_IF_COND_MASK) != SD_IF_COND)
		return -ENOTSUP;
	if (error && error != -ETIMEDOUT)
		return error;
	ocr |= error ? 0 : SD_OCR_HIGH_CAPACITY;
	while (!late) {
		late = sdhci_now() >= end;
		error = begin_app_command(s);
		if (!error)
			error = sdhci_command(s, SD_APP_SEND_OP_COND, ocr, SDHCI_R3);
		if (error)
			return error == -ETIMEDOUT ? -ENODEV : error;
		if (sdhci_response(s) & SD_OCR_READY) {
			s->high_capacity = sdhci_response(s) & ocr & SD_OCR_HIGH_CAPACITY;
			return 0;
		}
	}
	return -EIO;
}

/* Read the card's identity; it must be the card of an earlier life. */
static int all_send_cid(struct sdhci *s)
{
	int error = sdhci_command(s, SD_ALL_SEND_CID, 0, SDHCI_R2);
	uint32_t cid[4];

	if (error)
		return error;
	for (unsigned int i = 0; i < 4; i++)
		cid[i] = sdhci_get(s, SDHCI_RESPONSE + 4 * i);
	if (s->known && memcmp(cid, s->cid, sizeof(cid)))
		return -ENXIO;
	memcpy(s->cid, cid, sizeof(cid));
	s->known = true;
	return 0;
}

/* Bits `high` to `low` of the card's register in a long response, which begins at bit 8; at most 32. */
static uint32_t bits(const uint32_t *response, unsigned int high, unsigned int low)
{
	unsigned int first = (low - 8) / 32, shift = (low - 8) % 32;
	uint64_t pair = response[first] | (uint64_t)(first < 3 ? response[first + 1] : 0) << 32;

	return (uint32_t)(pair >> shift & ((1ull << (high - low + 1)) - 1));
}

/* Read capacity and write protection. */
static int send_csd(struct sdhci *s)
{
	int error = sdhci_command(s, SD_SEND_CSD, s->address, SDHCI_R2);
	uint32_t csd[4], shift;

	if (error)
		return error;
	for (unsigned int i = 0; i < 4; i++)
		csd[i] = sdhci_get(s, SDHCI_RESPONSE + 4 * i);
	if (bits(csd, SD_CSD_STRUCTURE) != s->high_capacity)
		return -ENOTSUP;
	s->block.read_only = bits(csd, SD_CSD_WRITE_PROTECT);
	if (s->high_capacity) {
		s->block.sectors = ((uint64_t)bits(csd, SD_CSD_C_SIZE_2_0) + 1) << 10;
		return 0;
	}
	/* 5.3.2: C_SIZE + 1, times 2^(C_SIZE_MULT + 2), times blocks of 512 to 2,048 bytes */
	shift = bits(csd, SD_CSD_READ_BL_LEN);
	if (shift < 9 || shift > 11)
		return -ENOTSUP;
	s->block.sectors = ((uint64_t)bits(csd, SD_CSD_C_SIZE_1_0) + 1)
			   << (bits(csd, SD_CSD_C_SIZE_MULT) + 2 + shift - 9);
	return 0;
}

/* Four data lines, which each card has (5.6: SD_BUS_WIDTHS); one, if this card refuses. */
static int set_bus_width(struct sdhci *s)
{
	int error = begin_app_command(s);

	if (!error)
		error = sdhci_command(s, SD_APP_SET_BUS_WIDTH, SD_BUS_WIDTH_4, SDHCI_R1);
	if (!error && !(sdhci_response(s) & SD_STATUS_ERRORS))
		sdhci_set(s, SDHCI_CONTROL, s->control | SDHCI_CONTROL_4_BITS);
	return error;
}

int sdhci_settle(const struct sdhci *s)
{
	uint64_t end = sdhci_now() + SETTLE_US;
	bool late = false;

	while (!late) {
		late = sdhci_now() >= end;
		if (checked(s, SD_SEND_STATUS, s->address))
			return -EIO;
		if (sdhci_response(s) & SD_STATUS_READY &&
		    SD_STATUS_STATE(sdhci_response(s)) == SD_STATE_TRANSFER)
			return 0;
	}
	return -EIO;
}

int sdhci_identify(struct sdhci *s)
{
	int error;

	s->address = 0;
	error = sdhci_command(s, SD_GO_IDLE_STATE, 0, SDHCI_NONE);
	if (!error)
		error = send_op_cond(s);
	if (!error)
		error = all_send_cid(s);
	if (!error)
		error = sdhci_command(s, SD_SEND_RELATIVE_ADDR, 0, SDHCI_R6);
	if (error)
		return error == -ETIMEDOUT ? -EIO : error;
	s->address = SD_ADDRESS(sdhci_response(s));
	error = send_csd(s);
	if (!error)
		error = checked(s, SD_SELECT_CARD, s->address);
	if (!error)
		error = sdhci_settle(s);
	if (!error)
		error = checked(s, SD_SET_BLOCKLEN, BLOCK_SECTOR);
	if (!error)
		error = set_bus_width(s);
	if (!error)
		error = sdhci_clock(s, TRANSFER_KHZ);
	return error == -ETIMEDOUT ? -EIO : error;
}
