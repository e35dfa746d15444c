/* SPDX-License-Identifier: BSD-3-Clause */
/* The time of a read alone, and beside a VM that floods the same disk. */
#pragma once
#include <stdbool.h>
#include <skiff/block.h>

/** A measurement and its results. */
struct beside {
	struct block *block;	/* the device */
	unsigned int reads;	/* reads per measurement, one after the other */
	unsigned int device_us; /* the device's time for a request of the other VM */
	void (*wait)(void);	/* returns when the device may have done something */
	unsigned int errors;
	uint64_t alone, beside; /* the longest read, in ns */
};

/** Measure alone, start the VM that is off, measure beside it, and stop it. The privilege `control` is needed.
 * @return true: a read beside it took at most twice the time of a read alone, plus one request of the other VM */
bool beside_run(struct beside *b);
