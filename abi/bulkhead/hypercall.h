/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls to the core: HVC from a VM at EL1, SVC from an extension at EL0.
 *
 * HVC follows the SMC Calling Convention (Arm DEN0028), vendor-specific hypervisor service range
 * (owner 6), SMC64 fast calls: function id in x0, arguments in x1.., result in x0 (negative:
 * error), x1..x3 further results; all other registers are preserved.
 */
#pragma once

/* Result codes of every call; the first four are SMCCC's own (DEN0028, 7.1). */
#define BULKHEAD_OK		 0
#define BULKHEAD_E_NOT_SUPPORTED (-1) /* unknown function id, or not allowed for this VM */
#define BULKHEAD_E_NOT_REQUIRED	 (-2)
#define BULKHEAD_E_INVALID	 (-3) /* an argument is out of its range */
#define BULKHEAD_E_DENIED	 (-4) /* the description gives this VM no such right */
/* try again: the target stops or re-initialises, or a doorbell comes too early */
#define BULKHEAD_E_BUSY (-5)
/* the extension faulted or overran its budget while it served this request */
#define BULKHEAD_E_FAULT (-6)

#define BULKHEAD_HVC(n) (0xC6000000u | (n))

/* SMCCC general service queries of the owner: UID in w0..w3 and revision (major in x0, minor in
 * x1). */
#define BULKHEAD_HVC_CALL_UID	   0x8600FF01u
#define BULKHEAD_HVC_CALL_REVISION 0x8600FF03u
#define BULKHEAD_UID_0		   0x6b6c7562u /* "bulkhead" + version of the numbering */
#define BULKHEAD_UID_1		   0x64616568u
#define BULKHEAD_UID_2		   0x00000001u
#define BULKHEAD_UID_3		   0x00000000u
#define BULKHEAD_REVISION_MAJOR	   1
#define BULKHEAD_REVISION_MINOR	   0

/*
 * End of the loading phase: x1 = entry (IPA), x2 = value of x0 at entry. The core turns HCR_EL2.DC
 * off, invalidates the VMID on the VM's cores and enters the VM at x1 (EL1h, MMU off, DAIF masked).
 * Doesn't return on success. E_DENIED: the VM isn't in its loading phase.
 */
#define BULKHEAD_HVC_LOADED BULKHEAD_HVC(1)
/*
 * Write to the console: x1 = number of bytes (0..48), x2..x7 = the bytes, little-endian, first byte
 * in bits 7:0 of x2. Control characters are left out, except line feed and tabulator. Result: BULKHEAD_OK,
 * E_INVALID (x1 > 48), E_BUSY: nothing was written, since earlier text still waits for the UART. Each call sends some of
 * that text: a caller needs at most BULKHEAD_CONSOLE_TRIES calls if the UART is as fast as its writers.
 */
#define BULKHEAD_HVC_CONSOLE_WRITE BULKHEAD_HVC(2)
#define BULKHEAD_CONSOLE_BYTES_MAX 48
#define BULKHEAD_CONSOLE_TRIES	   256
/*
 * Ring the doorbell of channel x1 (index in this VM's own list, see bootinfo). The peer gets a virtual interrupt, or, if it
 * is an extension, its client's vCPU makes a request of kind NOTIFY before it goes on. E_INVALID: no such channel.
 * E_BUSY: the interval that the channel declares (min-interval-us) isn't over.
 */
#define BULKHEAD_HVC_DOORBELL BULKHEAD_HVC(3)
/* Restart the watchdog period of this VM. E_NOT_SUPPORTED: the description gives it no watchdog. */
#define BULKHEAD_HVC_WATCHDOG_KICK BULKHEAD_HVC(4)
/* Control VM x1: x2 = BULKHEAD_VM_*. Needs the privilege `control`. E_DENIED, E_INVALID. */
#define BULKHEAD_HVC_VM_CONTROL BULKHEAD_HVC(5)
#define BULKHEAD_VM_START	0
#define BULKHEAD_VM_STOP	1
#define BULKHEAD_VM_RESTART	2
/* State of VM x1: x0 = enum bulkhead_vm_state or error, x1 = restarts so far, x2 = the status that the VM gave
 * at its last end (HVC_VM_END), or 0 if it gave none, x3 = struct bulkhead_ends (status.h). Needs the privilege `control`,
 * unless x1 is the caller. A VM with `events` gets its interrupt whenever a VM ends, is off, or runs again. */
#define BULKHEAD_HVC_VM_STATE BULKHEAD_HVC(6)
/* Counter: x1 = VM, x2 = vCPU index in it, x3 = enum bulkhead_exit, or BULKHEAD_COUNTER_TIME. Result x0 = OK, x1 =
 * count. */
