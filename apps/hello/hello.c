/* SPDX-License-Identifier: BSD-3-Clause */
/* The smallest application. */
#include <skiff/init.h>
#include <skiff/print.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	print("Hello from Skiff on " CONFIG_PLAT_NAME "\n");
	return 0;
}
