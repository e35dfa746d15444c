/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests: the card does one at a time, in parts. */
#include <errno.h>
#include <stddef.h>
#include <skiff/plat.h>
#include "parts.h"

#define ATTEMPTS 3u	/* of a part, until its request fails */
#define FREE_US	 10000u /* until a controller takes a command, after it has done the last one */
#define DONE	 (SDHCI_STATUS_TRANSFER_DONE | SDHCI_STATUS_ERRORS)

static struct sdhci *of(struct block *block)
{
	return (struct sdhci *)((char *)block - offsetof(struct sdhci, block));
}

static struct block_request *current(const struct sdhci *s)
{
	return s->slot[s->first].request;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Can the controller reach the segment? */
static bool reaches(const struct sdhci *s, uint64_t address, uint32_t length)
{
	return s->wide || (address <= UINT32_MAX && length <= UINT32_MAX - address);
}

/* 1.13.4: addresses and lengths are multiples of 4. */
static bool is_fit(const struct sdhci *s, const struct block_segment *segment)
{
	return segment->length && segment->address % 4 == 0 && segment->length % 4 == 0 &&
	       reaches(s, segment->address, segment->length);
}

static int submit(struct block *block, struct block_request *r)
{
	struct sdhci *s = of(block);
	struct sdhci_slot *slot = &s->slot[(s->first + s->count) % CONFIG_SDHCI_REQUESTS];

	if (s->count == CONFIG_SDHCI_REQUESTS)
		return -EAGAIN;
	if (r->operation > BLOCK_WRITE)
		return -EINVAL;
	for (unsigned int i = 0; i < r->count; i++)
		if (!is_fit(s, &r->segments[i]))
			return -EINVAL;
	block_hold(r, slot->segment);
	slot->request = r;
	s->count++;
	return 0;
}

/* Fill the table from s->at on, up to SDHCI_PART bytes; s->next is the place behind them. @return the bytes */
static uint32_t fill_table(struct sdhci *s, const struct block_request *r)
{
	struct sdhci_place p = s->at;
	uint32_t bytes = 0, *word = s->table, *last = word;

	while (p.segment < r->count && bytes < SDHCI_PART) {
		const struct block_segment *segment = &r->segments[p.segment];
		uint64_t address = segment->address + p.offset;
		uint32_t length =
		    least(least(segment->length - p.offset, SDHCI_PIECE), SDHCI_PART - bytes);

		last = word;
		*word++ = SDHCI_ADMA2_VALID | SDHCI_ADMA2_TRANSFER | SDHCI_ADMA2_LENGTH(length);
		*word++ = (uint32_t)address;
		if (s->wide)
			*word++ = (uint32_t)(address >> 32);
		bytes += length;
		p.offset += length;
		if (p.offset == segment->length)
			p = (struct sdhci_place){p.segment + 1, 0};
	}
	*last |= SDHCI_ADMA2_END;
	s->next = p;
	plat_device_clean(s->table, sizeof(s->table));
	return bytes;
}

/* Begin with a part of the first request; 3.7.2.3. */
static void start_part(struct sdhci *s)
{
	const struct block_request *r = current(s);
	bool read = r->operation == BLOCK_READ, multiple;
	enum sd_command command;
	uint64_t table = (uintptr_t)s->table + s->bus;

	s->sectors = fill_table(s, r) / BLOCK_SECTOR;
	multiple = s->sectors > 1;
	if (read)
		command = multiple ? SD_READ_MULTIPLE_BLOCK : SD_READ_SINGLE_BLOCK;
	else
		command = multiple ? SD_WRITE_MULTIPLE_BLOCK : SD_WRITE_BLOCK;
	s->running = true;
	s->deadline = sdhci_now() + SDHCI_PART_US;
	s->stuck = !sdhci_wait(
	    s, SDHCI_STATE, SDHCI_STATE_INHIBIT_COMMAND | SDHCI_STATE_INHIBIT_DATA, false, FREE_US);
	if (s->stuck)
		return;
	sdhci_set(s, SDHCI_STATUS, ~0u);
	sdhci_set(s, SDHCI_ADMA, (uint32_t)table);
	if (s->wide)
		sdhci_set(s, SDHCI_ADMA + 4, (uint32_t)(table >> 32));
	sdhci_set(s, SDHCI_BLOCKS, BLOCK_SECTOR | SDHCI_BLOCKS_COUNT(s->sectors));
	sdhci_set(s, SDHCI_ARGUMENT,
		  (uint32_t)(s->high_capacity ? s->sector : s->sector * BLOCK_SECTOR));
	sdhci_set(s, SDHCI_COMMAND,
		  SDHCI_COMMAND_INDEX(command) | SDHCI_COMMAND_DATA | SDHCI_COMMAND_RESPONSE_48 |
		      SDHCI_COMMAND_CHECK_CRC | SDHCI_COMMAND_CHECK_INDEX | SDHCI_MODE_DMA |
		      SDHCI_MODE_COUNT | (read ? SDHCI_MODE_READ : 0) |
		      (multiple ? SDHCI_MODE_MULTIPLE | SDHCI_MODE_AUTO_CMD12 : 0));
}

static void kick(struct block *block)
{
	struct sdhci *s = of(block);

	if (s->running || s->broken || s->count == 0)
		return;
	s->sector = current(s)->sector;
	s->at = (struct sdhci_place){0, 0};
	s->attempts = 0;
	start_part(s);
}

/* End the first request, and begin with the next. */
static struct block_request *end(struct sdhci *s, int status)
{
	struct block_request *r = current(s);

