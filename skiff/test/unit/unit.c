/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs the unit tests of all libraries. */
#include <skiff/init.h>
#include <skiff/test.h>

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	return test_run() == 0 ? 0 : 1;
}
