/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests, two VMs with a wire between them (wire.h): one sends bytes that follow from their position, the other sends all
 * of them back, and the first compares. Nothing may be lost, repeated or reordered.
 *   load MESSAGES BYTES DEPTH [CID]   MESSAGES messages of BYTES bytes, at most DEPTH of them on the way; CID: the other end's
 *   echo [CID]                        begins with one byte, as a sign of life
 *   ask REQUESTS                      ARP requests (RFC 826) to a router outside, one after the other, each of another sender;
 *                                     one without an answer in time is repeated, since a dying uplink loses frames
 *   beside MESSAGES US [CID]          the time of a message there and back, alone and beside another VM, which is off at first,
 *                                     is started for this (privilege `control`) and may use the core for US at a time
 *   flood                             sends frames of another type, as many as it can
 *   mark                              marks for bench/plugin around an access to a register, and around a notification of a
 *                                     packet that a socket device drops
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

#define TIMER	       27u /* interrupt of the virtual timer */
#define ASK_PER_SECOND 100u
#define MARKED	       32u
#define FLOOD_TYPE     0x88b6u /* type of frames, for experiments */
#define FLOOD_BYTES    64u
#define VMS	       64u /* limit: more VMs than a system has */

/* Marks for bench/plugin: HINT #64 + n and #127 do nothing. */
#define MARK(n)	   __asm__ volatile("hint #64 + " #n ::: "memory")
#define MARK_END() __asm__ volatile("hint #127" ::: "memory")

/* RFC 826; the constants as they lie in memory, big-endian. */
#define ARP_TYPE    0x0806u /* type of a frame, not swapped */
#define ARP_REQUEST 0x0100u
#define ARP_REPLY   0x0200u
struct arp {
	uint16_t hardware, protocol;
	uint8_t sizes[2];
	uint16_t operation;
	uint8_t from_mac[6], from[4], to_mac[6], to[4];
};

static struct wire wire;
static volatile bool interrupted;

static void on_interrupt(void *argument)
{
	(void)argument;
	interrupted = true;
	virtio_driver_interrupt(&wire.device);
}

static void on_marked_interrupt(void *argument)
{
	MARK_END();
	on_interrupt(argument);
}

static void wait(void)
{
	if (virtio_driver_broken(&wire.device))
		print("wire-test: the device needs a reset\n");
	wire_kick(&wire);
	if (wire_listen(&wire))
		irq_wait();
	irq_dispatch();
}

/* The byte at a position; runs at different positions soon differ. */
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

/* Wait for the other end's first byte. */
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
			if (depth == 1)
				MARK(3);
			wire_send(&wire, bytes);
			sent += bytes;
		}
		message = wire_received(&wire, &length);
		if (!message) {
			wait();
			continue;
		}
		if (depth == 1 && back + length == sent)
			MARK_END();
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

static void mark(void)
{
	volatile uint32_t *status = (volatile uint32_t *)(REGISTERS + VIRTIO_MMIO_INTERRUPT_STATUS);
	volatile uint32_t *select =
	    (volatile uint32_t *)(REGISTERS + VIRTIO_MMIO_DEVICE_FEATURES_SEL);

	for (unsigned int i = 0; i < MARKED; i++) {
		MARK(0);
		(void)*status;
		MARK_END();
		MARK(1);
		*select = 0;
		MARK_END();
	}
	wire.cid++; /* another device's CID: the packet is dropped */
	irq_restore(0);
	for (unsigned int i = 0; i < MARKED; i++) {
		if (!wire_message(&wire))
			continue;
		wire_send(&wire, 1);
		virtqueue_driver_listen(&wire.transmit.queue);
		interrupted = false;
		MARK(2);
		wire_kick(&wire);
		while (!interrupted)
			;
	}
	print("wire-test passed\n");
}

static void on_timer(void *argument)
{
	(void)argument;
	__asm__ volatile("msr cntv_ctl_el0, xzr" ::: "memory");
}

static void set_timer(void)
{
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	__asm__ volatile("msr cntv_tval_el0, %0\n\tmsr cntv_ctl_el0, %1" ::"r"(hz / ASK_PER_SECOND),
			 "r"(1ull)
			 : "memory");
}

/* Wait for an answer to request `n`. @return false: none came in time */
static bool await_answer(const struct arp *asked, unsigned int *wrong)
{
	uint64_t on;

	set_timer();
	for (;;) {
		uint32_t length;
		const char *message = wire_received(&wire, &length);
		struct arp answer;

		if (!message) {
			__asm__ volatile("mrs %0, cntv_ctl_el0" : "=r"(on));
			if (!on)
				return false;
			wait();
			continue;
		}
		memcpy(&answer, message, sizeof(answer));
		wire_return(&wire, message);
		if (length < sizeof(answer) || answer.operation != ARP_REPLY)
			continue;
		if (memcmp(answer.to_mac, wire.mac, sizeof(wire.mac)) != 0 ||
		    memcmp(answer.from, asked->to, sizeof(asked->to)) != 0)
			++*wrong;
		/* Otherwise it answers an earlier try of a repeated request. */
		if (!memcmp(answer.to, asked->from, sizeof(asked->from)))
			return true;
	}
}

