/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Floods of SYNs: at most CONFIG_NET_HALF_OPEN connections wait for the end of their handshake. The oldest one is dropped
 * silently, as its initial sequence number is a cookie (RFC 4987, 3.6): a client that acknowledges it later proves that it has
 * seen the answer, and its SYN is made again from the cookie and the acknowledgement.
 */
#include <string.h>
#include <skiff/entropy.h>
#include <skiff/net.h>
#include <skiff/time.h>
#include "find.h"
#include "frame.h"
#include "guard.h"
#include "hooks.h"
#include "lwip/ip.h"
#include "lwip/priv/tcp_priv.h"

#define SLOT_NS	    (64 * UINT64_C(1000000000)) /* a cookie is good for this slot and the next */
#define OPTION_END  0
#define OPTION_NONE 1
#define OPTION_MSS  2
#define MSS_OPTION  4u /* bytes */
#define ROUNDS	    2  /* rounds of SipHash-2-4 per word; twice as many at the end */

/* The sizes of the client's largest segment that a cookie can encode. */
static const uint16_t segment[] = {536, 1220, 1360, 1460};
#define SEGMENTS (sizeof(segment) / sizeof(segment[0]))

static uint64_t secret[2];
static bool flooded;
static uint64_t flooded_slot;	/* slot of the last dropped connection */
static struct guard_syn syn;	/* the SYN that lwIP handles */
static struct tcp_pcb *asked;	/* its listener; NULL: none */
static struct guard_syn proved; /* the connection that an acknowledgement proved */
static bool has_proved, reviving;

static uint64_t rotate(uint64_t word, unsigned int bits)
{
	return word << bits | word >> (64 - bits);
}

static void mix(uint64_t v[4], unsigned int rounds)
{
	while (rounds-- > 0) {
		v[0] += v[1], v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0], v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32);
		v[2] += v[1], v[0] += v[3];
		v[1] = rotate(v[1], 17) ^ v[2], v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

