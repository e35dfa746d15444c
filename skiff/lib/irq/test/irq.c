/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <arm/gic.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/test.h>

static void handler(void *argument)
{
	(void)argument;
}

TEST(irq_register_refuses_bad_numbers)
{
	CHECK(irq_register(CONFIG_IRQ_MAX, handler, NULL, IRQ_DEVICE) == -EINVAL);
	CHECK(irq_register(40, NULL, NULL, IRQ_DEVICE) == -EINVAL);
	CHECK(irq_device_count() == 0);
}

#ifdef CONFIG_ARM64_EL1
TEST(irq_register_refuses_a_second_handler)
{
	CHECK(irq_register(machine.timer_irq, handler, NULL, IRQ_SYSTEM) == -EBUSY);
	CHECK(irq_register(40, handler, NULL, IRQ_DEVICE) == 0 && irq_device_count() == 1);
	CHECK(irq_register(40, handler, NULL, IRQ_DEVICE) == -EBUSY);
	irq_unregister(40);
	CHECK(irq_device_count() == 0);
}

static volatile int taken;

static void count(void *argument)
{
	taken += *(int *)argument;
}

/* A software-generated interrupt to this processor, masked and unmasked. */
TEST(irq_reaches_its_handler_when_unmasked)
{
	irq_state state = irq_save();
	int one = 1;

	taken = 0;
	CHECK(irq_register(5, count, &one, IRQ_DEVICE) == 0);
	if (machine.gic_version == 3)
		__asm__ volatile("msr icc_sgi1r_el1, %0\n\tisb"
				 :
				 : "r"(5ull << ICC_SGIR_INTID_SHIFT | 1));
	else
		*(volatile uint32_t *)(machine.gicd + GICD_SGIR) = GICD_SGIR_FILTER_SELF | 5;
	CHECK(taken == 0);
	irq_restore(state);
	for (int i = 0; i < 1000 && taken == 0; i++)
		__asm__ volatile("isb");
	CHECK(taken == 1);
	irq_unregister(5);
}
#endif
