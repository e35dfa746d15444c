/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An interface whose other end is the test, and what a peer there does to a listener, by IPv4 as by IPv6. A file that includes
 * this defines IP_SIZE, the bytes of its Internet header, PORT, that of the listener, and segment().
 */
#pragma once
#include <string.h>
#include <skiff/net.h>
#include <skiff/test.h>
#include "../guard.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"

#define INITIAL 0x01020304u /* the sequence number with which the client begins */
#define FLOOD	300
#define DAMAGED 5000
#define HEADERS (14u + IP_SIZE)		 /* bytes of a frame before what IP carries */
#define SIZE	(HEADERS + TCP_HLEN + 4) /* bytes of a SYN's frame with one option */

static struct netif interface;
static uint8_t answer[SIZE]; /* the last packet that lwIP sent, from its Internet header on */
static unsigned int answers, accepted;
static bool keep; /* accepted connections are kept */
static uint16_t accepted_segment;
static uint32_t random_state;
static bool damaging;

/* Give lwIP a segment of the peer's port `port`. A damaged one has a correct checksum, so that lwIP reads it. */
static void segment(unsigned int port, unsigned int flags, uint32_t sequence,
		    uint32_t acknowledged);

static err_t drop(struct netif *n, struct pbuf *p)
{
	(void)n, (void)p;
	return ERR_OK;
}

static err_t set_up(struct netif *n)
{
	n->hwaddr_len = sizeof(n->hwaddr);
	n->hwaddr[0] = 2;
	n->mtu = 1500;
	n->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHERNET | NETIF_FLAG_ETHARP;
	n->linkoutput = drop;
	return ERR_OK;
}

static err_t on_accept(void *argument, struct tcp_pcb *pcb, err_t error)
{
	(void)argument;
	if (error != ERR_OK || !pcb)
		return ERR_VAL;
	accepted++;
	accepted_segment = tcp_mss(pcb);
	if (keep)
		return ERR_OK;
	tcp_abort(pcb);
	return ERR_ABRT;
}

static void put16(uint8_t *at, unsigned int value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

/* The checksum of a sum of up to 2^16 words. */
static void put_sum(uint8_t *at, uint32_t sum)
{
	uint16_t folded;

	sum = (sum >> 16) + (sum & 0xffff);
	folded = (uint16_t) ~((sum >> 16) + (sum & 0xffff));
	memcpy(at, &folded, sizeof(folded));
}

static uint32_t random_below(uint32_t bound)
{
	random_state = random_state * 1664525 + 1013904223; /* Numerical Recipes, 7.1 */
	return (random_state >> 8) % bound;
}

static void damage(uint8_t *at, uint32_t size)
{
	if (damaging && random_below(2))
		at[random_below(size)] ^= (uint8_t)(1u << random_below(8));
}

/* Write a TCP header without its checksum. @return its bytes */
static unsigned int put_tcp(uint8_t *tcp, unsigned int port, unsigned int flags, uint32_t sequence,
			    uint32_t acknowledged)
{
	unsigned int size = flags & TCP_SYN ? 24 : 20;

	put16(tcp, port);
	put16(tcp + 2, PORT);
	put32(tcp + 4, sequence);
	put32(tcp + 8, acknowledged);
	tcp[12] = (uint8_t)(size / 4 << 4), tcp[13] = (uint8_t)flags;
	put16(tcp + 14, 8000);
	put32(tcp + 20, 2u << 24 | 4u << 16 | 1300); /* largest segment, if it is a SYN */
	damage(tcp + 12, 12);
	return size;
}

/* Give lwIP a frame that carries `size` bytes in IP; of a damaged one, any number of its bytes. */
static void give(const uint8_t *frame, unsigned int size)
{
	net_input(&interface, frame, damaging ? size + random_below(HEADERS + 1) : HEADERS + size);
	net_leave();
}

static uint32_t answered_sequence(void)
{
	const uint8_t *at = answer + IP_SIZE + 4;

	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static struct tcp_pcb *listen_at(const ip_addr_t *address, unsigned int backlog)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(IP_GET_TYPE(address));

	tcp_bind(pcb, address, PORT);
	pcb = tcp_listen_with_backlog(pcb, (uint8_t)backlog);
	tcp_accept(pcb, on_accept);
	answers = accepted = 0;
	return pcb;
}

static void end(struct tcp_pcb *listener)
{
	tcp_close(listener);
	netif_remove(&interface);
	net_leave();
}

static unsigned int count_connections(void)
{
	unsigned int count = 0;

	for (const struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		count++;
	return count;
}

/* --- Checks of a listener ---------------------------------------------------------------------- */

static void check_new_client(void)
{
	accepted = 0;
	segment(1003, TCP_SYN, INITIAL, 0);
	segment(1003, TCP_ACK, INITIAL + 1, answered_sequence() + 1);
	CHECK(accepted == 1);
}

/* With a backlog of less than FLOOD. */
static void check_connection_that_gave_way(void)
{
	uint32_t isn;

	segment(1001, TCP_SYN, INITIAL, 0);
	isn = answered_sequence();
	for (unsigned int i = 0; i < FLOOD; i++)
		segment(30000 + i, TCP_SYN, i, 0);
	CHECK(answers == FLOOD + 1 && accepted == 0);
	segment(1001, TCP_ACK, INITIAL + 1, isn + 2);
	segment(1001, TCP_ACK, INITIAL, isn + 1);
	segment(1002, TCP_ACK, INITIAL + 1, isn + 1);
	CHECK(accepted == 0); /* only a client that has seen the answer is accepted */
	segment(1001, TCP_ACK, INITIAL + 1, isn + 1);
	CHECK(accepted == 1 && accepted_segment == 1220);
}

static void check_damaged_segments(void)
{
	static const uint8_t flags[] = {TCP_SYN,	   TCP_ACK,	      TCP_RST,
					TCP_FIN | TCP_ACK, TCP_PSH | TCP_ACK, TCP_SYN | TCP_ACK};

	damaging = true;
	for (unsigned int i = 0; i < DAMAGED; i++)
		segment(40000 + random_below(16), flags[random_below(sizeof(flags))],
			random_below(3), answered_sequence() + random_below(2));
	damaging = false;
	check_new_client();
}

/* lwIP moves a connection that it searched for to the front of its list; a remembered one stays in its place. */
static void check_many_connections(void)
{
	enum { MANY = 12, SENT = INITIAL + 1 };
	unsigned int before = count_connections();
	const struct tcp_pcb *first;
	uint32_t next[MANY];

	keep = true;
	for (unsigned int i = 0; i < MANY; i++) {
		segment(2000 + i, TCP_SYN, INITIAL, 0);
		next[i] = answered_sequence() + 1;
		segment(2000 + i, TCP_ACK, SENT, next[i]);
	}
	CHECK(accepted == MANY && count_connections() == before + MANY);
	first = tcp_active_pcbs;
	for (unsigned int i = 0; i < MANY; i++) {
		segment(2000 + i, TCP_ACK, SENT, next[i]);
		CHECK(tcp_active_pcbs == first && count_connections() == before + MANY);
	}
	/* Neither the first nor the last of the list at first. */
	for (unsigned int i = MANY; i-- > 0;) {
		unsigned int which = (i + MANY / 2) % MANY;

		segment(2000 + which, TCP_RST | TCP_ACK, SENT, next[which]);
		CHECK(count_connections() == before + i);
	}
	keep = false;
}
