/* SPDX-License-Identifier: BSD-3-Clause */
#include "sensors.h"
#include <skiff/time.h>

void sensors_publish(volatile struct sensors_page *page, const int64_t *value, uint32_t count)
{
	/* An earlier life may have ended in the middle. */
	uint32_t sequence = page->sequence & ~1u;

	__atomic_store_n(&page->sequence, sequence + 1, __ATOMIC_RELAXED);
	/* Nobody may see a new value with the old number. */
	__atomic_thread_fence(__ATOMIC_RELEASE);
	for (uint32_t i = 0; i < count; i++)
		page->value[i] = value[i];
	page->valid = (1u << count) - 1;
	page->time = time_ticks();
	__atomic_store_n(&page->sequence, sequence + 2, __ATOMIC_RELEASE);
}
