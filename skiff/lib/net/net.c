/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's clock, its thread, and its input. */
#include <string.h>
#include <skiff/assert.h>
#include <skiff/entropy.h>
#include <skiff/init.h>
#include <skiff/net.h>
#include <skiff/sched.h>
#include <skiff/timer.h>
#include "find.h"
#include "guard.h"
#include "hooks.h"
#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"

#define NS_PER_MILLISECOND 1000000u
#define LOOPS		   64 /* rounds of the loopback before other threads run */

uint32_t net_name_servers[2];
static struct list devices = LIST_INIT(devices);
static struct wait_queue waiting = WAIT_QUEUE_INIT(waiting, "network");
static bool wanted; /* the thread has work; changed with interrupts masked */
static struct timer timer;

unsigned int net_random(void)
{
	unsigned int number;

	entropy_get(&number, sizeof(number));
	return number;
}

/* lwIP's milliseconds. */
u32_t sys_now(void)
{
	return (u32_t)(time_ns() / NS_PER_MILLISECOND);
}

void dns_setserver(u8_t index, const ip_addr_t *server)
{
	if (index < sizeof(net_name_servers) / sizeof(net_name_servers[0]))
		net_name_servers[index] = server && IP_IS_V4(server) ? ip_2_ip4(server)->addr : 0;
}

void net_device_add(struct net_device *device)
{
	list_append(&devices, &device->node);
}

void net_wake(void)
{
	irq_state state = irq_save();

	wanted = true;
	wait_wake(&waiting, 0);
	irq_restore(state);
}

static void expired(struct timer *t)
{
	(void)t;
	net_wake();
}

static void input(struct netif *interface, const void *frame, size_t size)
{
	struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)(size + ETH_PAD_SIZE), PBUF_RAM);

	if (!p)
		return;
	memcpy((char *)p->payload + ETH_PAD_SIZE, frame, size);
	find_show(frame, size);
	if (interface->input(p, interface) != ERR_OK)
		pbuf_free(p);
	find_restore();
}

void net_input(struct netif *interface, const void *frame, size_t size)
{
	uint8_t first[GUARD_SYN_SIZE];
	size_t again;

	if (size > UINT16_MAX - ETH_PAD_SIZE)
		return;
	input(interface, frame, size);
	again = guard_revive(frame, size, first);
	if (again > 0) {
		input(interface, first, again);
		guard_revived();
		input(interface, frame, size);
	}
	guard_settle();
}

static bool loops(void)
{
	struct netif *n;

	NETIF_FOREACH(n) if (n->loop_first) return true;
	return false;
}

/* An earlier timer that is set already stays: it wakes the thread once for nothing. */
static void set_timer(void)
{
	u32_t left = sys_timeouts_sleeptime();
	uint64_t deadline;

	if (left == SYS_TIMEOUTS_SLEEPTIME_INFINITE)
		return;
	deadline = time_deadline((uint64_t)left * NS_PER_MILLISECOND);
	if (!timer.started || deadline < timer.deadline)
		timer_start(&timer, deadline);
}

void net_leave(void)
{
	for (unsigned int i = 0; i < LOOPS && loops(); i++)
		netif_poll_all();
	list_each(node, &devices)
	{
		struct net_device *d = container_of(node, struct net_device, node);

		d->flush(d);
	}
	if (loops())
		net_wake();
	set_timer();
}

void net_poll(void)
{
	list_each(node, &devices)
	{
		struct net_device *d = container_of(node, struct net_device, node);

		while (d->receive(d))
			;
	}
	sys_check_timeouts();
	net_leave();
}

static _Noreturn void run(void *argument)
{
	(void)argument;
	for (;;) {
		irq_state state = irq_save();

		if (!wanted)
			wait_block(&waiting);
		wanted = false;
		irq_restore(state);
		net_poll();
	}
}

static void net_init(void)
{
	struct thread *thread;

	timer_init(&timer, expired);
	lwip_init();
	set_timer();
	thread = thread_create("network", run, NULL, PRIORITY_DEFAULT, 0);
	if (!thread)
		panic("no memory for the network's thread");
	thread_detach(thread);
}
INIT(INIT_DEVICE, net_init);
