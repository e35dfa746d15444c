/* SPDX-License-Identifier: BSD-3-Clause */
/* Hypercalls of a unikernel VM at EL1, and PSCI: SYSTEM_OFF stops this VM, SYSTEM_RESET starts it anew. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <skiff/bootinfo.h>
#include <arm/psci.h>
#include <bulkhead/hypercall.h>

/** HVC with function id and three arguments; the result is x0, x1 to x3 are dropped. */
static inline int64_t hypercall3(uint64_t function, uint64_t arg1, uint64_t arg2, uint64_t arg3)
{
	register uint64_t x0 __asm__("x0") = function;
	register uint64_t x1 __asm__("x1") = arg1;
	register uint64_t x2 __asm__("x2") = arg2;
	register uint64_t x3 __asm__("x3") = arg3;

	__asm__ volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : : "memory");
	return (int64_t)x0;
}

/** Write to the hypervisor's console, whatever the length. */
void hypercall_console_write(const char *text, size_t length);

/** Start the watchdog's period anew.
 * @return BULKHEAD_OK or BULKHEAD_E_NOT_SUPPORTED: this VM has no watchdog */
static inline int64_t hypercall_watchdog_kick(void)
{
	return hypercall3(BULKHEAD_HVC_WATCHDOG_KICK, 0, 0, 0);
}

/** Ring the doorbell of channel `index` (struct bulkhead_channel). @return BULKHEAD_OK or
 * BULKHEAD_E_INVALID */
static inline int64_t hypercall_doorbell(unsigned int index)
{
	return hypercall3(BULKHEAD_HVC_DOORBELL, index, 0, 0);
}

/** Start, stop or restart another VM (BULKHEAD_VM_*). @return BULKHEAD_OK, BULKHEAD_E_DENIED or
 * BULKHEAD_E_INVALID */
static inline int64_t hypercall_vm_control(unsigned int vm, unsigned int action)
{
	return hypercall3(BULKHEAD_HVC_VM_CONTROL, vm, action, 0);
}

/** @return enum bulkhead_vm_state of a VM, or BULKHEAD_E_DENIED, BULKHEAD_E_INVALID */
static inline int64_t hypercall_vm_state(unsigned int vm)
{
	return hypercall3(BULKHEAD_HVC_VM_STATE, vm, 0, 0);
}
