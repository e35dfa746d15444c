/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/test.h>

static int order[3], used;

static void last(void)
{
	order[used++] = INIT_SERVICE;
}
INIT(INIT_SERVICE, last);

static void first(void)
{
	order[used++] = INIT_MEMORY;
}
INIT(INIT_MEMORY, first);

static void middle(void)
{
	order[used++] = INIT_SCHED;
}
INIT(INIT_SCHED, middle);

TEST(init_table_runs_by_level)
{
	CHECK(used == 3 && order[0] == INIT_MEMORY && order[1] == INIT_SCHED &&
	      order[2] == INIT_SERVICE);
}

TEST(machine_is_described)
{
	CHECK(machine.heap_start < machine.heap_end && machine.counter_hz > 0);
	CHECK(machine.stack_low < machine.stack_high);
}
