/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds connections by a hash, since lwIP searches its list of all connections for each segment. This file remembers
 * connections that have had a segment; for the next segment, lwIP sees a list with this connection alone.
 */
#include "find.h"
#include "frame.h"
#include "hooks.h"
#include "lwip/priv/tcp_priv.h"

#define HASH_BITS (32 - __builtin_clz(CONFIG_NET_CONNECTIONS))
#define GOLDEN	  0x9e3779b97f4a7c15 /* 2^64 divided by the golden ratio: Knuth, vol. 3, 6.4 */

struct entry {
	struct entry *next;
	struct entry **bucket;
	struct tcp_pcb *pcb;
};

static struct entry entries[CONFIG_NET_CONNECTIONS], *unused;
static unsigned int fresh; /* entries from here on have never been used */
static struct entry *buckets[1u << HASH_BITS];

static struct tcp_pcb *shown; /* the connection alone in lwIP's list; NULL: the list is whole */
static struct tcp_pcb *first, *behind;

static struct entry **bucket_of(const struct segment *k)
{
	uint64_t word[ADDRESS_WORDS], sum = (uint32_t)k->remote_port << 16 | k->local_port;
	unsigned int count = address_words(&k->remote, &k->local, word);

	for (unsigned int i = 0; i < count; i++)
		sum = (sum ^ word[i]) * GOLDEN;
	return &buckets[sum >> (64 - HASH_BITS)];
}

static struct segment key_of(const struct tcp_pcb *pcb)
{
	return (struct segment){.remote = pcb->remote_ip,
				.local = pcb->local_ip,
				.remote_port = pcb->remote_port,
				.local_port = pcb->local_port};
}

static bool is_for(const struct tcp_pcb *pcb, const struct segment *k)
{
	return pcb->remote_port == k->remote_port && pcb->local_port == k->local_port &&
	       address_same(&pcb->remote_ip, &k->remote) &&
	       address_same(&pcb->local_ip, &k->local) && pcb->state > LISTEN &&
	       pcb->state < TIME_WAIT;
}

/* lwIP frees the connection: forget it. */
static void forget(u8_t id, void *data)
{
	struct entry *e = data, **at;

	(void)id;
	if (!e)
		return;
	for (at = e->bucket; *at != e; at = &(*at)->next)
		;
	*at = e->next;
	e->next = unused;
	unused = e;
}

static const struct tcp_ext_arg_callbacks callbacks = {.destroy = forget};

void find_remember(struct tcp_pcb *pcb)
{
	struct segment k = key_of(pcb);
	struct entry *e = unused;

	if (pcb->state <= LISTEN || pcb->state >= TIME_WAIT || tcp_ext_arg_get(pcb, 0))
		return;
	if (e)
		unused = e->next;
	else
		e = &entries[fresh++]; /* there is an entry for each connection of lwIP */
	e->pcb = pcb;
	e->bucket = bucket_of(&k);
	e->next = *e->bucket;
	*e->bucket = e;
	tcp_ext_arg_set(pcb, 0, e);
	tcp_ext_arg_set_callbacks(pcb, 0, &callbacks);
}

void find_show(const uint8_t *frame, size_t size)
{
	struct segment k;
	struct entry *e;

	if (!frame_read(frame, size, &k))
		return;
	for (e = *bucket_of(&k); e && !is_for(e->pcb, &k); e = e->next)
		;
	if (!e)
		return;
	shown = e->pcb;
	first = tcp_active_pcbs;
	behind = shown->next;
	shown->next = NULL;
	tcp_active_pcbs = shown;
}

/* The shown connection has left lwIP's list: take it out of the hidden list, too. It may have been freed, so it isn't read. */
static void take_out(void)
{
	struct tcp_pcb **at = &first;

	while (*at != shown)
		at = &(*at)->next;
	*at = behind;
}

void find_restore(void)
{
	struct tcp_pcb **end = &tcp_active_pcbs;

	if (!shown)
		return;
	if (tcp_active_pcbs == shown && !shown->next) {
		shown->next = behind;
		tcp_active_pcbs = first;
	} else {
		take_out();
		while (*end)
			end = &(*end)->next;
		*end = first;
	}
	shown = NULL;
}
