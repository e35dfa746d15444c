/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <skiff/arch.h>
#include <skiff/init.h>

#define HANDLERS 32 /* as many as C11 7.22.4.2 demands */

static void (*handlers[HANDLERS])(void);
static unsigned int count;

/* Run the latest handler first; a handler may register another. */
static void run(void)
{
	while (count > 0)
		handlers[--count]();
}

int atexit(void (*function)(void))
{
	irq_state state = irq_save();
	int result = -1;

	if (count < HANDLERS) {
		handlers[count++] = function;
		boot_at_exit = run;
		result = 0;
	}
	irq_restore(state);
	return result;
}
