/* SPDX-License-Identifier: BSD-3-Clause */
/* A network of three ports in one program: 0 and 1 send to each other; 2 may send only to 1; 0 may send to 2, its uplink. */
#pragma once
#include <string.h>
#include <skiff/switch_port.h>

#define NETWORK_PORTS 3u
#define NETWORK_SLOTS 64u

static union {
	struct lane_half head;
	char bytes[LANE_HALF_BYTES(NETWORK_SLOTS, NETWORK_SLOT)];
} network_half[NETWORK_PORTS][NETWORK_PORTS]; /* [writer][reader] */

static union {
	struct network_port port;
	char bytes[sizeof(struct network_port) + NETWORK_PORTS * sizeof(struct network_peer)];
} network_config[NETWORK_PORTS];
static struct network_counters network_counters[NETWORK_PORTS];
static struct port network_port[NETWORK_PORTS];
static unsigned int network_rung[NETWORK_PORTS];
static uint64_t network_time;

static inline void network_ring(unsigned int bell)
{
	network_rung[bell]++;
}

static inline uint64_t network_now(void)
{
	return network_time;
}

static inline void network_mac(uint8_t mac[6], unsigned int port)
{
	memcpy(mac, (const uint8_t[]){2, 0, 0, 0, 0, (uint8_t)port}, 6);
}

#define NETWORK_MTU 65535u /* frames of all lengths */

static inline uint16_t network_flags(unsigned int from, unsigned int to)
{
	static const uint16_t flags[NETWORK_PORTS][NETWORK_PORTS] = {
	    {0, NETWORK_SEND | NETWORK_RECEIVE, NETWORK_SEND | NETWORK_UPLINK},
	    {NETWORK_SEND | NETWORK_RECEIVE, 0, NETWORK_RECEIVE},
	    {NETWORK_RECEIVE, NETWORK_SEND, 0},
	};

	return flags[from][to];
}

/* Begin port `n`, or begin it again. */
static inline void network_begin(unsigned int n, bool resume)
{
	struct network_port *c = &network_config[n].port;
	struct port *p = &network_port[n];
	unsigned int peers = 0;

	*c = (struct network_port){.flags = NETWORK_OFFLOAD,
				   .mtu = NETWORK_MTU,
				   .slots = NETWORK_SLOTS,
				   .frames = c->frames,
				   .bytes = c->bytes,
				   .broadcasts = c->broadcasts,
				   .peer_count = NETWORK_PORTS - 1};
	network_mac(c->mac, n);
	*p = (struct port){.config = c,
			   .ring = network_ring,
			   .now = network_now,
			   .hz = 1000,
			   .counters = &network_counters[n]};
	for (unsigned int i = 0; i < NETWORK_PORTS; i++) {
		if (i == n)
			continue;
		network_mac(c->peer[peers].mac, i);
		c->peer[peers++].flags = network_flags(n, i);
	}
	port_begin(p);
	for (unsigned int i = 0; i < NETWORK_PORTS; i++)
		if (i != n)
			port_join(p, &network_half[n][i].head, &network_half[i][n].head, i, resume);
}

/* Begin all ports, which have met. */
static inline void network_fresh(void)
{
	for (unsigned int i = 0; i < NETWORK_PORTS; i++)
		for (unsigned int n = 0; n < NETWORK_PORTS; n++)
			memset(&network_half[i][n], 0, LANE_HALF_BYTES(NETWORK_SLOTS, 0));
	memset(network_counters, 0, sizeof(network_counters));
	memset(network_rung, 0, sizeof(network_rung));
	memset(network_config, 0, sizeof(network_config));
	for (unsigned int i = 0; i < NETWORK_PORTS; i++)
		network_begin(i, false);
	for (unsigned int i = 0; i < 2 * NETWORK_PORTS; i++)
		port_look(&network_port[i % NETWORK_PORTS], 0);
}

/* The head of a frame; port 255: to all. */
static inline void network_head(void *to, unsigned int from_port, unsigned int to_port)
{
	struct port_head *h = to;

	memset(h, 0, PORT_HEAD);
	h->virtio.num_buffers = 1;
	network_mac(h->from, from_port);
	if (to_port == 255)
		memset(h->to, 255, 6);
	else
		network_mac(h->to, to_port);
}
