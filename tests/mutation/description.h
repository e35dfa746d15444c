/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptions from which a synthetic image could have been made. */
#pragma once
#include "builder.h"

struct trees {
	void *system, *board, *machine; /* device trees, allocated */
	size_t system_size, board_size, machine_size;
};

/* The addresses that the builder has chosen. */
struct places {
	uint64_t ram_base, ram_size, gicd, gicr, uart, load_address;
	uint32_t irqs;
};

/* The name of guest `i` of `pairs` on `cpus` CPUs. */
void guest_name(char name[24], unsigned i, unsigned pairs, unsigned cpus);
struct trees describe(unsigned pairs, unsigned cpus, unsigned pages, const struct places *places);
