/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/time.h>
#include "parts.h"

__attribute__((weak)) uint32_t sdhci_get(const struct sdhci *s, uint32_t offset)
{
	return s->registers[offset / 4];
}

__attribute__((weak)) void sdhci_set(const struct sdhci *s, uint32_t offset, uint32_t value)
{
	s->registers[offset / 4] = value;
}

__attribute__((weak)) uint64_t sdhci_now(void)
{
	return time_ns() / 1000;
}
