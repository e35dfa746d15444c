/* SPDX-License-Identifier: BSD-3-Clause */
/* IPv6 over an interface whose other end is the test: what routers announce, floods, damaged frames. */
#include <string.h>
#include <skiff/net.h>
#include <skiff/test.h>
#include "../guard.h"
#include "../ipv6.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/ip6.h"

#define PORT	7071
#define INITIAL 0x01020304u
#define FLOOD	300
#define DAMAGED 5000
#define MANY	12u
#define HEADERS (14u + IP6_HLEN)
#define SIZE	(HEADERS + TCP_HLEN + 4)
#define TCP	6
#define ICMP	58

static const uint8_t own[16] = {0xfd, [15] = 1}, peer[16] = {0xfd, [15] = 2};
static const uint8_t router[16] = {0xfe, 0x80, [15] = 9}, all_nodes[16] = {0xff, 2, [15] = 1};
static struct netif interface;
static uint8_t answer[SIZE]; /* of the last packet that lwIP sent, from its Internet header on */
static unsigned int answers, accepted;
static uint16_t accepted_segment;
static bool keep, damaging;
static uint32_t random_state;

static err_t catch (struct netif *n, struct pbuf *p, const ip6_addr_t *to)
{
	(void)n, (void)to;
	pbuf_copy_partial(p, answer, sizeof(answer), 0);
	answers += answer[6] == TCP;
	return ERR_OK;
}

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
	n->flags = NETIF_FLAG_ETHERNET | NETIF_FLAG_ETHARP;
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

/* Make the headers of a packet with `size` bytes of `protocol`, whose checksum is at `sum`, and give it to lwIP. */
static void packet(uint8_t *frame, const uint8_t from[16], const uint8_t to[16], uint8_t protocol,
		   unsigned int size, unsigned int sum)
{
	uint8_t *ip = frame + 14, *payload = ip + IP6_HLEN, pseudo[8] = {0};
	uint32_t folded;
	uint16_t stored;

	memcpy(frame, interface.hwaddr, 6);
	frame[6] = 2, frame[11] = 9;
	put16(frame + 12, 0x86dd);
	ip[0] = 0x60;
	put16(ip + 4, size);
	ip[6] = protocol, ip[7] = 255;
	memcpy(ip + 8, from, 16);
	memcpy(ip + 24, to, 16);
	damage(ip, 8);
	put16(pseudo + 2, size);
	pseudo[7] = protocol;
	folded = (uint32_t)net_checksum(ip + 8, 32) + net_checksum(pseudo, 8) +
		 net_checksum(payload, (int)size);
	folded = (folded >> 16) + (folded & 0xffff);
	stored = (uint16_t) ~((folded >> 16) + (folded & 0xffff));
	memcpy(payload + sum, &stored, sizeof(stored));
	net_input(&interface, frame, damaging ? size + random_below(HEADERS) : HEADERS + size);
	net_leave();
}

static void segment(unsigned int port, unsigned int flags, uint32_t sequence, uint32_t acknowledged)
{
	uint8_t frame[SIZE] = {0}, *tcp = frame + HEADERS;
	unsigned int size = flags & TCP_SYN ? 24 : 20;

	put16(tcp, port);
	put16(tcp + 2, PORT);
	put32(tcp + 4, sequence);
	put32(tcp + 8, acknowledged);
	tcp[12] = (uint8_t)(size / 4 << 4), tcp[13] = (uint8_t)flags;
	put16(tcp + 14, 8000);
	put32(tcp + 20, 2u << 24 | 4u << 16 | 1300); /* largest segment, if it is a SYN */
	damage(tcp + 12, 4);
	packet(frame, peer, own, TCP, size, 16);
}

