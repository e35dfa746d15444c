/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/hypercall.h>
#include <skiff/test.h>

TEST(hypercall_answers)
{
	CHECK(hypercall3(BULKHEAD_HVC_NOP, 0, 0, 0) == BULKHEAD_OK);
	CHECK(hypercall3(BULKHEAD_HVC(0xfff), 0, 0, 0) == BULKHEAD_E_NOT_SUPPORTED);
	CHECK(hypercall_vm_state(bootinfo()->vm) == BULKHEAD_VM_RUNNING);
}

TEST(hypercall_refuses_what_was_not_given)
{
	CHECK(hypercall_watchdog_kick() == BULKHEAD_E_NOT_SUPPORTED);
	CHECK(hypercall_doorbell(1000) == BULKHEAD_E_INVALID);
	CHECK(hypercall_vm_control(bootinfo()->vm, BULKHEAD_VM_STOP) == BULKHEAD_E_DENIED);
}

TEST(bootinfo_is_valid)
{
	CHECK(bootinfo()->magic == BULKHEAD_BOOTINFO_MAGIC &&
	      bootinfo()->version == BULKHEAD_BOOTINFO_VERSION);
}
