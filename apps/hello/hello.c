/* SPDX-License-Identifier: BSD-3-Clause */
/* The smallest application. With CONFIG_BOOT_STAMP it prints how long the machine took to reach main. */
#include <skiff/arch.h>
#include <skiff/config.h>
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/print.h>

int main(int argc, char **argv)
{
#ifdef CONFIG_BOOT_STAMP
	uint64_t at_main = counter_read();
#endif

	(void)argc, (void)argv;
	print("Hello from Skiff on " CONFIG_PLAT_NAME "\n");
#ifdef CONFIG_BOOT_STAMP
	print("skiff.hello_start_to_main %lu ticks of %lu Hz\n",
	      (unsigned long)(at_main - machine.started), (unsigned long)machine.counter_hz);
#endif
	return 0;
}
