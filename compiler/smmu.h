/* SPDX-License-Identifier: BSD-3-Clause */
/* The board's SMMUv3, by the standard bindings (arm,smmu-v3; iommus, iommu-map), and the PCI host bridge behind it. */
#pragma once
#include "board.h"

/* Finds both in the board's tree. */
void smmu_read(struct board *board);
/* The StreamIDs of a node with `iommus`, into the device. NULL, or what is wrong. */
const char *smmu_streams(const struct board *board, int node, struct board_device *device);
/* The StreamID of a PCI function by its requester id (bus << 8 | device << 3 | function). False: no SMMU is before it. */
bool smmu_stream_of(const struct board *board, uint32_t requester, uint32_t *stream);
