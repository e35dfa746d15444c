/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "model.h"

#define BASE_MHZ 200u
#define STEP_US	 50u /* between two looks at the time */
#define RCA	 0x12340000u

enum { IDLE, READY, IDENTIFICATION, STANDBY, TRANSFER };

struct model model;
char model_arena[MODEL_ARENA] __attribute__((aligned(64)));
char model_card[MODEL_SECTORS * 512];
char *model_buffers;

#define WORD(offset) model.word[(offset) / 4]

static uint32_t next_random(void)
{
	/* xorshift32, by Marsaglia. */
	model.random ^= model.random << 13;
	model.random ^= model.random >> 17;
	model.random ^= model.random << 5;
	return model.random;
}

uint64_t model_bus(void)
{
	return (model.wide ? MODEL_BUS_WIDE : MODEL_BUS) - (uintptr_t)model_arena;
}

static void set_bits(unsigned int high, unsigned int low, uint32_t value)
{
	for (unsigned int bit = low; bit <= high; bit++, value >>= 1) {
		model.csd[(bit - 8) / 32] &= ~(1u << (bit - 8) % 32);
		model.csd[(bit - 8) / 32] |= (value & 1u) << (bit - 8) % 32;
	}
}

void model_size(uint32_t size, uint32_t multiplier, uint32_t length)
{
	memset(model.csd, 0, sizeof(model.csd));
	set_bits(SD_CSD_STRUCTURE, model.high_capacity);
	set_bits(SD_CSD_READ_BL_LEN, length);
	if (model.high_capacity) {
		set_bits(SD_CSD_C_SIZE_2_0, size);
	} else {
		set_bits(SD_CSD_C_SIZE_1_0, size);
		set_bits(SD_CSD_C_SIZE_MULT, multiplier);
	}
}

void model_begin(void)
{
	memset(&model, 0, sizeof(model));
	memset(model_card, 0, sizeof(model_card));
	model.high_capacity = model.wide = true;
	model.version = SDHCI_VERSION_3_00;
	model.cid = 0xc1d;
	model.fault_at = -1;
	model.left = ~0u;
	model.polls = 3;
	model_size(7, 0, 9);
}

/* Does the fault come now? */
static bool fails(enum model_fault fault, int command)
{
	if (model.fault != fault || model.left == 0 ||
	    (model.fault_at >= 0 && model.fault_at != command))
		return false;
	model.left--;
	return true;
}

static void violated(bool rule)
{
	model.violations += !rule;
}

static void note(uint32_t status)
{
	WORD(SDHCI_STATUS) |= status & WORD(SDHCI_STATUS_ENABLE);
}

/* --- The card ---------------------------------------------------------------------------------- */

static uint32_t status_of(void)
{
	return model.state << 9 | SD_STATUS_READY | (model.app ? SD_STATUS_APP_CMD : 0);
}

static bool expect(unsigned int state)
{
	violated(model.state == state);
	return model.state == state;
}

/* @return false: the card doesn't respond */
static bool respond_app(unsigned int command, uint32_t argument, uint32_t *response)
{
	if (command == SD_APP_SEND_OP_COND) {
		violated((argument & SD_OCR_VOLTAGES) == SD_OCR_VOLTAGES);
		violated(model.old == !(argument & SD_OCR_HIGH_CAPACITY));
		*response = SD_OCR_VOLTAGES;
		if (model.polls > 0) {
			model.polls--;
		} else if (!fails(FAULT_BUSY, (int)command)) {
			*response |=
			    SD_OCR_READY | (model.high_capacity ? SD_OCR_HIGH_CAPACITY : 0);
			model.state = READY;
		}
		return true;
	}
	violated(command == SD_APP_SET_BUS_WIDTH && argument == SD_BUS_WIDTH_4);
	model.lines_4 = expect(TRANSFER);
	*response = status_of();
	return true;
}

