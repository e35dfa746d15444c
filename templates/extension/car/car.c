/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/hypercall.h>
#include <skiff/init.h>
#include <skiff/print.h>

#define ODOMETER ((volatile uint32_t *)0x0b000000)

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	for (int i = 0; i < 3; i++)
		*ODOMETER = 400;
	print("driven: %u m\n", *ODOMETER);
	print("reset at: %d m\n", (int)hypercall3(0xc6001100, 0, 0, 0));
	print("now: %u m\n", *ODOMETER);
	return 0;
}
