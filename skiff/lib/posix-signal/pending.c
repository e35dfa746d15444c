/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals that wait for their delivery: a list in the order in which they were sent. */
#include <errno.h>
#include <stddef.h>
#include <skiff/arch.h>
#include <skiff/config.h>
#include "inside.h"

#define REALTIME_MIN \
	32 /* from this number on, each signal that is sent is delivered (Linux's SIGRTMIN) */

/* For senders that have none of their own; those that are nowhere are free. */
static struct posix_sent pool[CONFIG_POSIX_SIGNAL_QUEUE];

void pending_add(struct posix_pending *pending, struct posix_sent *sent)
{
	struct posix_sent **end = &pending->first;

	while (*end)
		end = &(*end)->next;
	*end = sent;
	sent->next = NULL;
	sent->in = pending;
	pending->numbers |= signal_bit(sent->info.number);
}

int pending_add_copy(struct posix_pending *pending, const struct posix_signal_info *info)
{
	if (info->number < REALTIME_MIN && (pending->numbers & signal_bit(info->number)))
		return 0;
	for (struct posix_sent *s = pool; s < pool + CONFIG_POSIX_SIGNAL_QUEUE; s++) {
		if (s->in)
			continue;
		s->info = *info;
		pending_add(pending, s);
		return 0;
	}
	return -EAGAIN;
}

/* @return the place of the first one of a number; it holds NULL: there is none */
static struct posix_sent **find(struct posix_pending *pending, int number)
{
	struct posix_sent **at = &pending->first;

	while (*at && (*at)->info.number != number)
		at = &(*at)->next;
	return at;
}

static void take_out(struct posix_sent **at)
{
	struct posix_sent *sent = *at;
	struct posix_pending *pending = sent->in;

	*at = sent->next;
	sent->in = NULL;
	if (!*find(pending, sent->info.number))
		pending->numbers &= ~signal_bit(sent->info.number);
}

void pending_take(struct posix_pending *pending, int number, struct posix_signal_info *info)
{
	struct posix_sent **at = find(pending, number), *sent = *at;

	/* The pool was empty when it was sent. */
	if (!sent) {
		*info = (struct posix_signal_info){.number = number};
		pending->numbers &= ~signal_bit(number);
		return;
	}
	if (sent->taken)
		sent->taken(sent);
	*info = sent->info;
	take_out(at);
}

void pending_drop(struct posix_pending *pending, uint64_t set)
{
	struct posix_signal_info info;

	while (pending->numbers & set)
		pending_take(pending, __builtin_ctzll(pending->numbers & set) + 1, &info);
}

void posix_signals_forget(struct posix_sent *sent)
{
	irq_state state = irq_save();

	if (sent->in) {
		struct posix_sent **at = &sent->in->first;

		while (*at != sent)
			at = &(*at)->next;
		take_out(at);
	}
	irq_restore(state);
}

void posix_signals_end(struct posix_signals *signals)
{
	irq_state state = irq_save();

	pending_drop(&signals->pending, ~(uint64_t)0);
	irq_restore(state);
}
