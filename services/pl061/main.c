/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PL061 for a client, with lines that are joined to those of other VMs (bulkhead/gpio.h). Client and peers may be hostile: a
 * peer drives only the lines that the configuration gives it.
 */
#include <errno.h>
#include <stddef.h>
#include <bulkhead/gpio.h>
#include <skiff/extension.h>
#include "gpio.h"

#define BOTH (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)

static EXTENSION_KEPT struct gpio gpio;

static const struct gpio_port *port;
static struct {
	volatile uint32_t *mine;
	const volatile uint32_t *theirs;
	unsigned int bell;
} peers[GPIO_PEERS_MAX];
static uint32_t interrupt;
static uint8_t raised; /* interrupts that the client knows of */
/* Only one of several vCPUs is inside; the others try again. */
static uint32_t busy;

static const void *at(uint32_t offset)
{
	return (const char *)bootinfo() + offset;
}

/* Join a channel's page to a peer: the page to write, or the one that the peer writes. */
static int join(const struct bulkhead_channel *c, uint32_t peer)
{
	const struct bulkhead_channel *mine = c[0].rights == BOTH ? &c[0] : &c[1];
	const struct bulkhead_channel *theirs = mine == &c[0] ? &c[1] : &c[0];

	if (mine->rights != BOTH || theirs->rights != BULKHEAD_RIGHT_READ ||
	    mine->peer != theirs->peer)
		return -EINVAL;
	peers[peer].mine = (volatile uint32_t *)(uintptr_t)mine->ipa;
	peers[peer].theirs = (const volatile uint32_t *)(uintptr_t)theirs->ipa;
	peers[peer].bell = mine->index;
	return 0;
}

/* Show each peer the outputs that it may see. */
static void drive(void)
{
	for (uint32_t i = 0; i < port->peer_count; i++) {
		uint32_t driven = gpio.outputs & port->peer[i].send & 0xff;
		uint32_t wires = GPIO_WIRES(driven, gpio.latch & driven);

		if (*peers[i].mine == wires)
			continue;
		__atomic_store_n(peers[i].mine, wires, __ATOMIC_RELEASE);
		extension_doorbell(peers[i].bell);
	}
}

/* Take the levels that the peers drive, and update interrupts after these or after a write. */
static void look(void)
{
	uint32_t inputs = 0;
	uint8_t interrupts;

	for (uint32_t i = 0; i < port->peer_count; i++)
		inputs |= GPIO_HIGH(__atomic_load_n(peers[i].theirs, __ATOMIC_ACQUIRE)) &
			  port->peer[i].receive;
	gpio_set_inputs(&gpio, (uint8_t)inputs);
	interrupts = gpio_interrupts(&gpio);
	/* The injected interrupt is an edge: inject it if there is a new interrupt. */
	if (interrupts & ~raised)
		extension_inject(interrupt, BULKHEAD_INJECT_PULSE);
	raised = interrupts;
}

int extension_on_init(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_client *client = at(b->clients);
	const struct bulkhead_channel *channel = at(b->channels);
	int error = 0;

	port = at(b->configuration);
	if (b->configuration_size < sizeof(*port) || port->peer_count > GPIO_PEERS_MAX ||
	    b->configuration_size != sizeof(*port) + port->peer_count * sizeof(*port->peer) ||
	    b->channel_count != 2 * port->peer_count || b->client_count != 1 ||
	    client->inject_count == 0)
		return -EINVAL;
	interrupt = client->inject;
	for (uint32_t i = 0; i < port->peer_count && !error; i++)
		error = join(&channel[2 * (size_t)i], i);
	if (error)
		return error;
	drive();
	look();
	return 0;
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	uint64_t result = 0;

	(void)header;
	if (ipa & 3)
		return extension_resume(0);
	if (__atomic_exchange_n(&busy, 1, __ATOMIC_ACQUIRE))
		return extension_retry();
	if (access & BULKHEAD_MMIO_WRITE) {
		gpio_write(&gpio, ipa & 0xffc, (uint8_t)value);
		drive();
		look();
	} else {
		result = gpio_read(&gpio, ipa & 0xffc);
	}
	__atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
	return extension_resume(result);
}

enum bulkhead_action extension_on_notify(uint64_t header)
{
	(void)header;
	if (__atomic_exchange_n(&busy, 1, __ATOMIC_ACQUIRE))
		return BULKHEAD_RETRY;
	look();
	__atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
	return BULKHEAD_RESUME;
}

/* Reset: all lines become inputs (3.3.2). */
enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	gpio = (struct gpio){0};
	drive();
	look();
	__atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
	return BULKHEAD_RESUME;
}
