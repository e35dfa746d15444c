/* SPDX-License-Identifier: BSD-3-Clause */
/* A synthetic image under construction. */
#pragma once
#include "builder.h"
#include <bulkhead/declarations.h>

#define PAGE		     4096ull
#define RAM_BASE	     0x40000000ull
#define RAM_SIZE	     (64ull << 30)
#define GUEST_IPA	     0x40000000ull
#define LOADER_IPA	     0x10000000ull
#define CHANNEL_IPA	     0x50000000ull
#define WINDOW_IPA	     0x20000000ull
#define GICD		     0x08000000ull
#define GICR		     0x080a0000ull
#define UART		     0x09000000ull
#define IPA_BITS	     31 /* from level 2 on: two concatenated tables */
#define IRQS		     256
#define SPIS		     32
#define STACK		     (2 * PAGE)
#define STATE_BYTES	     256
#define ACTIVATION_STACK_IPA (BULKHEAD_RAM_IPA + 4 * PAGE)

/* Memory that the image loads, from RAM_BASE on. */
struct build {
	uint8_t *memory;
	uint64_t size, capacity;
	struct bulkhead_declarations head;
	struct declared_region *regions;
	struct declared_core_region core_regions[16];
	unsigned region_count, core_region_count, pairs, cpus, pages;
	uint64_t text, stub; /* shared image pages */
	uint64_t data;	     /* pages of the extensions, three each */
	uint64_t rams;	     /* first guest's RAM, behind the image */
};

/* Makes the file: segments, declarations, description. `out->data` is allocated. */
void builder_write_elf(struct build *b, struct built *out);