/* @return false: the card doesn't respond */
static bool respond(unsigned int command, uint32_t argument, uint32_t *response)
{
	bool app = model.app;

	*response = status_of();
	model.app = command == SD_APP_CMD;
	if (model.absent)
		return command == SD_GO_IDLE_STATE; /* which has no response */
	if (app)
		return respond_app(command, argument, response);
	switch (command) {
	case SD_GO_IDLE_STATE:
		model.state = IDLE;
		model.address = 0;
		model.lines_4 = false;
		return true;
	case SD_SEND_IF_COND:
		*response = argument;
		return !model.old && expect(IDLE);
	case SD_APP_CMD:
		*response |= SD_STATUS_APP_CMD;
		violated(argument == model.address);
		return argument == model.address;
	case SD_ALL_SEND_CID:
		for (unsigned int i = 0; i < 4; i++)
			response[i] = model.cid + i;
		violated(model.state == READY);
		model.state = IDENTIFICATION;
		return true;
	case SD_SEND_RELATIVE_ADDR:
		violated(model.state == IDENTIFICATION);
		model.state = STANDBY;
		model.address = RCA;
		*response = RCA | 0x500;
		return true;
	case SD_SEND_CSD:
		memcpy(response, model.csd, sizeof(model.csd));
		return expect(STANDBY) && argument == RCA;
	case SD_SELECT_CARD:
		violated(model.state == STANDBY && argument == RCA);
		model.state = TRANSFER;
		return true;
	case SD_SEND_STATUS:
		violated(argument == RCA);
		return true;
	case SD_SET_BLOCKLEN:
		violated(argument == 512);
		return expect(TRANSFER);
	case SD_READ_SINGLE_BLOCK:
	case SD_READ_MULTIPLE_BLOCK:
	case SD_WRITE_BLOCK:
	case SD_WRITE_MULTIPLE_BLOCK:
		return expect(TRANSFER);
	default:
		violated(false);
		return false;
	}
}

/* --- The controller ---------------------------------------------------------------------------- */

/* Move a descriptor's data. A table that reaches elsewhere moves nothing. */
static void move(uint64_t address, uint32_t length, char *contents, bool read)
{
	uint64_t first = (uintptr_t)model_buffers + model_bus(),
		 behind = (uintptr_t)(model_arena + MODEL_ARENA) + model_bus();

	if (address < first || address >= behind || length > behind - address) {
		model.reached += length;
		return;
	}
	if (read)
		memcpy((char *)(uintptr_t)(address - model_bus()), contents, length);
	else
		memcpy(contents, (const char *)(uintptr_t)(address - model_bus()), length);
}

/* Walk the table; it must have the bytes of the blocks, and end with them. */
static void transfer(uint32_t command, uint32_t argument)
{
	uint64_t at = WORD(SDHCI_ADMA) | (uint64_t)(model.wide ? WORD(SDHCI_ADMA + 4) : 0) << 32;
	uint32_t blocks = WORD(SDHCI_BLOCKS) >> 16, bytes = blocks * 512, word = 0;
	uint64_t sector = model.high_capacity ? argument : argument / 512;
	bool read = command & SDHCI_MODE_READ;

	model.transfers++;
	violated((WORD(SDHCI_BLOCKS) & 0xfff) == 512 && command & SDHCI_MODE_DMA &&
		 command & SDHCI_MODE_COUNT);
	violated((blocks > 1) == !!(command & SDHCI_MODE_MULTIPLE) &&
		 (blocks > 1) == !!(command & SDHCI_MODE_AUTO_CMD12));
	violated((WORD(SDHCI_CONTROL) & 3u << 3) ==
		 (model.wide ? SDHCI_CONTROL_ADMA2_64 : SDHCI_CONTROL_ADMA2_32));
	violated(!!(WORD(SDHCI_CONTROL) & SDHCI_CONTROL_4_BITS) == model.lines_4);
	if (sector + blocks > MODEL_SECTORS || (!model.high_capacity && argument % 512)) {
		violated(false);
		return;
	}
	for (char *contents = model_card + sector * 512; bytes > 0; at += model.wide ? 12 : 8) {
		const uint32_t *d = (const uint32_t *)(uintptr_t)(at - model_bus());
		uint32_t length;

		if ((const char *)d < model_arena || (const char *)(d + 3) > model_buffers) {
			violated(false);
			return;
		}
		word = d[0];
		length = word >> 16;
		violated((word & 0xfffd) == (SDHCI_ADMA2_VALID | SDHCI_ADMA2_TRANSFER) && length &&
			 length <= bytes);
		if (length == 0 || length > bytes)
			return;
		move(d[1] | (uint64_t)(model.wide ? d[2] : 0) << 32, length, contents, read);
		contents += length;
		bytes -= length;
		violated(!!(word & SDHCI_ADMA2_END) == (bytes == 0));
	}
}

