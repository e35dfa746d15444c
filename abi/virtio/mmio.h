/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtio over MMIO, version 2 (virtio 1.2, 4.2), and what all devices share: status bits (2.1),
 * feature bits (6), device ids (5). Offsets in bytes; registers have 32 bits, little-endian. Usable
 * from C and assembly.
 */
#pragma once

/* Registers (4.2.2). */
#define VIRTIO_MMIO_MAGIC_VALUE		0x000u
#define VIRTIO_MMIO_VERSION		0x004u
#define VIRTIO_MMIO_DEVICE_ID		0x008u /* 0: no device here */
#define VIRTIO_MMIO_VENDOR_ID		0x00cu
#define VIRTIO_MMIO_DEVICE_FEATURES	0x010u /* the word that DEVICE_FEATURES_SEL selects */
#define VIRTIO_MMIO_DEVICE_FEATURES_SEL 0x014u
#define VIRTIO_MMIO_DRIVER_FEATURES	0x020u
#define VIRTIO_MMIO_DRIVER_FEATURES_SEL 0x024u
#define VIRTIO_MMIO_QUEUE_SEL		0x030u
#define VIRTIO_MMIO_QUEUE_NUM_MAX	0x034u
#define VIRTIO_MMIO_QUEUE_NUM		0x038u
#define VIRTIO_MMIO_QUEUE_READY		0x044u
#define VIRTIO_MMIO_QUEUE_NOTIFY	0x050u
#define VIRTIO_MMIO_INTERRUPT_STATUS	0x060u
#define VIRTIO_MMIO_INTERRUPT_ACK	0x064u
#define VIRTIO_MMIO_STATUS		0x070u
#define VIRTIO_MMIO_QUEUE_DESC_LOW	0x080u
#define VIRTIO_MMIO_QUEUE_DESC_HIGH	0x084u
#define VIRTIO_MMIO_QUEUE_DRIVER_LOW	0x090u
#define VIRTIO_MMIO_QUEUE_DRIVER_HIGH	0x094u
#define VIRTIO_MMIO_QUEUE_DEVICE_LOW	0x0a0u
#define VIRTIO_MMIO_QUEUE_DEVICE_HIGH	0x0a4u
#define VIRTIO_MMIO_SHM_SEL		0x0acu
#define VIRTIO_MMIO_SHM_LEN_LOW		0x0b0u
#define VIRTIO_MMIO_SHM_LEN_HIGH	0x0b4u
#define VIRTIO_MMIO_SHM_BASE_LOW	0x0b8u
#define VIRTIO_MMIO_SHM_BASE_HIGH	0x0bcu
#define VIRTIO_MMIO_QUEUE_RESET		0x0c0u
#define VIRTIO_MMIO_CONFIG_GENERATION	0x0fcu
#define VIRTIO_MMIO_CONFIG		0x100u /* the device's own configuration begins */

#define VIRTIO_MMIO_MAGIC     0x74726976u /* "virt" */
#define VIRTIO_MMIO_VERSION_2 2

/* Values of INTERRUPT_STATUS and INTERRUPT_ACK. */
#define VIRTIO_MMIO_INT_QUEUE  (1u << 0) /* a device has used a buffer */
#define VIRTIO_MMIO_INT_CONFIG (1u << 1) /* its configuration has changed */

/* Device status (2.1). Writing 0 resets the device. */
#define VIRTIO_STATUS_ACKNOWLEDGE 1u
#define VIRTIO_STATUS_DRIVER	  2u
#define VIRTIO_STATUS_DRIVER_OK	  4u
#define VIRTIO_STATUS_FEATURES_OK 8u
#define VIRTIO_STATUS_NEEDS_RESET 64u
#define VIRTIO_STATUS_FAILED	  128u

/* Feature bits that don't depend on the device (6), as bit numbers: n / 32 is the word. */
#define VIRTIO_F_INDIRECT_DESC	   28
#define VIRTIO_F_EVENT_IDX	   29
#define VIRTIO_F_VERSION_1	   32
#define VIRTIO_F_ACCESS_PLATFORM   33
#define VIRTIO_F_RING_PACKED	   34
#define VIRTIO_F_IN_ORDER	   35
#define VIRTIO_F_ORDER_PLATFORM	   36
#define VIRTIO_F_SR_IOV		   37
#define VIRTIO_F_NOTIFICATION_DATA 38
#define VIRTIO_F_NOTIF_CONFIG_DATA 39
#define VIRTIO_F_RING_RESET	   40

/* A feature as a bit of the 64-bit set. */
#define VIRTIO_FEATURE(bit) (1ull << (bit))

/* Device ids (5). */
#define VIRTIO_ID_NETWORK 1
#define VIRTIO_ID_BLOCK	  2
#define VIRTIO_ID_CONSOLE 3
#define VIRTIO_ID_ENTROPY 4
#define VIRTIO_ID_BALLOON 5
#define VIRTIO_ID_SCSI	  8
#define VIRTIO_ID_9P	  9
#define VIRTIO_ID_GPU	  16
#define VIRTIO_ID_INPUT	  18
#define VIRTIO_ID_SOCKET  19
#define VIRTIO_ID_CRYPTO  20
#define VIRTIO_ID_IOMMU	  23
#define VIRTIO_ID_SOUND	  25
#define VIRTIO_ID_FS	  26
#define VIRTIO_ID_SCMI	  32
#define VIRTIO_ID_I2C	  34
#define VIRTIO_ID_CAN	  36
#define VIRTIO_ID_GPIO	  41
