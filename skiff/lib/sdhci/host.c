/* SPDX-License-Identifier: BSD-3-Clause */
/* The host controller: reset, power, clock and commands. */
#include <errno.h>
#include "parts.h"

#define IDENTIFY_KHZ 400u    /* 6.6.6 of the card's specification: at most */
#define RESET_US     100000u /* not in the standard: far beyond what a controller takes */
#define STABLE_US    150000u /* 3.2.1: the internal clock, at most */
#define RAMP_US	     1000u   /* 6.4.1 of the card's specification: power, and 74 clocks */
#define COMMAND_US   10000u  /* 64 clocks until a timeout, of 400 kHz at least, many times over */
#define PAUSE	     1000ul  /* instructions between two reads of a register */

/* Wait between two reads, so that the controller, or its emulator, can run. */
static void pause(void)
{
#ifdef __aarch64__
	unsigned long turns = PAUSE / 2;

	__asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(turns) : : "cc");
#endif
}

bool sdhci_wait(const struct sdhci *s, uint32_t offset, uint32_t mask, bool wanted, uint64_t us)
{
	uint64_t end = sdhci_now() + us;
	bool late = false;

	/* If this VM didn't run meanwhile, the register counts, not the time. */
	while (!!(sdhci_get(s, offset) & mask) != wanted) {
		if (late)
			return false;
		pause();
		late = sdhci_now() >= end;
	}
	return true;
}

static int reset(const struct sdhci *s, uint32_t what)
{
	sdhci_set(s, SDHCI_CLOCK, (sdhci_get(s, SDHCI_CLOCK) & ~SDHCI_RESET) | what);
	return sdhci_wait(s, SDHCI_CLOCK, what, false, RESET_US) ? 0 : -EIO;
}

/* The smallest divisor for a clock of at most `khz`. 1 at least: the base clock itself isn't for all controllers. */
static uint32_t divisor(const struct sdhci *s, uint32_t khz)
{
	uint32_t base = SDHCI_CAPABILITIES_CLOCK(s->capabilities) * 1000, n = 1;

	if (s->version >= SDHCI_VERSION_3_00) {
		n = (base + 2 * khz - 1) / (2 * khz);
		return n < 1 ? 1 : n;
	}
	while (n < SDHCI_CLOCK_DIVISOR_MAX_2_00 && base / (2 * n) > khz)
		n *= 2;
	return n;
}

int sdhci_clock(struct sdhci *s, uint32_t khz)
{
	uint32_t clock =
	    SDHCI_CLOCK_TIMEOUT_MAX | SDHCI_CLOCK_DIVISOR(divisor(s, khz)) | SDHCI_CLOCK_INTERNAL;

	/* 3.2.3: the card's clock is off while the divisor changes. */
	sdhci_set(s, SDHCI_CLOCK, sdhci_get(s, SDHCI_CLOCK) & ~SDHCI_CLOCK_CARD);
	sdhci_set(s, SDHCI_CLOCK, clock);
	if (!sdhci_wait(s, SDHCI_CLOCK, SDHCI_CLOCK_STABLE, true, STABLE_US))
		return -EIO;
	sdhci_set(s, SDHCI_CLOCK, clock | SDHCI_CLOCK_CARD);
	return 0;
}

int sdhci_power_up(struct sdhci *s)
{
	int error;

	if (sdhci_get(s, SDHCI_CAPABILITIES) == ~0u || reset(s, SDHCI_RESET_ALL))
		return -ENODEV;
	s->version = SDHCI_VERSION_OF(sdhci_get(s, SDHCI_VERSION));
	s->capabilities = sdhci_get(s, SDHCI_CAPABILITIES);
	s->wide = s->version == SDHCI_VERSION_3_00 && s->capabilities & SDHCI_CAPABILITIES_64_BITS;
	if (s->version < SDHCI_VERSION_2_00 || !(s->capabilities & SDHCI_CAPABILITIES_ADMA2) ||
	    !(s->capabilities & (SDHCI_CAPABILITIES_3_3V | SDHCI_CAPABILITIES_3_0V)) ||
	    SDHCI_CAPABILITIES_CLOCK(s->capabilities) == 0)
		return -ENOTSUP;
	s->control =
	    (s->wide ? SDHCI_CONTROL_ADMA2_64 : SDHCI_CONTROL_ADMA2_32) | SDHCI_CONTROL_POWER |
	    (s->capabilities & SDHCI_CAPABILITIES_3_3V ? SDHCI_CONTROL_3_3V : SDHCI_CONTROL_3_0V);
	sdhci_set(s, SDHCI_SIGNAL_ENABLE, 0);
	sdhci_set(s, SDHCI_STATUS_ENABLE,
		  SDHCI_STATUS_COMMAND_DONE | SDHCI_STATUS_TRANSFER_DONE | SDHCI_STATUS_ERRORS);
	sdhci_set(s, SDHCI_CONTROL, s->control);
	error = sdhci_clock(s, IDENTIFY_KHZ);
	for (uint64_t end = sdhci_now() + RAMP_US; !error && sdhci_now() < end;)
		pause();
	return error;
}

int sdhci_command(const struct sdhci *s, enum sd_command command, uint32_t argument,
		  enum sdhci_response response)
{
	/* 2.2.6, table 2-10 */
	static const uint32_t flags[] = {
	    [SDHCI_R1] =
		SDHCI_COMMAND_RESPONSE_48 | SDHCI_COMMAND_CHECK_CRC | SDHCI_COMMAND_CHECK_INDEX,
	    [SDHCI_R2] = SDHCI_COMMAND_RESPONSE_136 | SDHCI_COMMAND_CHECK_CRC,
	    [SDHCI_R3] = SDHCI_COMMAND_RESPONSE_48,
	};
	uint32_t status;

	if (!sdhci_wait(s, SDHCI_STATE, SDHCI_STATE_INHIBIT_COMMAND, false, COMMAND_US))
		return -EIO;
	sdhci_set(s, SDHCI_STATUS, ~0u);
	sdhci_set(s, SDHCI_ARGUMENT, argument);
	sdhci_set(s, SDHCI_COMMAND, SDHCI_COMMAND_INDEX(command) | flags[response]);
	(void)sdhci_wait(s, SDHCI_STATUS, SDHCI_STATUS_COMMAND_DONE | SDHCI_STATUS_ERRORS, true,
			 COMMAND_US);
	status = sdhci_get(s, SDHCI_STATUS);
	if (status & SDHCI_STATUS_COMMAND_DONE && !(status & SDHCI_STATUS_ERRORS))
		return 0;
	/* 3.10.1 */
	if (reset(s, SDHCI_RESET_COMMAND))
		return -EIO;
	return status & SDHCI_STATUS_NO_RESPONSE ? -ETIMEDOUT : -EIO;
}
