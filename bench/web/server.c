/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "server.h"

#define FIN 1u
#define SYN 2u
#define RST 4u
#define PSH 8u
#define ACK 16u

#define TCP_HEADER  20u
#define PORT	    80u
#define OUR_PORT    20000u
#define WINDOW	    65535u
#define OPTION_MSS  2u
#define OPTION_SIZE 4u
#define PAGE	    612u /* bytes of apps/nginx/root/html/index.html */

static const char request[] = "GET / HTTP/1.1\r\nHost: unikernel\r\n\r\n";
#define REQUEST_BYTES (sizeof(request) - 1)

static void send(struct server *s, unsigned int flags, const void *data, size_t size)
{
	uint8_t *tcp = link_buffer(s->station.link), pseudo[12] = {[9] = PROTOCOL_TCP};
	size_t header = TCP_HEADER + (flags & SYN ? OPTION_SIZE : 0);

	if (!tcp)
		return;
	put16(tcp, OUR_PORT);
	put16(tcp + 2, PORT);
	put32(tcp + 4, s->sequence);
	put32(tcp + 8, s->expected);
	tcp[12] = (uint8_t)(header / 4 << 4);
	tcp[13] = (uint8_t)flags;
	put16(tcp + 14, WINDOW);
	put32(tcp + 16, 0); /* checksum, urgent pointer */
	if (flags & SYN) {
		tcp[TCP_HEADER] = OPTION_MSS;
		tcp[TCP_HEADER + 1] = OPTION_SIZE;
		put16(tcp + TCP_HEADER + 2, SEGMENT_MAX);
	}
	memcpy(tcp + header, data, size);
	memcpy(pseudo, link_address, 4);
	memcpy(pseudo + 4, s->station.address, 4);
	put16(pseudo + 10, (uint32_t)(header + size));
	put16(tcp + 16, ~checksum(tcp, header + size, checksum(pseudo, sizeof(pseudo), 0)));
	link_send(tcp, &s->station, PROTOCOL_TCP, header + size);
}

void server_connect(struct server *s)
{
	s->sequence = 1000;
	s->expected = 0;
	send(s, SYN, "", 0);
}

void server_ask(struct server *s)
{
	s->got = 0;
	send(s, PSH | ACK, request, REQUEST_BYTES);
	s->sequence += REQUEST_BYTES;
}

void server_acknowledge(struct server *s)
{
	send(s, ACK, "", 0);
}

void server_segment(struct server *s, const uint8_t *tcp, size_t size)
{
	size_t header = size < TCP_HEADER ? size : (size_t)(tcp[12] >> 4) * 4;

	if (size < TCP_HEADER || header > size || get16(tcp) != PORT || get16(tcp + 2) != OUR_PORT)
		return;
	size -= header;
	if (tcp[13] & (RST | FIN)) {
		s->open = false;
	} else if (!s->open && (tcp[13] & (SYN | ACK)) == (SYN | ACK)) {
		s->sequence++;
		s->expected = get32(tcp + 4) + 1;
		s->open = true;
		server_acknowledge(s);
	} else if (s->open && get32(tcp + 4) == s->expected && size <= sizeof(s->answer) - s->got) {
		memcpy(s->answer + s->got, tcp + header, size);
		s->got += size;
		s->expected += (uint32_t)size;
	}
}

/* @return the offset behind it in the answer; 0: it isn't there */
static size_t find(const struct server *s, const char *text)
{
	size_t length = strlen(text);

	for (size_t at = 0; at + length <= s->got; at++)
		if (s->answer[at] == (uint8_t)text[0] && !memcmp(s->answer + at, text, length))
			return at + length;
	return 0;
}

bool server_answered(const struct server *s, bool *wrong)
{
	static const char begin[] = "HTTP/1.1 200 ", end[] = "</html>\n";
	size_t page = find(s, "\r\n\r\n");

	if (page == 0 || s->got < page + PAGE)
		return false;
	*wrong = s->got != page + PAGE || memcmp(s->answer, begin, sizeof(begin) - 1) != 0 ||
		 !find(s, "Content-Length: 612\r\n") ||
		 memcmp(s->answer + s->got - (sizeof(end) - 1), end, sizeof(end) - 1) != 0;
	return true;
}
