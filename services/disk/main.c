/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver of a block device (device.h), for clients that share it by parts.
 *
 * For client i, the i-th channel leads to its back end, the i-th window is the memory that the device may reach for
 * it, and the i-th word of the command line is its part of the disk (skiff/block_range.h). The system's description defines
 * all of these. This VM sees none of that memory: it passes the device's addresses on.
 *
 * A client that floods doesn't starve another: for each, the device holds a limited number of requests, and each
 * hands over one request a round.
 *
 * This VM may die at any instruction. It begins with a reset of the device, before it writes to anything that the
 * device may still use; back ends then repeat their unanswered requests.
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

#define SEED	   0x5eed1e55u /* seed of the shuffled disk */
#define ROUNDS_MAX 64u	       /* rounds before answers are taken */
#define SLOW_US	   100u	       /* time of a request on the slow disk */

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

/* The disk to use: the device or, in tests, a slow disk or that of a compromised driver. */
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

/*
 * Share the requests that the device may hold evenly among clients whose words have no limit.
 * @return 0, or -EINVAL: there aren't enough
 */
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
		/* A channel's first half is the one that the back end writes. */
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

/* @return 1: the device has the request; 0 or a negative errno: the answer to it */
static int submit(struct work *w)
{
	int error;

	if (!block)
		return -EIO;
	if (w->request.operation == BLOCK_FLUSH && !block->flush)
		return 0; /* the device has no cache to flush */
	error = block_submit(block, &w->request);
	return error ? error : 1;
}

/* Hand a client's next request to the device, in an idle `work`. @return whether there was one */
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

/* Hand all clients' requests to the device, one of each client a round. @return whether there was one */
static bool serve_all(void)
{
	bool some = false, more = true;

	/* The limit bounds a client whose requests fail at once to as many as a lane holds. */
	for (unsigned int round = 0; more && round < ROUNDS_MAX; round++) {
		more = false;
		for (unsigned int i = 0; i < clients && idle_count > 0; i++)
			more = serve(&client[i]) || more;
		some = some || more;
	}
	return some;
}

/* Take the requests that the device has done, and answer them. @return whether there was one */
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

/* After a look that found nothing: may this VM wait for an interrupt? */
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
	/* Interrupts only wake this VM: they are taken between two looks at device and lanes. */
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
