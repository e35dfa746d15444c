/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of device-tree nodes that are bus masters although no property of the node says so: the generic names that the
 * Devicetree Specification (v0.4, 2.2.2) recommends, and makers' variations, up to the unit address. A device of another name
 * is a bus master if it has `iommus` or `dma-coherent`, or is a virtio device.
 */
#pragma once

#define BUS_MASTER_NAMES                                                                         \
	"ahci", "crypto", "display", "display-controller", "dma", "dma-controller", "dsp",       \
	    "ethernet", "gpu", "hdmi", "ide", "npu", "lcd-controller", "mmc", "nand-controller", \
	    "pci", "pcie", "sata", "sdhci", "usb", "usb3", "video-codec", "vpu"
