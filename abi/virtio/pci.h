/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio device that is a PCI function: Virtual I/O Device (VIRTIO) Version 1.2, 4.1. */
#pragma once

#define VIRTIO_PCI_VENDOR 0x1af4u /* device ids 0x1000 to 0x107f */
#define VIRTIO_PCI_IS_ID(word) \
	(((word)&0xffff) == VIRTIO_PCI_VENDOR && (word) >> 23 == 0x1000u >> 7)
/* A vendor's capability (4.1.4): id, next, length and type, then the BAR, then the offset in it, then the length. */
#define VIRTIO_PCI_TYPE(head)  ((head) >> 24)
#define VIRTIO_PCI_TYPE_COMMON 1u /* registers of each device */
#define VIRTIO_PCI_TYPE_WINDOW \
	5u /* the word behind the length shows the BAR at that offset (4.1.4.9) */
#define VIRTIO_PCI_BAR	  0x04
#define VIRTIO_PCI_OFFSET 0x08
#define VIRTIO_PCI_LENGTH 0x0c
#define VIRTIO_PCI_WINDOW 0x10
/* Common registers (4.1.4.3). */
#define VIRTIO_PCI_FEATURES_SEL 0x00
#define VIRTIO_PCI_FEATURES	0x04
