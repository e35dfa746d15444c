/* SPDX-License-Identifier: BSD-3-Clause */
/* What a read takes alone, and beside a VM that floods the same disk. */
#pragma once
#include <stdbool.h>
#include <skiff/block.h>

/** What is measured, and what was seen. */
struct beside {
	struct block *block;	/* the device */
	unsigned int reads;	/* one after the other, each time */
	unsigned int device_us; /* what the device takes for a request of the other VM */
	void (*wait)(void);	/* returns when the device may have done something */
	unsigned int errors;
	uint64_t alone, beside; /* the longest, in ns */
};

/** Measure alone, start the VM that is off, measure beside it, and stop it. The privilege `control` is needed.
 * @return a read beside it took at most twice what it takes alone, and one request of the other VM */
bool beside_run(struct beside *b);