/* SipHash-2-4 (Aumasson and Bernstein, 2012) of whole words. */
static uint64_t keyed_hash(const uint64_t *word, unsigned int count)
{
	uint64_t v[4] = {
	    secret[0] ^ UINT64_C(0x736f6d6570736575), secret[1] ^ UINT64_C(0x646f72616e646f6d),
	    secret[0] ^ UINT64_C(0x6c7967656e657261), secret[1] ^ UINT64_C(0x7465646279746573)};
	uint64_t last = (uint64_t)(count * sizeof(*word)) << 56;

	for (unsigned int i = 0; i <= count; i++) {
		uint64_t m = i < count ? word[i] : last;

		v[3] ^= m;
		mix(v, ROUNDS);
		v[0] ^= m;
	}
	v[2] ^= 0xff;
	mix(v, 2 * ROUNDS);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static uint64_t slot_now(void)
{
	return time_ns() / SLOT_NS;
}

static uint32_t cookie(const struct guard_syn *s, uint64_t slot)
{
	uint64_t word[ADDRESS_WORDS + 2];
	unsigned int count = address_words(&s->remote, &s->local, word);

	word[count++] =
	    (uint64_t)s->sequence << 32 | (uint32_t)s->local_port << 16 | s->remote_port;
	word[count++] = slot << 8 | s->segment;

	if (!secret[0])
		entropy_get(secret, sizeof(secret));
	return (uint32_t)keyed_hash(word, count);
}

u32_t guard_isn(void)
{
	if (reviving)
		return proved.isn;
	return asked ? cookie(&syn, slot_now()) : net_random();
}

/* @return the index of the largest segment size that the options allow */
static uint8_t segment_of(const uint8_t *option, size_t size)
{
	unsigned int mss = segment[0];
	uint8_t index = 0;

	for (size_t i = 0; i < size && option[i] != OPTION_END;) {
		size_t length = option[i] == OPTION_NONE ? 1 : i + 1 < size ? option[i + 1] : 0;

		if (length == 0 || length > size - i || (length == 1 && option[i] != OPTION_NONE))
			break;
		if (option[i] == OPTION_MSS && length == MSS_OPTION)
			mss = (unsigned int)option[i + 2] << 8 | option[i + 3];
		i += length;
	}
	for (uint8_t i = 1; i < SEGMENTS && segment[i] <= mss; i++)
		index = i;
	return index;
}

/* @return true: it acknowledges a cookie; `proved` has the connection then */
static bool proves(struct guard_syn *s, uint32_t isn)
{
	uint64_t slot = slot_now();

	if (!flooded || slot - flooded_slot > 2)
		return false;
	s->isn = isn;
	for (s->segment = 0; s->segment < SEGMENTS; s->segment++)
		if (cookie(s, slot) == isn || (slot > 0 && cookie(s, slot - 1) == isn)) {
			proved = *s;
			return true;
		}
	return false;
}

err_t guard_inspect(struct tcp_pcb *pcb, struct tcp_hdr *header, u16_t size, const u8_t *rest)
{
	unsigned int flags = TCPH_FLAGS(header);
	struct guard_syn s = {.remote = *ip_current_src_addr(),
			      .local = *ip_current_dest_addr(),
			      .remote_port = header->src,
			      .local_port = header->dest};

	(void)rest;
	find_remember(pcb);
	if (pcb->state != LISTEN || !(ip_current_input_netif()->flags & NETIF_FLAG_ETHERNET) ||
	    reviving)
		return ERR_OK;
	if ((flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN) {
		s.sequence = header->seqno;
		s.segment = segment_of((const uint8_t *)(header + 1), size);
		syn = s;
		asked = pcb;
	} else if ((flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_ACK) {
		s.sequence = header->seqno - 1;
		has_proved = proves(&s, header->ackno - 1);
		return has_proved ? ERR_ABRT : ERR_OK;
	}
	return ERR_OK;
}

/* The oldest half-open connection is the last one in lwIP's list, since new ones are put to its front. */
void guard_settle(void)
{
	const struct tcp_pcb_listen *listener = (const struct tcp_pcb_listen *)asked;
	struct tcp_pcb *oldest = NULL, *own = NULL, *leaves;
	unsigned int count = 0;

	if (!asked)
		return;
	asked = NULL;
	if (tcp_active_pcbs && tcp_active_pcbs->state == SYN_RCVD)
		tcp_setprio(tcp_active_pcbs, TCP_PRIO_MIN);
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next) {
		if (pcb->state != SYN_RCVD || ip_addr_isloopback(&pcb->remote_ip))
			continue;
		count++;
		oldest = pcb;
		if (pcb->listener == listener)
			own = pcb;
	}
	leaves = listener->accepts_pending >= listener->backlog ? own
		 : count > CONFIG_NET_HALF_OPEN			? oldest
								: NULL;
	if (!leaves)
		return;
	tcp_abandon(leaves, 0);
	flooded = true;
	flooded_slot = slot_now();
}

static void put16(uint8_t *at, unsigned int value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put_checksum(uint8_t *at, uint32_t sum)
{
	uint16_t value;

	sum = (sum >> 16) + (sum & 0xffff);
	value = (uint16_t) ~((sum >> 16) + (sum & 0xffff));
	memcpy(at, &value, sizeof(value)); /* in the byte order of memory, as it was added */
}

#define SYN_BYTES (TCP_HLEN + MSS_OPTION)

/* @return the sum of the pseudo header (RFC 9293, 3.1) of a SYN in IPv4, whose header is made */
static uint32_t write_ip4(uint8_t *ip, size_t header)
{
	uint8_t pseudo[12];

	put16(ip + 2, (unsigned int)(header + SYN_BYTES));
	memset(ip + 10, 0, 2);
	put_checksum(ip + 10, net_checksum(ip, (int)header));
	memcpy(pseudo, ip + 12, 8);
	put16(pseudo + 8, IP_PROTO_TCP);
	put16(pseudo + 10, SYN_BYTES);
	return net_checksum(pseudo, sizeof(pseudo));
}

static uint32_t write_ip6(uint8_t *ip)
{
	frame6_set_size(ip, SYN_BYTES);
	return frame6_sum(ip, SYN_BYTES);
}

static void write_syn(uint8_t *ip, uint8_t *tcp)
{
	static const uint8_t none[4];
	const uint32_t sequence = lwip_htonl(proved.sequence);
	uint32_t sum =
	    IP_IS_V6_VAL(proved.remote) ? write_ip6(ip) : write_ip4(ip, (size_t)(tcp - ip));

	memcpy(tcp + 4, &sequence, sizeof(sequence));
	memcpy(tcp + 8, none, sizeof(none));
	tcp[12] = SYN_BYTES / 4 << 4;
	tcp[13] = TCP_SYN;
	memcpy(tcp + 16, none, sizeof(none)); /* checksum and urgent pointer */
	tcp[TCP_HLEN] = OPTION_MSS;
	tcp[TCP_HLEN + 1] = MSS_OPTION;
	put16(tcp + TCP_HLEN + 2, segment[proved.segment]);
	put_checksum(tcp + 16, sum + net_checksum(tcp, SYN_BYTES));
}

size_t guard_revive(const uint8_t *frame, size_t size, uint8_t to[GUARD_SYN_SIZE])
{
	struct segment s;

	if (!has_proved)
		return 0;
	has_proved = false;
	/* Ignore a segment in parts, or in another kind of frame: the client will send it again. */
	if (!frame_read(frame, size, &s) || size < s.tcp + TCP_HLEN ||
	    !address_same(&s.remote, &proved.remote))
		return 0;
	memcpy(to, frame, s.tcp + TCP_HLEN);
	write_syn(to + s.ip, to + s.tcp);
	reviving = true;
	return s.tcp + SYN_BYTES;
}

void guard_revived(void)
{
	reviving = false;
}
