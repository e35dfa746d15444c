/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of many web servers, on several networks: NETWORKS SERVERS ROUNDS. It gives each server that asks (DHCP) an address, opens a
 * connection with each, and asks one after the other for the page `/`, ROUNDS times. A request is one segment, which acknowledges the
 * answer before; there is never more than one on its way.
 */
#include <string.h>
#include <skiff/bootinfo.h>
#include <skiff/irq.h>
#include <skiff/print.h>
#include "server.h"

#define SERVERS	   200u /* most servers: a server's address is 10.0.0.2 + its number */
#define TIMER	   27u	/* interrupt of the virtual timer */
#define PER_SECOND 20u	/* a request without an answer is repeated after this time */
#define PATIENCE   400u /* times */

static struct link link[LINKS];
static unsigned int link_count;
static struct server server[SERVERS];
static unsigned int server_count;

static void on_device(void *argument)
{
	struct link *l = argument;

	virtio_driver_interrupt(&l->net.device);
}

static void on_timer(void *argument)
{
	(void)argument;
	__asm__ volatile("msr cntv_ctl_el0, xzr" ::: "memory");
}

static void timer_set(void)
{
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	__asm__ volatile("msr cntv_tval_el0, %0\n\tmsr cntv_ctl_el0, %1" ::"r"(hz / PER_SECOND),
			 "r"(1ull)
			 : "memory");
}

static bool timer_expired(void)
{
	uint64_t on;

	__asm__ volatile("mrs %0, cntv_ctl_el0" : "=r"(on));
	return !on;
}

/* Find the server that has sent the frame; an unknown one is added. @return NULL: there are too many */
static struct server *sender(struct link *l, const uint8_t *mac)
{
	struct server *s = server;

	while (s < server + server_count &&
	       (s->station.link != l || memcmp(s->station.mac, mac, 6) != 0))
		s++;
	if (s == server + SERVERS)
		return NULL;
	if (s == server + server_count) {
		memcpy(s->station.mac, mac, 6);
		memcpy(s->station.address, link_address, 3);
		s->station.address[3] = (uint8_t)(2 + server_count++);
		s->station.link = l;
	}
	return s;
}

static void take(struct link *l, const uint8_t *frame, size_t size)
{
	const uint8_t *ip = frame + ETHERNET;
	struct server *s = size < ETHERNET + IP_HEADER ? NULL : sender(l, frame + 6);
	size_t header, all;

	if (!s)
		return;
	if (get16(frame + 12) == 0x0806)
		link_answer_arp(l, frame, size);
	header = (ip[0] & 15u) * 4;
	all = get16(ip + 2);
	if (get16(frame + 12) != 0x0800 || all > size - ETHERNET || header < IP_HEADER ||
	    all < header + 8)
		return;
	if (ip[9] == PROTOCOL_TCP)
		server_segment(s, ip + header, all - header);
	else if (ip[9] == PROTOCOL_UDP && get16(ip + header + 2) == 67)
		link_answer_dhcp(&s->station, ip + header + 8, all - header - 8);
}

/* Handle the frames that have come. @return whether there was one */
static bool look(void)
{
	bool some = false;

	for (struct link *l = link; l < link + link_count; l++) {
		uint32_t length;
		char *buffer;

		while ((buffer = virtio_net_received(&l->net, &length)) != NULL) {
			if (length > sizeof(struct virtio_net_header))
				take(l, (uint8_t *)buffer + sizeof(struct virtio_net_header),
				     length - sizeof(struct virtio_net_header));
			virtio_net_return(&l->net, buffer);
			l->sent = some = true;
		}
		link_flush(l);
	}
	return some;
}

/* Wait until a frame comes or the timer expires. */
static void wait(void)
{
	bool quiet = true;

	while (!look()) {
		for (struct link *l = link; l < link + link_count; l++)
			quiet = virtio_net_listen(&l->net, false) && quiet;
		if (quiet)
			irq_wait();
		irq_dispatch();
		if (timer_expired())
			return;
		quiet = true;
	}
}

static bool connect_all(unsigned int wanted)
{
	unsigned int open = 0;

	for (unsigned int n = 0; n < PATIENCE && open < wanted; n++) {
		timer_set();
		while (!timer_expired())
			wait();
		open = 0;
		for (struct server *s = server; s < server + server_count; s++) {
			if (!s->open)
				server_connect(s);
			else
				open++;
		}
	}
	return open == wanted && server_count == wanted;
}

static bool ask(struct server *s)
{
	bool wrong = false;

	server_ask(s);
	timer_set();
	for (unsigned int n = 0; !server_answered(s, &wrong);) {
		wait();
		if (!s->open || n > PATIENCE)
			return false;
		if (!timer_expired())
			continue;
		server_acknowledge(s);
		timer_set();
		n++;
	}
	return !wrong;
}

static unsigned int number(const char **text)
{
	unsigned int n = 0;

	while (**text == ' ')
		++*text;
	while (**text >= '0' && **text <= '9')
		n = n * 10 + (unsigned int)(*(*text)++ - '0');
	return n;
}

int main(int argc, char **argv)
{
	const char *text = bootinfo()->args;
	unsigned int networks = number(&text), wanted = number(&text), rounds = number(&text),
		     answers = 0;

	(void)argc, (void)argv;
	irq_save();
	link_count = links_begin(link, networks < LINKS ? networks : LINKS);
	for (unsigned int i = 0; i < link_count; i++)
		irq_register(link[i].irq, on_device, &link[i], IRQ_DEVICE);
	irq_register(TIMER, on_timer, NULL, IRQ_DEVICE);
	if (wanted > SERVERS || !connect_all(wanted)) {
		print("web FAILED: %u links, %u servers of %u\n", link_count, server_count, wanted);
		return 1;
	}
	for (unsigned int round = 0; round < rounds; round++)
		for (struct server *s = server; s < server + server_count; s++)
			answers += ask(s);
	print("web: %u servers on %u networks, %u answers\n", server_count, link_count, answers);
	print("web %s\n", answers == rounds * wanted ? "passed" : "FAILED");
	return 0;
}
