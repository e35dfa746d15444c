/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuration space of a PCI function: PCI Local Bus Specification 3.0, 6; PCI Express Base Specification, 7. */
#pragma once

#define PCI_VENDOR	 0x00
#define PCI_COMMAND	 0x04 /* 16 bits; the status is above */
#define PCI_HEADER	 0x0c /* type in bits 23:16 */
#define PCI_BAR(n)	 (0x10 + 4 * (n))
#define PCI_BARS	 6
#define PCI_ROM		 0x30
#define PCI_CAPABILITIES 0x34
#define PCI_INTERRUPT	 0x3c /* line in bits 7:0, pin in 15:8 */
#define PCI_HEADER_SIZE	 0x40
#define PCI_EXTENDED	 0x100
#define PCI_CONFIG_SIZE	 0x1000
#define PCI_NOBODY	 0xffffffffu /* value read from a function that isn't there */

#define PCI_COMMAND_MEMORY	(1u << 1)
#define PCI_COMMAND_MASTER	(1u << 2)
#define PCI_COMMAND_NO_INTX	(1u << 10)
#define PCI_STATUS_CAPABILITIES (1u << 20)

#define PCI_HEADER_TYPE(v) ((v) >> 16 & 0x7f)
#define PCI_BAR_IO	   1u
#define PCI_BAR_64	   4u /* the next BAR is the upper half of the address */
#define PCI_BAR_FLAGS	   15u

/* A capability: its id, the offset of the next one, then its own fields. */
#define PCI_CAPABILITY_ID(v)   ((v)&0xff)
#define PCI_CAPABILITY_NEXT(v) ((v) >> 8 & 0xfc)
#define PCI_CAPABILITY_VENDOR  0x09
#define PCI_CAPABILITY_EXPRESS 0x10

/* PCI Express capability. */
#define PCI_EXPRESS_DEVICE	   0x04 /* capabilities */
#define PCI_EXPRESS_DEVICE_FLR	   (1u << 28)
#define PCI_EXPRESS_CONTROL	   0x08 /* 16 bits; the status is above */
#define PCI_EXPRESS_CONTROL_FLR	   (1u << 15)
#define PCI_EXPRESS_STATUS_PENDING (1u << 21)

/* Flag in the configuration of the extension `pci-config`, beside a function's number of BARs: only its driver resets it. */
#define PCI_RESET_BY_DRIVER 0x80000000u
