/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver of a block device (device.h), for clients that share it by parts.
 *
 * The i-th channel leads to a client's back end, the i-th window is the memory that it may have the
 * device reach, and the i-th word of the command line is its part of the disk (skiff/block_range.h). All
 * of it is the system's description. This VM sees none of the memory: it hands on addresses, where the device finds it.
 *
 * A client that floods doesn't starve another: each has requests of its own that the device may hold, and all
 * hand over one request a round.
 *
 * It may die at any instruction. Its life begins with a reset of the device, before anything that the
 * device may still use is written to; back ends then give again what they have no answer to.
 */
#include <errno.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/print.h>
#include "client.h"
#include "device.h"
#include "line.h"
#ifdef CONFIG_LIB_BLOCK_SHUFFLE
#include <skiff/block_shuffle.h>
#endif
#ifdef CONFIG_LIB_BLOCK_SLOW
#include <skiff/block_slow.h>
#endif
#ifdef CONFIG_LIB_EXPLOIT
#include <skiff/exploit.h>
#endif

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

#define SEED	   0x5eed1e55u /* of the shuffled disk */
#define ROUNDS_MAX 64u	       /* before answers are looked for */
#define SLOW_US	   100u	       /* what a request takes on the slow one */

static struct block *block; /* NULL: the device doesn't work */
static struct client client[CLIENTS_MAX];
static unsigned int clients;
static struct work work[DEVICE_REQUESTS];
static struct work *idle[DEVICE_REQUESTS];
static unsigned int idle_count;

static const void *at(uint32_t offset)
{
	return (const char *)bootinfo() + offset;
}

static void on_doorbell(void *argument)
{
	(void)argument;
}

/* The disk itself; in tests, one that is slow, or that a driver uses which was broken into. */
static struct block *work_on(struct block *device)
{
#ifdef CONFIG_LIB_BLOCK_SHUFFLE
	static struct block_shuffle shuffle;

	return block_shuffle_begin(&shuffle, device, SEED);
#elif defined(CONFIG_LIB_BLOCK_SLOW)
	static struct block_slow slow;

	return block_slow_begin(&slow, device, SLOW_US);
#elif defined(CONFIG_LIB_EXPLOIT)
	return exploit_device(device);
#else
	return device;
#endif
}

static int begin_disk(void)
{
	struct block *device;
	unsigned int irq;
	int error = device_begin(&device, &irq);

	if (error)
		return error;
	line_begin(irq);
	block = work_on(device);
	return 0;
}

/* What the clients' words don't say of the requests that the device may hold is shared evenly.
 * @return 0, or -EINVAL: there aren't enough */
static int share(void)
{
	unsigned int left = DEVICE_REQUESTS, open = 0;

	for (unsigned int i = 0; i < clients; i++) {
		if (client[i].range.in_flight > left)
			return -EINVAL;
		left -= client[i].range.in_flight;
		open += client[i].range.in_flight == 0;
	}
	if (open > left)
		return -EINVAL;
	for (unsigned int i = 0; i < clients; i++)
		client[i].limit =
		    client[i].range.in_flight ? client[i].range.in_flight : left / open;
	return 0;
}

/* @return 0, or -EINVAL: channels, windows and parts of the disk don't go together */
static int begin_clients(void)
{
	const struct bulkhead_channel *channel = at(bootinfo()->channels);
	const struct bulkhead_window *window = at(bootinfo()->windows);
	const char *args = bootinfo()->args;

	clients = bootinfo()->channel_count;
	if (clients == 0 || clients > CLIENTS_MAX || bootinfo()->window_count != clients)
		return -EINVAL;
	for (unsigned int i = 0; i < clients; i++) {
		struct client *c = &client[i];
		uint64_t half = channel[i].size / 2;

		args = block_range_read(args, &c->range);
		/* The back end writes to the first half. */
		if (!args || window[i].rights != BULKHEAD_RIGHT_DMA ||
		    lane_attach(&c->lane, (struct lane_half *)(uintptr_t)(channel[i].ipa + half),
				(const struct lane_half *)(uintptr_t)channel[i].ipa,
				lane_size(half, 0), 0, false))
			return -EINVAL;
		c->memory = window[i].pa;
		c->size = window[i].size;
		c->doorbell = channel[i].index;
		irq_register(channel[i].virq, on_doorbell, NULL, IRQ_DEVICE);
	}
	return share();
}

/* @return 1: the device has it. Else it is answered with this: 0 or a negative errno */
static int submit(struct work *w)
{
	int error;

	if (!block)
		return -EIO;
	if (w->request.operation == BLOCK_FLUSH && !block->flush)
		return 0; /* what it has written is kept already */
	error = block_submit(block, &w->request);
	return error ? error : 1;
}

/* Hand a client's next request to the device. There is an idle `work`. @return it had one */
static bool serve(struct client *c)
{
	struct work *w = idle[idle_count - 1];
	int result;

	if (!client_listens(c))
		return false;
	result = client_get(c, w);
	if (result == 0)
		return false;
	result = result > 0 ? submit(w) : result;
	if (result <= 0) {
		client_answer(c, w->tag, result);
		return true;
	}
	idle_count--;
	c->in_flight++;
	return true;
}

/* Hand on what all clients have, one request of each a round. @return there was something */
static bool serve_all(void)
{
	bool some = false, more = true;

	/* A client whose requests fail at once has at most as many a time as a lane holds. */
	for (unsigned int round = 0; more && round < ROUNDS_MAX; round++) {
		more = false;
		for (unsigned int i = 0; i < clients && idle_count > 0; i++)
			more = serve(&client[i]) || more;
		some = some || more;
	}
	return some;
}

/* Take back what the device has done. @return there was something */
static bool finish(void)
{
	struct block_request *r;
	bool some = false;

	while (block && (r = block_poll(block)) != NULL) {
		struct work *w = r->owner;

		w->client->in_flight--;
		client_answer(w->client, w->tag, r->status);
		idle[idle_count++] = w;
		some = true;
	}
	if (some)
		line_trust();
	return some;
}

static void tell(void)
{
	for (unsigned int i = 0; i < clients; i++)
		client_tell(&client[i]);
}

/* Nothing was there: may this VM wait for an interrupt? */
static bool may_wait(void)
{
	if (!block)
		return true;
	if (device_broken())
		hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
	/* QEMU's GICv2 doesn't look again at a line that rose between an interrupt's handler and its end, so
	 * it is lowered here. */
	device_interrupt();
	line_wait(idle_count < DEVICE_REQUESTS);
	return block_listen(block);
}

int main(int argc, char **argv)
{
	int error;

	(void)argc, (void)argv;
	/* Interrupts only wake: they are taken between two looks. */
	irq_save();
	for (unsigned int i = 0; i < DEVICE_REQUESTS; i++)
		idle[idle_count++] = &work[i];
	error = begin_disk();
	if (error)
		print("disk: no device that works (%d): requests fail\n", error);
	error = begin_clients();
	if (error) {
		print("disk: channels, windows and parts don't go together\n");
		return 1;
	}
	for (;;) {
		bool some = serve_all();

		if (some && block)
			block_kick(block);
		some = finish() || some;
		tell();
		if (!some && may_wait())
			irq_wait();
		irq_dispatch();
	}
}
