/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two VMs with a wire between them (wire.h), for tests: one sends bytes that follow from their position, the other sends all
 * back, and the first compares. Nothing may be lost, come twice or in another order.
 *   load MESSAGES BYTES DEPTH [CID]   as many messages of so many bytes, at most so many on the way
 *   echo [CID]                        begins with one byte, to say that it is there; CID: the other's
 */
#include <string.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include "wire.h"

/* Where the compiler places the first device of a VM. */
#define REGISTERS   0x0a000000u
#define INTERRUPT   80u
#define MESSAGE_MAX 1500u
#define SHOWN	    4u

static struct wire wire;

static void on_interrupt(void *argument)
{
	(void)argument;
	virtio_driver_interrupt(&wire.device);
}

static void wait(void)
{
	if (virtio_driver_broken(&wire.device))
		print("wire-test: the device needs a reset\n");
	if (wire_listen(&wire))
		irq_wait();
	irq_dispatch();
}

/* The byte at a position: no two places look alike for long. */
static uint8_t byte_at(uint64_t position)
{
	uint64_t x = (position / 8 + 1) * 0x9e3779b97f4a7c15ull;

	x ^= x >> 29;
	return (uint8_t)(x >> position % 8 * 8);
}

static unsigned int number(const char **text)
{
	unsigned int n = 0;

	while (**text == ' ')
		++*text;
	while (**text >= '0' && **text <= '9')
		n = n * 10 + (unsigned int)(*(*text)++ - '0');
	return n;
}

static void fill(char *to, uint64_t position, uint32_t length)
{
	for (uint32_t i = 0; i < length; i++)
		to[i] = (char)byte_at(position + i);
}

static uint64_t compare(const char *from, uint64_t position, uint32_t length, uint64_t wrong)
{
	for (uint32_t i = 0; i < length; i++)
		if ((uint8_t)from[i] != byte_at(position + i) && wrong++ < SHOWN)
			print("wire-test: byte %lu is %x\n", (unsigned long)(position + i),
			      (unsigned int)(uint8_t)from[i]);
	return wrong;
}

/* The other end's first byte. */
static void await_peer(void)
{
	const char *message;
	uint32_t length;

	while ((message = wire_received(&wire, &length)) == NULL)
		wait();
	wire_return(&wire, message);
}

static void load(unsigned int messages, uint32_t bytes, unsigned int depth)
{
	const uint64_t all = (uint64_t)messages * bytes;
	uint64_t sent = 0, back = 0, wrong = 0;

	await_peer();
	while (back < all) {
		const char *message;
		uint32_t length;
		char *to;

		while (sent < all && sent - back < (uint64_t)depth * bytes &&
		       (to = wire_message(&wire)) != NULL) {
			fill(to, sent, bytes);
			wire_send(&wire, bytes);
			sent += bytes;
		}
		message = wire_received(&wire, &length);
		if (!message) {
			wait();
			continue;
		}
		wrong = compare(message, back, length, wrong);
		back += length;
		wire_return(&wire, message);
	}
	wrong += back - all;
	print("wire-test: %s: %u messages of %u bytes came back, %lu bytes wrong\n",
	      wire.kind->name, messages, bytes, (unsigned long)wrong);
	print("wire-test %s\n", wrong ? "FAILED" : "passed");
}

static void echo(void)
{
	const char *message;
	uint32_t length;
	char *to;

	while (!wire.open || (to = wire_message(&wire)) == NULL)
		if (!wire_received(&wire, &length))
			wait();
	*to = 0;
	wire_send(&wire, 1);
	for (;;) {
		message = wire_received(&wire, &length);
		if (!message) {
			wait();
			continue;
		}
		while ((to = wire_message(&wire)) == NULL)
			wait();
		memcpy(to, message, length);
		wire_send(&wire, length);
		wire_return(&wire, message);
	}
}

int main(int argc, char **argv)
{
	const char *text = bootinfo()->args;
	bool loads = !strncmp(text, "load", 4);
	unsigned int messages = 0, bytes = 0, depth = 0;
	int error;

	(void)argc, (void)argv;
	text += 4;
	if (loads) {
		messages = number(&text);
		bytes = number(&text);
		depth = number(&text);
		if (!bytes || bytes > MESSAGE_MAX || !depth || depth > WIRE_BUFFERS) {
			print("wire-test: messages, bytes and depth are expected\n");
			return 1;
		}
	}
	irq_save();
	irq_register(INTERRUPT, on_interrupt, NULL, IRQ_DEVICE);
	error = wire_begin(&wire, REGISTERS, number(&text));
	if (error) {
		print("wire-test: no device (%d)\n", error);
		return 1;
	}
	if (loads)
		load(messages, bytes, depth);
	else
		echo();
	return 0;
}
