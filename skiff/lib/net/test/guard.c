/* SPDX-License-Identifier: BSD-3-Clause */
/* Floods and damaged segments by IPv4. */
#define IP_SIZE 20u
#define PORT	7070
#include "peer.h"

static err_t catch (struct netif *n, struct pbuf *p, const ip4_addr_t *to)
{
	(void)n, (void)to;
	pbuf_copy_partial(p, answer, sizeof(answer), 0);
	answers++;
	return ERR_OK;
}

/* Of 10.9.0.2. */
static void segment(unsigned int port, unsigned int flags, uint32_t sequence, uint32_t acknowledged)
{
	uint8_t frame[SIZE] = {0}, *ip = frame + 14, *tcp = ip + IP_SIZE, pseudo[12] = {0};
	unsigned int size = put_tcp(tcp, port, flags, sequence, acknowledged);

	memcpy(frame, interface.hwaddr, 6);
	frame[6] = 2, frame[11] = 9;
	put16(frame + 12, 0x0800);
	ip[0] = 0x45, ip[8] = 64, ip[9] = 6;
	put16(ip + 2, IP_SIZE + size);
	put32(ip + 12, 0x0a090002);
	put32(ip + 16, 0x0a090001);
	damage(ip, 10);
	put_sum(ip + 10, net_checksum(ip, IP_SIZE));
	memcpy(pseudo, ip + 12, 8);
	put16(pseudo + 8, 6);
	put16(pseudo + 10, size);
	put_sum(tcp + 16, (uint32_t)net_checksum(pseudo, 12) + net_checksum(tcp, (int)size));
	give(frame, size);
}

static struct tcp_pcb *begin(unsigned int backlog)
{
	ip4_addr_t address, mask, gateway = {0};

	IP4_ADDR(&address, 10, 9, 0, 1);
	IP4_ADDR(&mask, 255, 255, 255, 0);
	netif_add(&interface, &address, &mask, &gateway, NULL, set_up, netif_input);
	interface.output = catch;
	netif_set_up(&interface);
	netif_set_link_up(&interface);
	return listen_at(IP4_ADDR_ANY, backlog);
}

TEST(a_client_is_served_while_connections_are_flooded)
{
	struct tcp_pcb *listener = begin(255);

	for (unsigned int i = 0; i < FLOOD; i++)
		segment(20000 + i, TCP_SYN, i, 0);
	CHECK(answers == FLOOD);
	check_new_client();
	end(listener);
}

TEST(a_connection_that_gave_way_is_made_again_by_its_acknowledgement)
{
	struct tcp_pcb *listener = begin(4);

	check_connection_that_gave_way();
	end(listener);
}

TEST(damaged_frames_leave_the_network_serving)
{
	struct tcp_pcb *listener = begin(8);

	check_damaged_segments();
	end(listener);
}

TEST(a_connection_is_found_without_a_search_and_its_end_leaves_the_others)
{
	struct tcp_pcb *listener = begin(12);

	check_many_connections();
	end(listener);
}
