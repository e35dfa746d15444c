/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this library call of each other. */
#pragma once
#include <sd/card.h>
#include <skiff/sdhci.h>

/* access.c: a register. Tests put a model of a controller in its place, and of sdhci_now(). */
uint32_t sdhci_get(const struct sdhci *s, uint32_t offset);
void sdhci_set(const struct sdhci *s, uint32_t offset, uint32_t value);

/** Reset the controller, which ends its DMA, and supply the card with power and a clock to be identified by.
 * @return 0, -ENODEV, -ENOTSUP, -EIO */
int sdhci_power_up(struct sdhci *s);

/** Set the card's clock.
 * @param khz  at most
 * @return 0, -EIO: it doesn't become stable */
int sdhci_clock(struct sdhci *s, uint32_t khz);

/** Wait until a register has a bit of `mask`, or, unless `wanted`, none of them.
 * @return false: it hasn't after `us` microseconds */
bool sdhci_wait(const struct sdhci *s, uint32_t offset, uint32_t mask, bool wanted, uint64_t us);

/** What the card responds with. */
enum sdhci_response {
	SDHCI_NONE,
	SDHCI_R1,
	SDHCI_R2,
	SDHCI_R3,
	SDHCI_R6 = SDHCI_R1,
	SDHCI_R7 = SDHCI_R1
};

/** Give the card a command without data.
 * @return 0, -ETIMEDOUT: the card doesn't respond, -EIO: the response is damaged, or the controller doesn't answer */
int sdhci_command(const struct sdhci *s, enum sd_command command, uint32_t argument,
		  enum sdhci_response response);

/** The last command's response, or its first word. */
static inline uint32_t sdhci_response(const struct sdhci *s)
{
	return sdhci_get(s, SDHCI_RESPONSE);
}

/** Reset the card and identify it, up to its transfer state. Sets the fields of `block` that the card decides.
 * @return see sdhci_begin() */
int sdhci_identify(struct sdhci *s);

/** Wait until the card is in its transfer state. @return 0, -EIO: it isn't, or has noted an error */
int sdhci_settle(const struct sdhci *s);