static void ask(unsigned int requests)
{
	struct arp arp = {.hardware = 0x0100,
			  .protocol = 0x0008,
			  .sizes = {6, 4},
			  .operation = ARP_REQUEST,
			  .to = {10, 0, 2, 2}};
	unsigned int again = 0, wrong = 0;

	wire.type = ARP_TYPE;
	irq_register(TIMER, on_timer, NULL, IRQ_DEVICE);
	memcpy(arp.from_mac, wire.mac, sizeof(arp.from_mac));
	for (unsigned int n = 0; n < requests;) {
		const uint8_t from[4] = {10, 1, (uint8_t)(n >> 8), (uint8_t)n};
		char *to = wire_message(&wire);

		memcpy(arp.from, from, sizeof(from));
		if (to) {
			memcpy(to, &arp, sizeof(arp));
			wire_send(&wire, sizeof(arp));
		}
		if (await_answer(&arp, &wrong))
			n++;
		else
			again++;
	}
	print("wire-test: %u answers, %u times asked again, %u wrong\n", requests, again, wrong);
	print("wire-test %s\n", wrong ? "FAILED" : "passed");
}

static uint64_t now_ns(void)
{
	uint64_t ticks, hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks));
	return ticks * 1000 / (hz / 1000000);
}

/* @return the longest time there and back, in ns; *sum: all times */
static uint64_t longest(unsigned int messages, uint64_t *sum)
{
	uint64_t most = 0;

	*sum = 0;
	for (unsigned int n = 0; n < messages; n++) {
		uint64_t begin = now_ns();
		const char *message;
		uint32_t length;

		fill(wire_message(&wire), n, FLOOD_BYTES);
		wire_send(&wire, FLOOD_BYTES);
		while ((message = wire_received(&wire, &length)) == NULL)
			wait();
		wire_return(&wire, message);
		begin = now_ns() - begin;
		most = begin > most ? begin : most;
		*sum += begin;
	}
	return most;
}

static void beside(unsigned int messages, unsigned int slice_us)
{
	uint64_t alone, flooded, sum, flooded_sum;
	unsigned int vm = 0;

	await_peer();
	alone = longest(messages, &sum);
	while (vm < VMS && hypercall_vm_control(vm, BULKHEAD_VM_START) != BULKHEAD_OK)
		vm++;
	flooded = longest(messages, &flooded_sum);
	print("wire-test: there and back in %lu ns, %lu at most; beside a flood %lu, %lu at most\n",
	      (unsigned long)(sum / messages), (unsigned long)alone,
	      (unsigned long)(flooded_sum / messages), (unsigned long)flooded);
	print("wire-test %s\n", hypercall_vm_control(vm, BULKHEAD_VM_STOP) == BULKHEAD_OK &&
					flooded <= 2 * alone + slice_us * 1000ull &&
					flooded_sum <= 2 * sum
				    ? "passed"
				    : "FAILED");
}

static void flood(void)
{
	wire.type = FLOOD_TYPE;
	for (;;) {
		if (!wire_message(&wire)) {
			wait();
			continue;
		}
		wire_send(&wire, FLOOD_BYTES);
		wire_kick(&wire);
	}
}

int main(int argc, char **argv)
{
	const char *text = bootinfo()->args;
	bool loads = !strncmp(text, "load", 4), marks = !strncmp(text, "mark", 4);
	bool asks = !strncmp(text, "ask ", 4), floods = !strncmp(text, "flood", 5);
	bool measures = !strncmp(text, "beside ", 7);
	unsigned int messages = 0, bytes = 0, depth = 0, slice_us = 0;
	int error;

	(void)argc, (void)argv;
	text += measures ? 7 : 4;
	if (loads) {
		messages = number(&text);
		bytes = number(&text);
		depth = number(&text);
		if (!bytes || bytes > MESSAGE_MAX || !depth || depth > WIRE_BUFFERS) {
			print("wire-test: messages, bytes and depth are expected\n");
			return 1;
		}
	}
	if (asks || measures)
		messages = number(&text);
	if (measures)
		slice_us = number(&text);
	irq_save();
	irq_register(INTERRUPT, marks ? on_marked_interrupt : on_interrupt, NULL, IRQ_DEVICE);
	error = wire_begin(&wire, REGISTERS, floods ? 0 : number(&text));
	if (error) {
		print("wire-test: no device (%d)\n", error);
		return 1;
	}
	if (loads)
		load(messages, bytes, depth);
	else if (asks)
		ask(messages);
	else if (marks)
		mark();
	else if (measures)
		beside(messages, slice_us);
	else if (floods)
		flood();
	else
		echo();
	return 0;
}
