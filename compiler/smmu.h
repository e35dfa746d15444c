/* SPDX-License-Identifier: BSD-3-Clause */
/* The board's SMMUv3, by the standard bindings (arm,smmu-v3; iommus, iommu-map), and the PCI host bridge behind it. */
#pragma once
#include "board.h"

/* Finds the SMMU and the bridge in the board's tree. */
void smmu_read(struct board *board);
/* Reads the StreamIDs of a node with `iommus` into the device. NULL, or what is wrong. */
const char *smmu_streams(const struct board *board, int node, struct board_device *device);
/*
 * Finds the StreamID of a PCI function by its requester ID (bus << 8 | device << 3 | function). False: it isn't behind an
 * SMMU.
 */
bool smmu_stream_of(const struct board *board, uint32_t requester, uint32_t *stream);
