/* SPDX-License-Identifier: BSD-3-Clause */
/* IPv6: what routers and neighbours say, extension headers and fragments, floods, damaged segments. */
#define IP_SIZE 40u
#define PORT	7071
#include "peer.h"
#include "../ipv6.h"
#include "lwip/prot/ip6.h"

#define TCP	  6
#define ICMP	  58
#define CARRIED	  256u /* bytes behind the header of IP, at most */
#define EXTENSION 8u   /* bytes of an extension header */
#define HOSTILE	  5000

static const uint8_t own[16] = {0xfd, [15] = 1}, peer[16] = {0xfd, [15] = 2};
static const uint8_t router[16] = {0xfe, 0x80, [15] = 9}, all_nodes[16] = {0xff, 2, [15] = 1};
/* The solicited-node address of `own` (RFC 4291, 2.7.1). */
static const uint8_t solicited[16] = {0xff, 2, [11] = 1, 0xff, [15] = 1};

static err_t catch (struct netif *n, struct pbuf *p, const ip6_addr_t *to)
{
	uint8_t header[IP_SIZE];

	(void)n, (void)to;
	pbuf_copy_partial(p, header, sizeof(header), 0);
	if (header[6] != TCP)
		return ERR_OK;
	pbuf_copy_partial(p, answer, sizeof(answer), 0);
	answers++;
	return ERR_OK;
}

/* A packet: what is in IP lies behind HEADERS bytes of its frame, extension headers first. */
struct packet {
	const uint8_t *from, *to;
	uint8_t next;	      /* kind of what comes first */
	uint8_t protocol;     /* … and of what comes behind the extension headers */
	unsigned int before;  /* bytes of these */
	unsigned int carried; /* bytes behind these, whose checksum is at `sum` */
	unsigned int sum;
};

/* Write the header and the checksum, and give the frame to lwIP. */
static void send(uint8_t *frame, const struct packet *p)
{
	uint8_t *ip = frame + 14, *payload = frame + HEADERS + p->before, pseudo[8] = {0};

	memcpy(frame, interface.hwaddr, 6);
	frame[6] = 2, frame[11] = 9;
	put16(frame + 12, 0x86dd);
	ip[0] = 0x60;
	put16(ip + 4, p->before + p->carried);
	ip[6] = p->next, ip[7] = 255;
	memcpy(ip + 8, p->from, 16);
	memcpy(ip + 24, p->to, 16);
	damage(ip, 8);
	put16(pseudo + 2, p->carried);
	pseudo[7] = p->protocol;
	memset(payload + p->sum, 0, 2);
	put_sum(payload + p->sum, (uint32_t)net_checksum(ip + 8, 32) + net_checksum(pseudo, 8) +
				      net_checksum(payload, (int)p->carried));
	give(frame, p->before + p->carried);
}

static void segment(unsigned int port, unsigned int flags, uint32_t sequence, uint32_t acknowledged)
{
	uint8_t frame[SIZE] = {0};
	const struct packet p = {
	    .from = peer,
	    .to = own,
	    .next = TCP,
	    .protocol = TCP,
	    .carried = put_tcp(frame + HEADERS, port, flags, sequence, acknowledged),
	    .sum = 16,
	};

	send(frame, &p);
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
	ip6_addr_t address = {0};

	begin_interface();
	memcpy(address.addr, own, sizeof(own));
	netif_ip6_addr_set(&interface, 1, &address);
	netif_ip6_addr_set_state(&interface, 1, IP6_ADDR_PREFERRED);
	return listen_at(IP_ANY_TYPE, backlog);
}

