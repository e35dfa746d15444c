/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/test.h>

static char order[8];
static int used;

__attribute__((constructor(200))) static void second(void)
{
	order[used++] = '2';
}

__attribute__((constructor(101))) static void first(void)
{
	order[used++] = '1';
}

__attribute__((constructor)) static void last(void)
{
	order[used++] = '3';
}

TEST(constructors_run_before_main)
{
	CHECK(used == 3 && order[0] == '1' && order[1] == '2' && order[2] == '3');
}