#define BULKHEAD_HVC_COUNTER BULKHEAD_HVC(7)
/*
 * End this VM: x1 = BULKHEAD_END_*, x2 = a status of 32 bits, which the core keeps for HVC_VM_STATE and puts in its log.
 * Doesn't return. E_INVALID: x1 is neither.
 */
#define BULKHEAD_HVC_VM_END BULKHEAD_HVC(8)
#define BULKHEAD_END_OFF    0 /* as PSCI SYSTEM_OFF; the core logs a status other than 0 */
#define BULKHEAD_END_PANIC \
	1 /* the VM can't go on: as after a fault, its policy `on-fault` applies */
/* Does nothing: a null call, for measuring. */
#define BULKHEAD_HVC_NOP BULKHEAD_HVC(0)

enum bulkhead_vm_state {
	BULKHEAD_VM_OFF = 0,
	BULKHEAD_VM_RUNNING,
	BULKHEAD_VM_STOPPING,
	BULKHEAD_VM_CRASHED
};

/* Causes of exits, index of the exit counters. */
enum bulkhead_exit {
	BULKHEAD_EXIT_IRQ,
	BULKHEAD_EXIT_WFX,
	BULKHEAD_EXIT_HVC,
	BULKHEAD_EXIT_SMC,
	BULKHEAD_EXIT_SYSREG,
	BULKHEAD_EXIT_MMIO_GIC,
	BULKHEAD_EXIT_MMIO,
	BULKHEAD_EXIT_FORWARD,
	BULKHEAD_EXIT_EXTENSION_CALL,
	BULKHEAD_EXIT_FAULT,
	BULKHEAD_EXIT_SERROR,
	BULKHEAD_EXIT_COUNT
};
/* After the causes: ticks of CNTPCT for which the vCPU had its core, its extensions included, up to the last switch away. */
#define BULKHEAD_COUNTER_TIME  BULKHEAD_EXIT_COUNT
#define BULKHEAD_COUNTER_COUNT (BULKHEAD_EXIT_COUNT + 1)

/*
 * Calls of an extension: `svc #n`, arguments and results in x0..x7 as given; x8..x30 are preserved
 * by all but REPLY, which doesn't return.
 */
#define BULKHEAD_SVC_REPLY 0 /* x0 = enum bulkhead_action, x1..x8 = results: see request.h */
/* x0 = bytes (0..56), x1..x7 = the bytes; to the core's log. x0 = OK, INVALID, BUSY, as CONSOLE_WRITE */
#define BULKHEAD_SVC_PRINT	 1
#define BULKHEAD_PRINT_BYTES_MAX 56
#define BULKHEAD_SVC_TIME	 2 /* x0 = CNTPCT_EL0 in ticks, x1 = ticks in a second */
/*
 * x0 = index of an interrupt in this extension's `inject` list, x1 = BULKHEAD_INJECT_*; x0 = OK or INVALID. The interrupt
 * is the client's that the list names.
 */
#define BULKHEAD_SVC_INJECT   3
#define BULKHEAD_INJECT_LOWER 0 /* a level-sensitive interrupt */
#define BULKHEAD_INJECT_RAISE 1
#define BULKHEAD_INJECT_PULSE 2 /* an edge */
/*
 * x0..x7 = an SMC to the secure world (x7 is overwritten by the core with the client's id);
 * x0..x7 = its results. x0 = NOT_SUPPORTED: not in the filter, or inside an exclusive section,
 * for which other cores may wait
 */
#define BULKHEAD_SVC_SECURE 4
/*
 * x0 = index in the `calls` list, x1..x7 arguments; the other extension gets a request of kind
 * CALL; results x0 (result code), x1..x7. x0 = INVALID: no such call, or inside an exclusive
 * section or INIT
 */
#define BULKHEAD_SVC_CALL 5
/* begin the exclusive section x0 (index); the wait is bounded: x0 = OK, INVALID: no such section, or already inside one */
#define BULKHEAD_SVC_ENTER   6
#define BULKHEAD_SVC_LEAVE   7 /* end it */
#define BULKHEAD_SVC_RESTART 8 /* give up: as if this extension had faulted */
/* x0 = channel (index in this extension's own list, see bootinfo): as BULKHEAD_HVC_DOORBELL */
#define BULKHEAD_SVC_DOORBELL 9
/*
 * x0 = ticks: the core treats the client's VM as faulty when they are over, unless the VM or this extension sets a new time
 * first. The core notices at most `watchdog-us` later. x0 = OK, DENIED: needs the privilege `watchdog`, NOT_SUPPORTED: the
 * client's VM has no `watchdog-us`
 */
#define BULKHEAD_SVC_WATCHDOG 10
#define BULKHEAD_SVC_COUNT    11
