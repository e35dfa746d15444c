/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Nodes that access memory by themselves, though nothing in them says so: by the generic names that the Devicetree
 * Specification (v0.4, 2.2.2) recommends, and makers' variations. A device of another name is a bus master if it
 * has `iommus` or `dma-coherent`, or is of virtio.
 */
#pragma once
#include <stdbool.h>
#include <string.h>

static const char *const master_names[] = {
    "ahci",
    "crypto",
    "display",
    "display-controller",
    "dma",
    "dma-controller",
    "dsp",
    "ethernet",
    "gpu",
    "hdmi",
    "ide",
    "npu",
    "lcd-controller",
    "mmc",
    "nand-controller",
    "pci",
    "pcie",
    "sata",
    "sdhci",
    "usb",
    "usb3",
    "video-codec",
    "vpu",
};

/* Is the node's name, up to its unit address, one of them? */
static inline bool master_by_name(const char *name)
{
	size_t length = strcspn(name, "@");

	for (size_t i = 0; i < sizeof(master_names) / sizeof(master_names[0]); i++)
		if (strlen(master_names[i]) == length && !strncmp(name, master_names[i], length))
			return true;
	return false;
}
