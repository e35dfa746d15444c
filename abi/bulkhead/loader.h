/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Information for the loader stub inside a guest: x0 at entry is the IPA of this structure, which
 * lies read-only in the guest's ROM area, together with the stub and the pristine images.
 */
#pragma once
#include <stdint.h>

#define BULKHEAD_LOADER_MAGIC	     0x4b4844414f4cull /* "LOADHK" */
#define BULKHEAD_LOADER_SEGMENTS_MAX 16

/* All addresses and sizes are multiples of 64 bytes. Source 0: nothing is copied, only cleared. */
struct bulkhead_loader_segment {
	uint64_t source, destination; /* IPA */
	uint64_t size;		      /* bytes copied */
	uint64_t zero;		      /* bytes cleared behind them */
};
/*
 * The properties kaslr-seed (8 bytes) and rng-seed (32 bytes), one after the other in a device tree: two headers of 12 bytes
 * with their values (Devicetree Specification 0.4, 5.4.1). The pristine tree has FDT_NOPs in their place.
 */
#define BULKHEAD_LOADER_SEED_WORDS 16
#define BULKHEAD_LOADER_SEED_KASLR 3 /* index of the first word of each value */
#define BULKHEAD_LOADER_SEED_RNG   8

struct bulkhead_loader_info {
	uint64_t magic;
	uint64_t entry;	   /* IPA: passed to BULKHEAD_HVC_LOADED as x1 */
	uint64_t argument; /* x0 of the payload: device tree or 0; passed as x2 */
	uint32_t segment_count, reserved;
	struct bulkhead_loader_segment segments[BULKHEAD_LOADER_SEGMENTS_MAX];
	/* IPA of the place for the seeds in the payload's tree, drawn from TRNG_RND64 at each start; 0: no seeds */
	uint64_t seeds;
	uint32_t seed_template[BULKHEAD_LOADER_SEED_WORDS];
};