static uint32_t answered_sequence(void)
{
	const uint8_t *at = answer + IP6_HLEN + 4;

	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void begin_interface(void)
{
	netif_add(&interface, NULL, NULL, NULL, NULL, set_up, netif_input);
	ipv6_begin(&interface);
	interface.output_ip6 = catch;
	netif_set_up(&interface);
	netif_set_link_up(&interface);
}

static struct tcp_pcb *begin(unsigned int backlog)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(IPADDR_TYPE_ANY);
	ip6_addr_t address = {0};

	begin_interface();
	memcpy(address.addr, own, sizeof(own));
	netif_ip6_addr_set(&interface, 1, &address);
	netif_ip6_addr_set_state(&interface, 1, IP6_ADDR_PREFERRED);
	tcp_bind(pcb, IP_ANY_TYPE, PORT);
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

TEST(ipv6_a_router_announces_the_address)
{
	uint8_t frame[HEADERS + 48] = {0}, *message = frame + HEADERS;
	unsigned int found = 0;

	begin_interface();
	CHECK(netif_ip6_addr_state(&interface, 0) & IP6_ADDR_TENTATIVE &&
	      ip6_addr_islinklocal(netif_ip6_addr(&interface, 0)));
	message[0] = 134; /* router advertisement (RFC 4861, 4.2), and prefix information (4.6.2) */
	message[4] = 64;
	put16(message + 6, 1800);
	message[16] = 3, message[17] = 4, message[18] = 64, message[19] = 0xc0;
	put32(message + 20, 86400);
	put32(message + 24, 86400);
	memcpy(message + 32, own, 8);
	packet(frame, router, all_nodes, ICMP, 48, 2);
	for (int i = 1; i < LWIP_IPV6_NUM_ADDRESSES; i++)
		if (!ip6_addr_isinvalid(netif_ip6_addr_state(&interface, i)) &&
		    memcmp(netif_ip6_addr(&interface, i)->addr, own, 8) == 0 &&
		    memcmp(&netif_ip6_addr(&interface, i)->addr[2],
			   &netif_ip6_addr(&interface, 0)->addr[2], 8) == 0)
			found++;
	CHECK(found == 1);
	netif_remove(&interface);
	net_leave();
}

TEST(ipv6_a_connection_that_gave_way_is_made_again_by_its_acknowledgement)
{
	struct tcp_pcb *listener = begin(4);
	uint32_t isn;

	segment(1001, TCP_SYN, INITIAL, 0);
	isn = answered_sequence();
	for (unsigned int i = 0; i < FLOOD; i++)
		segment(30000 + i, TCP_SYN, i, 0);
	CHECK(answers == FLOOD + 1 && accepted == 0);
	segment(1001, TCP_ACK, INITIAL + 1, isn + 2);
	segment(1002, TCP_ACK, INITIAL + 1, isn + 1);
	CHECK(accepted == 0); /* nobody but who has seen the answer */
	segment(1001, TCP_ACK, INITIAL + 1, isn + 1);
	CHECK(accepted == 1 && accepted_segment == 1220);
	end(listener);
}

TEST(ipv6_damaged_frames_leave_the_network_serving)
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

/* lwIP puts a connection that it has searched for to the front of its list: one that is found stays where it is. */
TEST(ipv6_a_connection_is_found_without_a_search)
{
	struct tcp_pcb *listener = begin(MANY), *first;
	uint32_t next[MANY];

	keep = true;
	for (unsigned int i = 0; i < MANY; i++) {
		segment(2000 + i, TCP_SYN, INITIAL, 0);
		next[i] = answered_sequence() + 1;
		segment(2000 + i, TCP_ACK, INITIAL + 1, next[i]);
	}
	CHECK(accepted == MANY);
	first = tcp_active_pcbs;
	for (unsigned int i = 0; i < MANY; i++) {
		segment(2000 + i, TCP_ACK, INITIAL + 1, next[i]);
		CHECK(tcp_active_pcbs == first);
	}
	for (unsigned int i = 0; i < MANY; i++)
		segment(2000 + i, TCP_RST | TCP_ACK, INITIAL + 1, next[i]);
	keep = false;
	end(listener);
}
