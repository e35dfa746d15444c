/* SPDX-License-Identifier: BSD-3-Clause */
#include <arm/pl031.h>
#include <bulkhead/bootinfo.h>
#include <errno.h>
#include <skiff/init.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>

/* Without a device this image is refused when its system is compiled. */
BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

static volatile uint32_t *registers;
static volatile bool rang;

/* With interrupts masked: quiets the device, and leaves the work to main. */
static void on_alarm(void *argument)
{
	(void)argument;
	registers[PL031_ICR / 4] = PL031_INT;
	rang = true;
}

int main(int argc, char **argv)
{
	struct plat_device device;

	(void)argc, (void)argv;
	if (plat_device("arm,pl031", 0, &device))
		return ENODEV;
	registers = (volatile uint32_t *)device.registers;
	if (irq_register(device.irq, on_alarm, NULL, IRQ_DEVICE))
		return EINVAL;
	registers[PL031_IMSC / 4] = PL031_INT;
	for (int i = 0; i < 3; i++) {
		uint32_t now = registers[PL031_DR / 4];

		rang = false;
		registers[PL031_MR / 4] = now + 1;
		while (!rang)
			irq_wait();
		print("%u s after %u\n", registers[PL031_DR / 4] - now, now);
	}
	return 0;
}
