/* SPDX-License-Identifier: BSD-3-Clause */
/* ppoll: watchers stand at all files while the thread waits. */
#include <errno.h>
#include <stdlib.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/time.h>
#include <skiff/sched.h>
#include <skiff/time.h>
#include "inside.h"

#define ALWAYS (POSIX_POLLERR | POSIX_POLLHUP) /* reported whether requested or not */

/* A call that waits. */
struct waiting {
	struct wait_queue queue;
	bool changed; /* a file changed since the last look */
};

/* The call's watcher at one file. */
struct place {
	struct watcher watcher;
	struct waiting *waiting;
	struct file *file; /* held: its descriptor may be closed meanwhile */
};

int poll_block(struct wait_queue *queue, uint64_t deadline)
{
	irq_state state = irq_save();
	int result = posix_thread_block(queue, deadline);

	irq_restore(state);
	if (result == -EINTR)
		posix_signals_deliver();
	return result;
}

void poll_wake(struct wait_queue *queue)
{
	irq_state state = irq_save();

	wait_wake_all(queue, 0);
	irq_restore(state);
}

void poll_give_way(void)
{
	irq_state state = irq_save();

	thread_preempt();
	irq_restore(state);
}

void watcher_add(struct list *watchers, struct watcher *watcher)
{
	irq_state state = irq_save();

	list_append(watchers, &watcher->node);
	irq_restore(state);
}

void watcher_remove(struct watcher *watcher)
{
	irq_state state = irq_save();

	list_remove(&watcher->node);
	irq_restore(state);
}

static void changed(struct watcher *watcher)
{
	struct waiting *w = container_of(watcher, struct place, watcher)->waiting;

	w->changed = true;
	poll_wake(&w->queue);
}

unsigned int poll_events(struct file *file, struct list **watchers)
{
	*watchers = NULL;
	if (!file->ops->poll)
		return POSIX_POLLIN | POSIX_POLLOUT;
	return file->ops->poll(file, watchers);
}

/* Look at all. @return how many are ready */
static int64_t look(struct posix_poll *files, size_t count)
{
	int64_t ready = 0;

	for (size_t i = 0; i < count; i++) {
		struct file *file = file_of(files[i].fd);
		struct list *watchers;

		files[i].ready = 0;
		if (files[i].fd < 0)
			continue;
		files[i].ready =
		    (uint16_t)(file ? poll_events(file, &watchers) & (files[i].events | ALWAYS)
				    : POSIX_POLLNVAL);
		ready += files[i].ready != 0;
	}
	return ready;
}

static void attach(struct place *places, const struct posix_poll *files, size_t count,
		   struct waiting *waiting)
{
	for (size_t i = 0; i < count; i++) {
		struct file *file = file_of(files[i].fd);
		struct list *watchers = NULL;

		places[i] = (struct place){.watcher.changed = changed, .waiting = waiting};
		list_init(&places[i].watcher.node);
		if (!file)
			continue;
		places[i].file = file_hold(file);
		poll_events(file, &watchers);
		if (watchers)
			watcher_add(watchers, &places[i].watcher);
	}
}

static void detach(struct place *places, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		watcher_remove(&places[i].watcher);
		if (places[i].file)
			file_drop(places[i].file);
	}
}

static int64_t wait(struct posix_poll *files, size_t count, uint64_t deadline)
{
	struct place *places = malloc(count * sizeof(*places) + 1);
	struct waiting waiting = {.changed = true};
	int64_t ready = 0;
	int result = 0;

	if (!places)
		return -ENOMEM;
	wait_init(&waiting.queue, "poll");
	attach(places, files, count, &waiting);
	for (;;) {
		if (waiting.changed) {
			waiting.changed = false;
			ready = look(files, count);
		}
		if (ready > 0 || result != 0)
			break;
		result = poll_block(&waiting.queue, deadline);
	}
	detach(places, count);
	free(places);
	if (ready > 0)
		return ready;
	return result == -ETIMEDOUT ? 0 : result;
}

int64_t poll_files(struct posix_poll *files, size_t count, uint64_t ns, const uint64_t *mask)
{
	struct posix_signals *signals = posix_signals();
	uint64_t before = signals->blocked;
	int64_t ready = look(files, count);

	if (ready > 0 || ns == 0)
		return ready;
	if (mask)
		signals->blocked = *mask;
	ready = wait(files, count, time_deadline(ns));
	signals->blocked = before;
	if (mask)
		posix_signals_deliver();
	return ready;
}

int64_t sys_ppoll(struct posix_poll *files, size_t count, const struct posix_timespec *span,
		  const uint64_t *mask, size_t mask_size)
{
	uint64_t ns = UINT64_MAX;

	if ((mask && mask_size != sizeof(*mask)) || count > CONFIG_POSIX_DESCRIPTORS ||
	    (span && !posix_span(span, &ns)))
		return -EINVAL;
	return poll_files(files, count, ns, mask);
}
