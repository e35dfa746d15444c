/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <skiff/net.h>
#include <skiff/test.h>
#include "../guard.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"

#define PORT	7070
#define INITIAL 0x01020304u /* the sequence number with which the client begins */
#define FLOOD	300
#define DAMAGED 5000
#define SIZE	58u /* an Ethernet frame: headers, and the option of a SYN */

static struct netif interface;
static uint8_t answer[SIZE]; /* the Internet part of the last segment that lwIP sent */
static unsigned int answers, accepted;
static bool keep; /* accepted connections are kept */
static uint16_t accepted_segment;

static err_t catch (struct netif *n, struct pbuf *p, const ip4_addr_t *to)
{
	(void)n, (void)to;
	pbuf_copy_partial(p, answer, sizeof(answer), 0);
	answers++;
	return ERR_OK;
}

/* Only ARP frames are sent this way. */
static err_t drop(struct netif *n, struct pbuf *p)
{
	(void)n, (void)p;
	return ERR_OK;
}

static err_t set_up(struct netif *n)
{
	n->hwaddr_len = sizeof(n->hwaddr);
	n->mtu = 1500;
	n->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHERNET | NETIF_FLAG_ETHARP;
	n->output = catch;
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

static void put_sum(uint8_t *at, uint32_t sum)
{
	uint16_t folded = (uint16_t) ~((sum >> 16) + (sum & 0xffff));

	memcpy(at, &folded, sizeof(folded));
}

static uint32_t random_state;
static bool damaging;

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

/* A segment of 10.9.0.2, of its port `port`. A damaged one has a correct checksum, so that lwIP reads it. */
static void segment(unsigned int port, unsigned int flags, uint32_t sequence, uint32_t acknowledged)
{
	uint8_t frame[SIZE] = {0}, *ip = frame + 14, *tcp = ip + 20, pseudo[12] = {0};
	unsigned int size = flags & TCP_SYN ? 24 : 20;

	memcpy(frame, interface.hwaddr, 6);
	frame[6] = 2;
	put16(frame + 12, 0x0800);
	ip[0] = 0x45, ip[8] = 64, ip[9] = 6;
	put16(ip + 2, 20 + size);
	put32(ip + 12, 0x0a090002);
	put32(ip + 16, 0x0a090001);
	damage(ip, 10);
	put_sum(ip + 10, net_checksum(ip, 20));
	put16(tcp, port);
	put16(tcp + 2, PORT);
	put32(tcp + 4, sequence);
	put32(tcp + 8, acknowledged);
	tcp[12] = (uint8_t)(size / 4 << 4), tcp[13] = (uint8_t)flags;
	put16(tcp + 14, 8000);
	put32(tcp + 20, 2u << 24 | 4u << 16 | 1300); /* largest segment, if it is a SYN */
	damage(tcp + 12, 12);
	memcpy(pseudo, ip + 12, 8);
	put16(pseudo + 8, 6);
	put16(pseudo + 10, size);
	put_sum(tcp + 16, (uint32_t)net_checksum(pseudo, 12) + net_checksum(tcp, (int)size));
	net_input(&interface, frame, damaging ? size + random_below(35) : 34 + size);
	net_leave();
}

static uint32_t answered_sequence(void)
{
	return (uint32_t)answer[24] << 24 | (uint32_t)answer[25] << 16 | (uint32_t)answer[26] << 8 |
	       answer[27];
}

static struct tcp_pcb *begin(unsigned int backlog)
{
	ip4_addr_t address, mask, gateway = {0};
	struct tcp_pcb *pcb = tcp_new();

	IP4_ADDR(&address, 10, 9, 0, 1);
	IP4_ADDR(&mask, 255, 255, 255, 0);
	netif_add(&interface, &address, &mask, &gateway, NULL, set_up, netif_input);
	netif_set_up(&interface);
	netif_set_link_up(&interface);
	tcp_bind(pcb, IP4_ADDR_ANY, PORT);
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

TEST(a_client_is_served_while_connections_are_flooded)
{
	struct tcp_pcb *listener = begin(255);

	for (unsigned int i = 0; i < FLOOD; i++)
		segment(20000 + i, TCP_SYN, i, 0);
	CHECK(answers == FLOOD);
	segment(1000, TCP_SYN, INITIAL, 0);
	segment(1000, TCP_ACK, INITIAL + 1, answered_sequence() + 1);
	CHECK(accepted == 1);
	end(listener);
}

TEST(a_connection_that_gave_way_is_made_again_by_its_acknowledgement)
{
	struct tcp_pcb *listener = begin(4);
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
	end(listener);
}

TEST(damaged_frames_leave_the_network_serving)
{
	static const uint8_t flags[] = {TCP_SYN,	   TCP_ACK,	      TCP_RST,
					TCP_FIN | TCP_ACK, TCP_PSH | TCP_ACK, TCP_SYN | TCP_ACK};
	struct tcp_pcb *listener = begin(8);

	damaging = true;
	for (unsigned int i = 0; i < DAMAGED; i++)
		segment(40000 + random_below(16), flags[random_below(sizeof(flags))],
			random_below(3), answered_sequence() + random_below(2));
	damaging = false;
	accepted = 0;
	segment(1003, TCP_SYN, INITIAL, 0);
	segment(1003, TCP_ACK, INITIAL + 1, answered_sequence() + 1);
	CHECK(accepted == 1);
	end(listener);
}

static unsigned int count_connections(void)
{
	unsigned int count = 0;

	for (const struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		count++;
	return count;
}

/* lwIP moves a connection that it searched for to the front of its list; a remembered one stays in its place. */
TEST(a_connection_is_found_without_a_search_and_its_end_leaves_the_others)
{
	enum { MANY = 12, SENT = INITIAL + 1 };
	struct tcp_pcb *listener = begin(MANY), *first;
	unsigned int before = count_connections();
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
	for (unsigned int i = MANY;
	     i-- > 0;) { /* neither the first nor the last of the list at first */
		unsigned int which = (i + MANY / 2) % MANY;

		segment(2000 + which, TCP_RST | TCP_ACK, SENT, next[which]);
		CHECK(count_connections() == before + i);
	}
	keep = false;
	end(listener);
}