	r->status = status;
	s->first = (s->first + 1) % CONFIG_SDHCI_REQUESTS;
	s->count--;
	s->running = false;
	kick(&s->block);
	return r;
}

/* Has the part ended? `ok`: as it should, and what was written is on the card. */
static bool has_ended(const struct sdhci *s, bool *ok)
{
	/* If this VM didn't run meanwhile, the status counts, not the time. */
	bool late = s->stuck || sdhci_now() >= s->deadline;
	uint32_t status = s->stuck ? 0 : sdhci_get(s, SDHCI_STATUS) & DONE;

	*ok = status == SDHCI_STATUS_TRANSFER_DONE &&
	      (current(s)->operation == BLOCK_READ || !sdhci_settle(s));
	return status || late;
}

static int start_up(struct sdhci *s)
{
	int error = sdhci_power_up(s);

	return error ? error : sdhci_identify(s);
}

static struct block_request *poll(struct block *block)
{
	struct sdhci *s = of(block);
	bool ok;

	if (s->broken)
		return s->count ? end(s, -EIO) : NULL;
	if (!s->running || !has_ended(s, &ok))
		return NULL;
	if (ok) {
		s->sector += s->sectors;
		s->at = s->next;
		s->attempts = 0;
		if (s->at.segment == current(s)->count)
			return end(s, 0);
	} else {
		s->broken = start_up(s) != 0;
		if (s->broken || ++s->attempts == ATTEMPTS)
			return end(s, -EIO);
	}
	start_part(s);
	return NULL;
}

static bool listen(struct block *block)
{
	struct sdhci *s = of(block);

	sdhci_set(s, SDHCI_SIGNAL_ENABLE, DONE);
	return !(s->broken && s->count) &&
	       !(s->running && (s->stuck || sdhci_get(s, SDHCI_STATUS) & DONE));
}

static const struct block_driver driver = {submit, kick, poll, listen};

void sdhci_interrupt(struct sdhci *s)
{
	sdhci_set(s, SDHCI_SIGNAL_ENABLE, 0);
}

bool sdhci_broken(const struct sdhci *s)
{
	return s->broken;
}

int sdhci_begin(struct sdhci *s, uintptr_t registers, uint64_t bus)
{
	int error;

	s->registers = (volatile uint32_t *)registers;
	s->bus = bus;
	s->block = (struct block){
	    .driver = &driver, .block_size = BLOCK_SECTOR, .segments_max = BLOCK_HELD_SEGMENTS};
	s->first = s->count = 0;
	s->running = s->broken = false;
	error = start_up(s);
	return error || reaches(s, (uintptr_t)s + bus, sizeof(*s)) ? error : -ERANGE;
}
