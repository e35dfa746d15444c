/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of a disk for tests: the driver of a virtio block device that is its VM's only device, under a load that is
 * verified (load.h). The command line has the requests in flight, the requests in all, and their kinds; or `beside READS US`,
 * to measure reads beside a VM that floods the disk (beside.h).
 */
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/virtio_blk_driver.h>
#include <string.h>
#include "beside.h"
#include "load.h"

/* Where the compiler places the first device of a VM. */
#define REGISTERS 0x0a000000u
#define INTERRUPT 80u

static struct virtio_blk disk;

static void on_interrupt(void *argument)
{
	(void)argument;
	virtio_driver_interrupt(&disk.device);
}

static void wait(void)
{
	if (virtio_driver_broken(&disk.device))
		print("block-test: the device needs a reset\n");
	irq_wait();
	irq_dispatch();
}

static unsigned int number(const char **text)
{
	unsigned int n = 0;

	while (**text >= '0' && **text <= '9')
		n = n * 10 + (unsigned int)(*(*text)++ - '0');
	while (**text == ' ')
		++*text;
	return n;
}

static int begin(void)
{
	int error;

	irq_save();
	irq_register(INTERRUPT, on_interrupt, NULL, IRQ_DEVICE);
	error = virtio_blk_begin(&disk, REGISTERS, 0);
	if (error)
		print("block-test: no disk (%d)\n", error);
	return error;
}

static bool measure(const char *text)
{
	struct beside b = {.block = &disk.block, .wait = wait};
	bool good;

	b.reads = number(&text);
	b.device_us = number(&text);
	if (b.reads == 0 || begin())
		return false;
	good = beside_run(&b);
	print("block-test: a read takes %lu ns at most, beside a flood %lu ns, %u errors\n",
	      (unsigned long)b.alone, (unsigned long)b.beside, b.errors);
	return good;
}

static bool verify(const char *text)
{
	struct load load = {.block = &disk.block, .wait = wait};

	load.depth = number(&text);
	load.requests = number(&text);
	load.kinds = text;
	if (load.depth == 0 || load.depth > LOAD_DEPTH || *text == '\0') {
		print("block-test: requests in flight, requests, and kinds are expected\n");
		return false;
	}
	if (begin())
		return false;
	load_run(&load);
	print("block-test: depth %u, kinds %s: %u requests, %u errors, %u wrong blocks\n",
	      load.depth, load.kinds, load.done, load.errors, load.wrong);
	return !load.errors && !load.wrong;
}

int main(int argc, char **argv)
{
	static const char word[] = "beside ";
	const char *text = bootinfo()->args;
	bool good;

	(void)argc, (void)argv;
	good = strncmp(text, word, sizeof(word) - 1) == 0 ? measure(text + sizeof(word) - 1)
							  : verify(text);
	print("block-test %s\n", good ? "passed" : "FAILED");
	return 0; /* the printed line is the verdict */
}
