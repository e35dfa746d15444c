/* SPDX-License-Identifier: BSD-3-Clause */
/* A PL031 (Arm DDI 0224) without alarm: registers of one client. */
#pragma once
#include <stdint.h>

/** A client's settings. `ahead` outlives the client, like a clock with a battery. */
struct rtc {
	uint32_t ahead; /* seconds, modulo 2^32: its time less the board's */
	uint32_t match, mask;
};

/** @param now  the board's seconds */
uint32_t rtc_read(const struct rtc *rtc, uint32_t offset, uint32_t now);
/** See rtc_read(). */
void rtc_write(struct rtc *rtc, uint32_t offset, uint32_t value, uint32_t now);
