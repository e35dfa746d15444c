/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sets a CAN interface up and shows its counters, by the kernel's routing socket (as `ip link` of iproute2 does).
 *
 *   guest-can up INTERFACE BITRATE RESTART-MS   takes part in the bus; off the bus, it begins again after RESTART-MS
 *   guest-can state INTERFACE                   its state, error counters, and how often it was in which
 */
#include <errno.h>
#include <linux/can/netlink.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <common/options.h>

#define ANSWER_BYTES 16384u

static const struct option_program program = {"guest-can", "Sets up and shows a CAN interface.\n",
					      (const struct option_entry[]){{.name = NULL}},
					      "up INTERFACE BITRATE RESTART-MS|state INTERFACE",
					      true};

struct request {
	struct nlmsghdr head;
	struct ifinfomsg link;
	char attributes[256];
};
static union {
	struct nlmsghdr head;
	char bytes[ANSWER_BYTES];
} answer;

static _Noreturn void fail(const char *what, int error)
{
	printf("CAN FAILED: %s: %s\n", what, strerror(error));
	exit(1);
}

/* Append an attribute. An attribute without data begins a nested list. */
static struct rtattr *add(struct request *r, unsigned short type, const void *data, size_t size)
{
	struct rtattr *a = (struct rtattr *)(void *)((char *)r + NLMSG_ALIGN(r->head.nlmsg_len));

	a->rta_type = type;
	a->rta_len = (unsigned short)RTA_LENGTH(size);
	if (size)
		memcpy(RTA_DATA(a), data, size);
	r->head.nlmsg_len = NLMSG_ALIGN(r->head.nlmsg_len) + RTA_ALIGN(a->rta_len);
	return a;
}

static void end(const struct request *r, struct rtattr *nest)
{
	nest->rta_len = (unsigned short)((const char *)r + r->head.nlmsg_len - (const char *)nest);
}

static struct request request_for(uint16_t type, uint16_t flags, unsigned interface)
{
	struct request r = {.head = {.nlmsg_len = NLMSG_LENGTH(sizeof(r.link)),
				     .nlmsg_type = type,
				     .nlmsg_flags = NLM_F_REQUEST | flags},
			    .link = {.ifi_index = (int)interface}};

	return r;
}

/* Send a request to the kernel. Its answer is in `answer`. */
static void ask(const struct request *r, const char *what)
{
	int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	ssize_t got;

	if (s < 0 || send(s, r, r->head.nlmsg_len, 0) < 0)
		fail(what, errno);
	got = recv(s, &answer, sizeof(answer), 0);
	close(s);
	if (got < (ssize_t)sizeof(answer.head))
		fail(what, got < 0 ? errno : EPROTO);
	if (answer.head.nlmsg_type == NLMSG_ERROR) {
		const struct nlmsgerr *e = NLMSG_DATA(&answer.head);

		if (e->error)
			fail(what, -e->error);
	}
}

static void up(unsigned interface, uint32_t bitrate, uint32_t restart_ms)
{
	struct request r = request_for(RTM_NEWLINK, NLM_F_ACK, interface);
	struct can_bittiming timing = {.bitrate = bitrate};
	struct rtattr *info = add(&r, IFLA_LINKINFO, NULL, 0), *data;

	add(&r, IFLA_INFO_KIND, "can", sizeof("can"));
	data = add(&r, IFLA_INFO_DATA, NULL, 0);
	add(&r, IFLA_CAN_BITTIMING, &timing, sizeof(timing));
	add(&r, IFLA_CAN_RESTART_MS, &restart_ms, sizeof(restart_ms));
	end(&r, data);
	end(&r, info);
	ask(&r, "bit rate");
	r = request_for(RTM_NEWLINK, NLM_F_ACK, interface);
	r.link.ifi_flags = r.link.ifi_change = IFF_UP;
	ask(&r, "up");
}

/* @return the attribute of this type within `size` bytes of attributes; NULL: there is none */
static const struct rtattr *find(const void *from, size_t size, unsigned short type)
{
	const struct rtattr *a = from;
	int left = (int)size;

	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		if ((a->rta_type & NLA_TYPE_MASK) == type)
			return a;
	return NULL;
}

static const void *inside(const struct rtattr *nest, unsigned short type, const char *what)
{
	const struct rtattr *a = nest ? find(RTA_DATA(nest), RTA_PAYLOAD(nest), type) : NULL;

	if (!a)
		fail(what, ENODATA);
	return a;
}

static void state(const char *name, unsigned interface)
{
	static const char *const names[] = {"active", "warning", "passive",
					    "off",    "stopped", "asleep"};
	struct request r = request_for(RTM_GETLINK, 0, interface);
	const struct rtattr *info, *data;
	const struct can_device_stats *s;
	const struct can_berr_counter *c;
	uint32_t is;

	ask(&r, "state");
	info = find((const char *)NLMSG_DATA(&answer.head) + NLMSG_ALIGN(sizeof(struct ifinfomsg)),
		    answer.head.nlmsg_len - NLMSG_SPACE(sizeof(struct ifinfomsg)), IFLA_LINKINFO);
	data = inside(info, IFLA_INFO_DATA, "its data");
	c = RTA_DATA(inside(data, IFLA_CAN_BERR_COUNTER, "error counters"));
	s = RTA_DATA(inside(info, IFLA_INFO_XSTATS, "statistics"));
	memcpy(&is, RTA_DATA(inside(data, IFLA_CAN_STATE, "its state")), sizeof(is));
	printf(
	    "CAN %s %s, transmit errors %u, passive %u times, off %u times, begun again %u times\n",
	    name, is < sizeof(names) / sizeof(*names) ? names[is] : "?", c->txerr, s->error_passive,
	    s->bus_off, s->restarts);
}

int main(int argc, char **argv)
{
	int at = options_parse(&program, argc, argv);
	unsigned interface = at + 1 < argc ? if_nametoindex(argv[at + 1]) : 0;

	if (!interface)
		options_mistake(&program, "there is no such interface");
	if (!strcmp(argv[at], "up") && argc == at + 4)
		up(interface,
		   (uint32_t)options_number(&program, "BITRATE", argv[at + 2], 1, 8000000),
		   (uint32_t)options_number(&program, "RESTART-MS", argv[at + 3], 0, 60000));
	else if (!strcmp(argv[at], "state") && argc == at + 2)
		state(argv[at + 1], interface);
	else
		options_mistake(&program, "%s isn't known", argv[at]);
	return 0;
}
