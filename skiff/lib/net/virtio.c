/* SPDX-License-Identifier: BSD-3-Clause */
/* An interface on a virtio network device. */
#include <stdlib.h>
#include <string.h>
#include <skiff/init.h>
#include <skiff/irq.h>
#include <skiff/net.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/time.h>
#include <skiff/virtio_net_driver.h>
#include "ipv6.h"
#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/netif.h"

#define MTU	    1500
#define ETHERNET    14u /* bytes of its header */
#define PATIENCE_NS 2000000u
#define HEADER	    ((uint32_t)sizeof(struct virtio_net_header))

static struct virtio_net hardware;
static struct netif interface;
static uint8_t mac[6];
static bool broken; /* the device is broken and left alone */

static bool receive(struct net_device *d)
{
	uint32_t length;
	char *buffer;

	(void)d;
	while (!broken && (buffer = virtio_net_received(&hardware, &length))) {
		if (length > HEADER)
			net_input(&interface, buffer + HEADER, length - HEADER);
		broken = length == 0;
		virtio_net_return(&hardware, buffer);
	}
	return !broken && !virtio_net_listen(&hardware, false);
}

static void flush(struct net_device *d)
{
	(void)d;
	if (!broken)
		virtio_net_kick(&hardware);
}

static struct net_device device = {.receive = receive, .flush = flush};

/*
 * If a burst is longer than the queue, the device gets a moment to send its frames: a frame dropped here would be repeated
 * only after seconds.
 */
static char *wait_for_buffer(void)
{
	uint64_t end = time_deadline(PATIENCE_NS);
	char *buffer;

	while (!(buffer = virtio_net_buffer(&hardware)) && time_ticks() < end)
		virtio_net_kick(&hardware);
	return buffer;
}

/* Send a frame of lwIP, which begins with two bytes that align the Internet header. */
static err_t send(struct netif *n, struct pbuf *p)
{
	uint32_t size = p->tot_len - ETH_PAD_SIZE;
	char *buffer = broken || size > MTU + ETHERNET ? NULL : wait_for_buffer();

	(void)n;
	if (!buffer)
		return ERR_MEM;
	memset(buffer, 0, HEADER);
	pbuf_copy_partial(p, buffer + HEADER, (u16_t)size, ETH_PAD_SIZE);
	virtio_net_send(&hardware, buffer, HEADER + size);
	return ERR_OK;
}

static err_t set_up(struct netif *n)
{
	n->name[0] = 'e', n->name[1] = 'n';
	n->hostname = CONFIG_NET_HOSTNAME;
	n->hwaddr_len = sizeof(n->hwaddr);
	memcpy(n->hwaddr, mac, sizeof(n->hwaddr));
	n->mtu = MTU;
	n->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
	n->output = etharp_output;
	n->linkoutput = send;
	return ERR_OK;
}

static void interrupt(void *argument)
{
	(void)argument;
	if (virtio_driver_interrupt(&hardware.device))
		net_wake();
}

static bool find(struct plat_device *d)
{
	for (unsigned int i = 0; plat_device("virtio,mmio", i, d) == 0; i++)
		if (virtio_net_begin(&hardware, d->registers, d->bus) == 0 &&
		    virtio_net_address(&hardware, mac) == 0)
			return true;
	return false;
}

/* ADDRESS/BITS[,GATEWAY] */
static bool read_address(const char *text, ip4_addr_t *address, ip4_addr_t *mask,
			 ip4_addr_t *gateway)
{
	char copy[48], *bits, *rest;
	unsigned long length;

	strncpy(copy, text, sizeof(copy) - 1);
	copy[sizeof(copy) - 1] = '\0';
	rest = strchr(copy, ',');
	if (rest)
		*rest++ = '\0';
	bits = strchr(copy, '/');
	if (!bits)
		return false;
	*bits++ = '\0';
	length = strtoul(bits, NULL, 10);
	if (length > 32 || !ip4addr_aton(copy, address) || (rest && !ip4addr_aton(rest, gateway)))
		return false;
	ip4_addr_set_u32(mask, length == 0 ? 0 : lwip_htonl(~0u << (32 - length)));
	return true;
}

static void virtio_init(void)
{
	ip4_addr_t address = {0}, mask = {0}, gateway = {0};
	static const char text[] = CONFIG_NET_ADDRESS;
	bool fixed = read_address(text, &address, &mask, &gateway);
	struct plat_device d;

	if (!find(&d))
		return;
	if (!fixed && strncmp(text, "dhcp", 4) != 0)
		print("net: `%s` is no address: ADDRESS/BITS[,GATEWAY] or dhcp is expected\n",
		      text);
	netif_add(&interface, &address, &mask, &gateway, NULL, set_up, netif_input);
	netif_set_default(&interface);
	ipv6_begin(&interface);
	net_device_add(&device);
	irq_register(d.irq, interrupt, NULL, IRQ_DEVICE);
	netif_set_up(&interface);
	netif_set_link_up(&interface);
	if (!fixed)
		dhcp_start(&interface);
	net_wake();
}
INIT(INIT_SERVICE, virtio_init);
