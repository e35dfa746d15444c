/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses on QEMU's virt machine with secure=on. Also read by assembly and linker
 * scripts. */
#pragma once

#define MAX_CORES 8 /* QEMU virt numbers them 0..7 in affinity level 0 with either GIC */

/* Secure flash: the reset vector; the whole image lies in it. */
#define FLASH_BASE	 0x00000000
#define FLASH_TEE_OFFSET 0x00020000 /* the TEE's image inside the flash image */

/* Secure RAM, 16 MiB, in blocks of 2 MiB so that permissions need no finer tables. */
#define SECRAM_BASE	  0x0E000000
#define MONITOR_TEXT_BASE 0x0E000000 /* read-only, executable at EL3 */
#define MONITOR_DATA_BASE 0x0E200000 /* writable, never executable; unmapped at S-EL1 */
#define TEE_TEXT_BASE	  0x0E400000 /* read-only, executable at S-EL1 */
#define TEE_DATA_BASE	  0x0E600000
#define SECRAM_END	  0x0F000000

/* Devices. */
#define DEVICE_BASE 0x08000000
#define DEVICE_END  0x0A000000
#define GICD_BASE   0x08000000
#define GICC_BASE   0x08010000
#define GICR_BASE   0x080A0000
#define RTC_BASE    0x09010000
#define UART_BASE   0x09040000 /* the secure PL011: serial port 1 of QEMU */
#define GPIO_BASE   0x090B0000 /* the secure PL061: power off and reset */

/* The normal world. */
#define NS_DRAM_BASE 0x40000000
#define NS_DTB	     0x40000000 /* QEMU leaves the device tree here when firmware boots */
#define NS_DTB_MAX   0x00100000
#ifndef NS_ENTRY
#define NS_ENTRY 0x60000000 /* entered at EL2; NS_ENTRY=... on make's command line changes it */
#endif

#define STACK_SIZE 4096 /* per core, in the monitor and in the TEE's entry code */

/* x0 of the SMC by which the TEE leaves S-EL1 for the monitor. */
#define TEE_CALL_DONE 1 /* x1..x4 are the caller's x0..x3 */
#define TEE_PANIC     2 /* never resumed */

/* TEE entry points: offsets from TEE_TEXT_BASE, after the image header. */
#define TEE_ENTRY_INIT 0x40 /* cold start, once, on the primary core: x0 = device tree */
#define TEE_ENTRY_CALL 0x44 /* a call: x0..x7 of the caller, x8 = core number */