TEST(ipv6_a_router_announces_the_address)
{
	uint8_t frame[HEADERS + 48] = {0}, *message = frame + HEADERS;
	const struct packet p = {.from = router,
				 .to = all_nodes,
				 .next = ICMP,
				 .protocol = ICMP,
				 .carried = 48,
				 .sum = 2};
	unsigned int found = 0;

	begin_interface();
	CHECK(ip6_addr_ispreferred(netif_ip6_addr_state(&interface, 0)) &&
	      ip6_addr_islinklocal(netif_ip6_addr(&interface, 0)));
	message[0] = 134; /* router advertisement (RFC 4861, 4.2), and prefix information (4.6.2) */
	message[4] = 64;
	put16(message + 6, 1800);
	message[16] = 3, message[17] = 4, message[18] = 64, message[19] = 0xc0;
	put32(message + 20, 86400);
	put32(message + 24, 86400);
	memcpy(message + 32, own, 8);
	send(frame, &p);
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

/* --- Hostile routers and neighbours ------------------------------------------------------------- */

TEST(ipv6_a_neighbour_that_claims_the_address_does_not_get_it)
{
	uint8_t frame[HEADERS + 32] = {0}, *message = frame + HEADERS;
	const struct packet p = {.from = router,
				 .to = all_nodes,
				 .next = ICMP,
				 .protocol = ICMP,
				 .carried = 32,
				 .sum = 2};
	unsigned int before = count_connections();
	struct tcp_pcb *listener = begin(8);

	keep = true;
	segment(1004, TCP_SYN, INITIAL, 0);
	segment(1004, TCP_ACK, INITIAL + 1, answered_sequence() + 1);
	CHECK(accepted == 1 && count_connections() == before + 1);
	message[0] = 136, message[4] = 0x20; /* neighbour advertisement (RFC 4861, 4.4) */
	memcpy(message + 8, own, 16);
	message[24] = 2, message[25] = 1, message[31] = 9;
	send(frame, &p);
	CHECK(ip6_addr_ispreferred(netif_ip6_addr_state(&interface, 1)) &&
	      count_connections() == before + 1);
	segment(1004, TCP_RST | TCP_ACK, INITIAL + 1, answered_sequence() + 1);
	keep = false;
	check_new_client();
	end(listener);
}

static const uint8_t *one_of(const uint8_t *const *addresses, unsigned int count)
{
	return addresses[random_below(count)];
}

/* Up to three headers of extension, among them fragments. @return their bytes; *next: the first one's kind */
static unsigned int put_extensions(uint8_t *at, uint8_t protocol, uint8_t *next)
{
	static const uint8_t kinds[] = {0, 43, 44, 60}; /* by hop, routing, fragment, destination */
	unsigned int count = random_below(4);

	*next = protocol;
	for (unsigned int i = count; i-- > 0;) {
		uint8_t *header = at + i * EXTENSION;

		for (unsigned int n = 0; n < EXTENSION; n++)
			header[n] = random_below(3) ? 0 : (uint8_t)random_below(256);
		header[0] = *next;
		header[1] = random_below(4) ? 0 : (uint8_t)random_below(256);
		*next = kinds[random_below(sizeof(kinds))];
	}
	return count * EXTENSION;
}

/* A message of ICMPv6, nearly right: fields at random, options of any kind and length. */
static void put_message(uint8_t *message, unsigned int size)
{
	static const uint8_t types[] = {1,   2,	  3,   4,   128, 129, 130,
					131, 132, 133, 134, 135, 136, 137};

	for (unsigned int i = 0; i < size; i++)
		message[i] = (uint8_t)(random_below(2) ? 0 : random_below(256));
	message[0] = types[random_below(sizeof(types))];
	message[1] = random_below(8) ? 0 : (uint8_t)random_below(256);
	if (size >= 24 && random_below(2))
		memcpy(message + 8, random_below(2) ? own : router, 16); /* the target */
	for (unsigned int at = random_below(2) ? 16 : 24; at + 8 <= size;) {
		message[at] = (uint8_t)(1 + random_below(5));
		message[at + 1] = (uint8_t)random_below(6);
		at += 8 * (1 + random_below(4));
	}
}

TEST(ipv6_hostile_routers_and_neighbours_leave_the_network_serving)
{
	static const uint8_t any[16] = {0};
	static const uint8_t *const from[] = {router, peer, own, any, all_nodes};
	static const uint8_t *const to[] = {own, all_nodes, solicited, router};
	uint8_t frame[HEADERS + CARRIED];
	struct tcp_pcb *listener = begin(8);
	unsigned int known = 0;

	for (unsigned int i = 0; i < HOSTILE; i++) {
		struct packet p = {
		    .from = one_of(from, 5), .to = one_of(to, 4), .protocol = ICMP, .sum = 2};

		memset(frame, 0, sizeof(frame));
		p.before = put_extensions(frame + HEADERS, ICMP, &p.next);
		p.carried = 4 + random_below(CARRIED - 3 * EXTENSION - 3);
		put_message(frame + HEADERS + p.before, p.carried);
		damaging = random_below(4) == 0;
		send(frame, &p);
		damaging = false;
	}
	for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
		known += !ip6_addr_isinvalid(netif_ip6_addr_state(&interface, i));
	CHECK(known >= 2 && ip6_addr_ispreferred(netif_ip6_addr_state(&interface, 1)));
	check_new_client();
	end(listener);
}

/* --- As by IPv4 --------------------------------------------------------------------------------- */

TEST(ipv6_a_connection_that_gave_way_is_made_again_by_its_acknowledgement)
{
	struct tcp_pcb *listener = begin(4);

	check_connection_that_gave_way();
	end(listener);
}

TEST(ipv6_damaged_frames_leave_the_network_serving)
{
	struct tcp_pcb *listener = begin(8);

	check_damaged_segments();
	end(listener);
}

TEST(ipv6_a_connection_is_found_without_a_search)
{
	struct tcp_pcb *listener = begin(12);

	check_many_connections();
	end(listener);
}
