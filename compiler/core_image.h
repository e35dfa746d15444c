/* SPDX-License-Identifier: BSD-3-Clause */
/* The core: its image, its run-time memory, and its own translation table. */
#pragma once
#include "image.h"
#include "sha256.h"
#include "table.h"

struct core {
	struct image image;
	struct bulkhead_core_header header; /* as in the core's file; core_place() fills it in */
	uint8_t hash[SHA256_BYTES];	    /* of the core as it was built */
	/* Physical layout, in this order. Sizes are whole pages. */
	uint64_t text, manifest, manifest_size, states, states_size;
	uint64_t cpu_states, vcpu_states, vm_states, virq_states, activation_states, timer_heaps,
	    virq_times, trace;
	uint64_t streams, commands, events; /* the SMMU's table, then its queues; 0: none */
	struct bytes stream_bytes;	    /* the stream table's bytes in the image */
	uint64_t first_stack;		    /* guard, stack, guard, stack, ..., guard */
	struct tables el2, stage2;
	unsigned el2_level; /* level of EL2's root table */
	uint64_t el2_end;   /* end of the addresses that EL2 can map */
	LIST(struct declared_core_region) regions;
};

/* Numbers of run-time objects to make room for. */
struct core_needs {
	uint32_t cpus, vcpus, vms, spis, virqs, activations, timers, trace_entries;
	uint32_t stream_bits; /* StreamID bits of the SMMU's table; 0: none */
	uint64_t manifest_size;
};

/* Reads core.elf. False: an error was reported. */
bool core_read(struct core *core, const char *path, const struct board *board);
/*
 * Lays the core out from the board's load address on and builds EL2's table. stage2_size: bytes to reserve for the VMs'
 * tables; core->stage2.base becomes their address. Returns the end of the core's memory.
 */
uint64_t core_place(struct core *core, const struct board *board, const struct core_needs *needs,
		    uint64_t stage2_size);
/* Top of a core's EL2 stack. */
uint64_t core_stack_top(const struct core *core, uint32_t cpu);
