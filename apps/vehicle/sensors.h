/* SPDX-License-Identifier: BSD-3-Clause */
/* The writer of a page of sensors (bulkhead/sensors.h). */
#pragma once
#include <stdint.h>
#include <bulkhead/sensors.h>

/** Publish the values of the first `count` sensors, as of now.
 *
 * @param page   the channel to the extension `scpi`, which this VM alone writes
 * @param count  at most SENSORS_MAX; the others have no value */
void sensors_publish(volatile struct sensors_page *page, const int64_t *value, uint32_t count);