static void do_command(uint32_t command, uint32_t argument)
{
	unsigned int index = command >> 24 & 0x3f, khz = BASE_MHZ * 1000;
	uint32_t response[4] = {0}, clock = WORD(SDHCI_CLOCK),
		 divisor = (clock >> 8 & 0xff) | (clock << 2 & 0x300);

	violated(divisor > 0 && khz / (2 * divisor) <= (model.state < STANDBY ? 400u : 25000u));
	violated(WORD(SDHCI_CONTROL) & SDHCI_CONTROL_POWER && clock & SDHCI_CLOCK_CARD &&
		 clock & SDHCI_CLOCK_STABLE);
	if (fails(FAULT_SILENCE, (int)index))
		return;
	if (!respond(index, argument, response) || fails(FAULT_TIMEOUT, (int)index)) {
		/* QEMU's controller notes both. */
		note(SDHCI_STATUS_NO_RESPONSE | SDHCI_STATUS_COMMAND_DONE);
		return;
	}
	if (fails(FAULT_RESPONSE, (int)index))
		response[0] ^= model.flip;
	memcpy(&WORD(SDHCI_RESPONSE), response, sizeof(response));
	note(fails(FAULT_CRC, (int)index) ? 1u << 17 : SDHCI_STATUS_COMMAND_DONE);
	if (!(command & SDHCI_COMMAND_DATA))
		return;
	if (fails(FAULT_LOST, (int)index)) {
		WORD(SDHCI_STATE) |= SDHCI_STATE_INHIBIT_DATA;
		return;
	}
	if (fails(FAULT_DATA, (int)index)) {
		note(1u << 20);
		return;
	}
	if (fails(FAULT_ADMA, (int)index)) {
		note(1u << 25 | SDHCI_STATUS_TRANSFER_DONE);
		return;
	}
	transfer(command, argument);
	note(SDHCI_STATUS_TRANSFER_DONE);
}

static void reset(void)
{
	memset(model.word, 0, sizeof(model.word));
	WORD(SDHCI_CAPABILITIES) = BASE_MHZ << 8 | SDHCI_CAPABILITIES_ADMA2 |
				   SDHCI_CAPABILITIES_3_3V |
				   (model.wide ? SDHCI_CAPABILITIES_64_BITS : 0);
	WORD(SDHCI_VERSION) = model.version << 16;
	model.resets++;
}

uint32_t sdhci_get(const struct sdhci *s, uint32_t offset)
{
	uint32_t value = WORD(offset);

	(void)s;
	model.accesses++;
	if (offset == SDHCI_STATE && fails(FAULT_INHIBIT, -1))
		value |= SDHCI_STATE_INHIBIT_COMMAND;
	if (offset == SDHCI_CAPABILITIES && !value && model.fault != FAULT_RESET) {
		reset();
		model.resets--;
		value = WORD(offset);
	}
	return model.random && next_random() % 16 == 0 ? value ^ (next_random() & next_random())
						       : value;
}

void sdhci_set(const struct sdhci *s, uint32_t offset, uint32_t value)
{
	(void)s;
	model.accesses++;
	switch (offset) {
	case SDHCI_CLOCK:
		if (value & SDHCI_RESET_ALL)
			reset();
		if (!fails(FAULT_RESET, -1))
			value &= ~SDHCI_RESET;
		if (value & SDHCI_CLOCK_INTERNAL && !fails(FAULT_CLOCK, -1))
			value |= SDHCI_CLOCK_STABLE;
		WORD(offset) = value;
		break;
	case SDHCI_STATUS:
		WORD(offset) &= ~value;
		break;
	case SDHCI_COMMAND:
		WORD(offset) = value;
		do_command(value, WORD(SDHCI_ARGUMENT));
		break;
	default:
		WORD(offset) = value;
	}
}

uint64_t sdhci_now(void)
{
	model.now += STEP_US;
	return model.now;
}
