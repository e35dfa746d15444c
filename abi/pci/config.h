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

#define PCI_HEADER_TYPE(v)  ((v) >> 16 & 0x7f)
#define PCI_HEADER_ENDPOINT 0
#define PCI_HEADER_BRIDGE   1
#define PCI_HEADER_SEVERAL  (1u << 23) /* the device has more than one function */
#define PCI_BAR_IO	    1u
#define PCI_BAR_64	    4u /* the next BAR is the upper half of the address */
#define PCI_BAR_FLAGS	    15u

/* Registers of a bridge (PCI-to-PCI Bridge Architecture Specification 1.2, 3.2.5): its buses, and the addresses it forwards. */
#define PCI_BUSES	    0x18
#define PCI_BUSES_OF(bus)   ((uint32_t)(bus) << 8 | (uint32_t)(bus) << 16) /* one bus, behind bus 0 */
#define PCI_BRIDGE_IO	    0x1c
#define PCI_BRIDGE_MEMORY   0x20
#define PCI_BRIDGE_PREFETCH 0x24
#define PCI_BRIDGE_UNIT	    0x100000u /* of memory */
/* First and last address. */
#define PCI_BRIDGE_RANGE(from, to) (((from) >> 16 & 0xfff0u) | ((to)&0xfff00000u))
#define PCI_BRIDGE_NO_IO	   0x00f0u     /* the last address is below the first */
#define PCI_BRIDGE_NO_PREFETCH	   0x0000fff0u /* likewise */
#define PCI_BRIDGE_CONTROL	   0x3c	       /* 16 bits above interrupt line and pin */
#define PCI_BRIDGE_BUS_RESET	   (1u << 22)

/* A capability: its id, the offset of the next one, then its own fields. */
#define PCI_CAPABILITY_ID(v)   ((v)&0xff)
#define PCI_CAPABILITY_NEXT(v) ((v) >> 8 & 0xfc)
#define PCI_CAPABILITIES_MAX \
	48 /* each has four bytes at least, behind the header: a longer list is a loop */
#define PCI_CAPABILITY_VENDOR  0x09
#define PCI_CAPABILITY_EXPRESS 0x10

/* PCI Express capability. */
#define PCI_EXPRESS_DEVICE	   0x04 /* capabilities */
#define PCI_EXPRESS_DEVICE_FLR	   (1u << 28)
#define PCI_EXPRESS_CONTROL	   0x08 /* 16 bits; the status is above */
#define PCI_EXPRESS_CONTROL_FLR	   (1u << 15)
#define PCI_EXPRESS_STATUS_PENDING (1u << 21)

/* Flags in the configuration of the extension `pci-config`, beside a function's number of BARs. */
#define PCI_RESET_BY_DRIVER 0x80000000u /* only its driver resets it */
#define PCI_RESET_BY_BUS    0x40000000u /* the extension resets it by the bus behind its port */
#define PCI_BEHIND_PORT	    0x20000000u /* the page of its root port follows */
#define PCI_BARS_COUNT	    0xffu
