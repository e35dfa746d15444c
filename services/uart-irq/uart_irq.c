/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The board's UART belongs to the pl011 extension, which has no vCPU to take its interrupt: this
 * unikernel takes it and calls the extension (docs/decisions/0001). Argument: `irq=INTID`.
 */
#include <errno.h>
#include <skiff/args.h>
#include <skiff/hypercall.h>
#include <skiff/init.h>
#include <skiff/irq.h>
#include "../pl011/pl011.h"

/* The call empties the UART's FIFO, so that the line is low when the interrupt ends. */
static void poll(void *argument)
{
	(void)argument;
	hypercall3(PL011_POLL, 0, 0, 0);
}

int main(int argc, char **argv)
{
	(void)argc, (void)argv;
	poll(NULL); /* the first call makes the extension enable the interrupt */
	if (irq_register((unsigned int)args_number("irq", 0), poll, NULL, IRQ_DEVICE))
		return EINVAL;
	for (;;)
		irq_wait();
}
