/* SPDX-License-Identifier: BSD-3-Clause */
#include "rtc.h"
#include <arm/pl031.h>

static const uint8_t id[8] = {0x31, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

uint32_t rtc_read(const struct rtc *rtc, uint32_t offset, uint32_t now)
{
	if (offset >= PL031_ID)
		return id[(offset - PL031_ID) / 4 % 8];
	switch (offset) {
	case PL031_DR:
	case PL031_LR: /* reads as the counter: the loaded value, plus the seconds since */
		return now + __atomic_load_n(&rtc->ahead, __ATOMIC_RELAXED);
	case PL031_MR:
		return rtc->match;
	case PL031_CR:
		return PL031_CR_START;
	case PL031_IMSC:
		return rtc->mask;
	default:
		return 0;
	}
}

void rtc_write(struct rtc *rtc, uint32_t offset, uint32_t value, uint32_t now)
{
	switch (offset) {
	case PL031_LR:
		__atomic_store_n(&rtc->ahead, value - now, __ATOMIC_RELAXED);
		break;
	case PL031_MR:
		rtc->match = value;
		break;
	case PL031_IMSC:
		rtc->mask = value & PL031_INT;
		break;
	default:
		break;
	}
}
