/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A board: what the compiler needs from its device tree and from the node /bulkhead of its description.
 */
#pragma once
#include <bulkhead/manifest.h>
#include "field.h"

#define BOARD_CPUS_MAX 128

struct board_device {
	const char *path; /* full path in the tree */
	int offset;
	LIST(struct bulkhead_range) regions; /* registers: at least one region */
	LIST(uint32_t) interrupts;	     /* INTIDs of SPIs */
	uint32_t edges;			     /* bit n: interrupt n is edge-triggered */
	/* StreamIDs of its accesses to memory, if it is behind the board's SMMU. */
	LIST(uint32_t) streams;
	bool dma; /* it is a bus master, and nothing confines it */
	bool is_gic;
	enum bulkhead_uart uart; /* 0: it is no UART */
};

/* The SMMUv3 and the PCI host bridge of the board's tree. */
struct board_smmu {
	uint64_t base, size;	 /* base 0: the board has none */
	uint32_t phandle, intid; /* of the event queue's interrupt */
};
struct board_bridge {
	int node;		      /* -1: none */
	uint64_t ecam, ecam_size;     /* configuration space */
	uint64_t memory, memory_size; /* BARs of 32 bits; the same address on the bus */
};

struct board {
	const char *name, *file;
	void *tree;		   /* the machine's device tree */
	struct bytes own, machine; /* the blobs of the board's file and of the tree */
	/* From the description. */
	uint64_t load_address, memory_size; /* memory_size 0: the tree's */
	uint32_t cpu_count;		    /* 0: the tree's */
	bool secure_world, idle_at_end, qemu_boot_image;
	const char *tree_file, *qemu_machine, *qemu_cpu, *psci_method, *console;
	struct strings cpu_features; /* features of every core, besides those of QEMU's model */
	struct cells reserved;	     /* base, size; base, size ... */
	uint32_t irq_count, maintenance_ppi;
	/* From the tree. */
	struct manifest_board manifest;
	uint64_t gicr, gicr_size, gicd_size, gicc_size, gich_size, gicv, gicv_size;
	uint64_t uart; /* 0: none */
	enum bulkhead_uart uart_kind;
	int gic; /* its node; -1: none */
	struct board_smmu smmu;
	struct board_bridge bridge;
	const char *cpu_compatible;
	uint64_t mpidr[BOARD_CPUS_MAX];
	LIST(struct bulkhead_range) banks;
	LIST(struct bulkhead_range) holes; /* kept free */
};

/*
 * Reads BOARDS/NAME/board.dts (its property `tree` names a device tree blob, looked for in TREES, then beside board.dts).
 * cpus, memory_size: what the system asks for instead of the board's values; 0: the board's values. False: errors were
 * reported.
 */
bool board_read(struct board *board, const char *name, const char *boards, const char *trees,
		uint32_t cpus, uint64_t memory_size);
/* Reads the tree of a board's machine and applies the changes of `own`, the board's file. False: errors were reported. */
bool board_load_tree(struct board *board, const char *boards, const char *trees, struct bytes own);
/* The machine's tree of a board, without the changes of the board's file. NULL: it can't be read, which board_read() reports. */
const void *board_peek(const char *name, const char *boards, const char *trees);
/* Does every core have FEAT_RNG? `cpu`: the QEMU model that the system asks for; NULL: the board's model. */
bool board_has_rng(const struct board *board, const char *cpu);
/*
 * Finds the device at a path of the board's tree. NULL, or what is wrong: no device there has registers at physical addresses,
 * or the device is disabled.
 */
const char *board_device(const struct board *board, const char *path, struct board_device *device);
