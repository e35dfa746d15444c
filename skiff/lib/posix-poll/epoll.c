/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * epoll: a watcher stays at each file, and puts its entry on the list of entries that may be ready. A wait looks only at this
 * list. Closing a file removes its entries.
 */
#include <errno.h>
#include <stdlib.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/time.h>
#include <skiff/tree.h>
#include "inside.h"

#define ALWAYS		   (POSIX_POLLERR | POSIX_POLLHUP) /* reported whether requested or not */
#define FLAGS		   (POSIX_EPOLL_ONESHOT | POSIX_EPOLL_EDGE)
#define NS_PER_MILLISECOND 1000000u

struct epoll {
	struct wait_queue waiting;
	struct list watchers; /* watchers of the epoll itself */
	struct list ready;    /* entries to check; changed with interrupts masked */
	struct tree entries;  /* entries by file and descriptor */
};

/* The events to watch on a file. The file isn't held: it reports its end. */
struct entry {
	struct tree_node node;
	struct list ready;
	struct watcher watcher; /* of changes */
	struct watcher ending;	/* watcher of the file's end */
	struct epoll *epoll;
	struct file *file;
	int fd;
	uint32_t events;
	uint64_t data;
};

static int order(const struct tree_node *a, const struct tree_node *b)
{
	const struct entry *left = container_of(a, struct entry, node);
	const struct entry *right = container_of(b, struct entry, node);

	if (left->file != right->file)
		return (uintptr_t)left->file < (uintptr_t)right->file ? -1 : 1;
	return left->fd - right->fd;
}

static void entry_changed(struct watcher *watcher)
{
	struct entry *entry = container_of(watcher, struct entry, watcher);
	struct epoll *e = entry->epoll;
	irq_state state = irq_save();

	if (list_empty(&entry->ready))
		list_append(&e->ready, &entry->ready);
	irq_restore(state);
	poll_wake(&e->waiting);
	file_changed(&e->watchers);
}

static void entry_free(struct entry *entry)
{
	irq_state state = irq_save();

	list_remove(&entry->ready);
	irq_restore(state);
	watcher_remove(&entry->watcher);
	watcher_remove(&entry->ending);
	tree_remove(&entry->epoll->entries, &entry->node);
	free(entry);
}

static void entry_ended(struct watcher *watcher)
{
	entry_free(container_of(watcher, struct entry, ending));
}

/* The watched events that an entry is ready for. After its one shot, it watches none. */
static unsigned int entry_events(const struct entry *entry)
{
	struct list *watchers;

	if (!(entry->events & ~FLAGS))
		return 0;
	return poll_events(entry->file, &watchers) & (entry->events | ALWAYS);
}

static struct entry *take_ready(struct epoll *e)
{
	irq_state state = irq_save();
	struct list *node = list_pop(&e->ready);

	irq_restore(state);
	return node ? container_of(node, struct entry, ready) : NULL;
}

/* Put an entry on the list, unless a change has done so meanwhile. */
static void put_ready(struct epoll *e, struct entry *entry, bool first)
{
	irq_state state = irq_save();

	if (list_empty(&entry->ready)) {
		if (first)
			list_insert(&e->ready, &entry->ready);
		else
			list_append(&e->ready, &entry->ready);
	}
	irq_restore(state);
}

/* Take up to `most` ready events. An entry that stays ready goes behind the others, so that all get their turn. */
static int64_t collect(struct epoll *e, struct posix_epoll_event *to, int most)
{
	struct list *last = e->ready.prev;
	struct entry *entry;
	int count = 0;
	bool more = true;

	while (more && count < most && (entry = take_ready(e))) {
		unsigned int events = entry_events(entry);

		more = &entry->ready != last;
		if (events == 0)
			continue;
		to[count++] = (struct posix_epoll_event){.events = events, .data = entry->data};
		if (entry->events & POSIX_EPOLL_ONESHOT)
			entry->events &= FLAGS;
		else if (!(entry->events & POSIX_EPOLL_EDGE))
			put_ready(e, entry, false);
	}
	return count;
}

/* An epoll is ready to read when collect would find something. */
static unsigned int epoll_poll(struct file *file, struct list **watchers)
{
	struct epoll *e = file->object;
	struct entry *entry;

	*watchers = &e->watchers;
	while ((entry = take_ready(e)))
		if (entry_events(entry)) {
			put_ready(e, entry, true);
			return POSIX_POLLIN;
		}
	return 0;
}

static int epoll_stat(struct file *file, struct posix_stat *to)
{
	(void)file;
	to->mode = 0600;
	return 0;
}

static void epoll_close(struct file *file)
{
	struct epoll *e = file->object;
	struct tree_node *node;

	while ((node = tree_first(&e->entries)))
		entry_free(container_of(node, struct entry, node));
	free(e);
}

static const struct file_ops epoll_ops = {
    .stat = epoll_stat, .poll = epoll_poll, .close = epoll_close};

int64_t sys_epoll_create1(unsigned int flags)
{
	struct epoll *e;
	int fd;

	if (flags & ~POSIX_O_CLOEXEC)
		return -EINVAL;
	e = malloc(sizeof(*e));
	if (!e)
		return -ENOMEM;
	wait_init(&e->waiting, "epoll");
	list_init(&e->watchers);
	list_init(&e->ready);
	tree_init(&e->entries, order);
	fd = file_open(&epoll_ops, e, flags | POSIX_O_RDWR);
	if (fd < 0)
		free(e);
	return fd;
}

/* The watched events have changed: check whether the file is ready. */
static void look_again(struct entry *entry)
{
	if (!entry_events(entry))
		return;
	entry_changed(&entry->watcher);
	poll_give_way();
}

static int add(struct epoll *e, struct file *file, int fd, const struct posix_epoll_event *event)
{
	struct list *watchers = NULL;
	struct entry *entry;

	/* An epoll in another one isn't supported, as circles would have to be found: Linux's error for circles. */
	if (file->ops == &epoll_ops)
		return -ELOOP;
	if (!file->ops->poll)
		return -EPERM;
	entry = malloc(sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	*entry = (struct entry){.watcher.changed = entry_changed,
				.ending.changed = entry_ended,
				.epoll = e,
				.file = file,
				.fd = fd,
				.events = event->events,
				.data = event->data};
	list_init(&entry->ready);
	list_init(&entry->watcher.node);
	poll_events(file, &watchers);
	if (watchers)
		watcher_add(watchers, &entry->watcher);
	watcher_add(&file->ending, &entry->ending);
	tree_insert(&e->entries, &entry->node);
	look_again(entry);
	return 0;
}

int64_t sys_epoll_ctl(int epoll, int operation, int fd, const struct posix_epoll_event *event)
{
	struct file *file = file_of(fd), *own = file_of(epoll);
	struct entry key = {.file = file, .fd = fd}, *entry;
	struct tree_node *node;
	struct epoll *e;

	if (!file || !own)
		return -EBADF;
	if (own->ops != &epoll_ops || own == file)
		return -EINVAL;
	e = own->object;
	node = tree_find(&e->entries, &key.node);
	if (operation == POSIX_EPOLL_ADD)
		return node ? -EEXIST : add(e, file, fd, event);
	if (operation != POSIX_EPOLL_DEL && operation != POSIX_EPOLL_MOD)
		return -EINVAL;
	if (!node)
		return -ENOENT;
	entry = container_of(node, struct entry, node);
	if (operation == POSIX_EPOLL_DEL) {
		entry_free(entry);
		return 0;
	}
	entry->events = event->events;
	entry->data = event->data;
	look_again(entry);
	return 0;
}

static int64_t wait(struct epoll *e, struct posix_epoll_event *events, int most, uint64_t deadline)
{
	for (;;) {
		int64_t ready = collect(e, events, most);
		int result;

		if (ready > 0 || deadline == 0)
			return ready;
		result = poll_block(&e->waiting, deadline);
		if (result != 0)
			return result == -ETIMEDOUT ? 0 : result;
	}
}

int64_t sys_epoll_pwait(int epoll, struct posix_epoll_event *events, int most, int milliseconds,
			const uint64_t *mask, size_t mask_size)
{
	struct posix_signals *signals = posix_signals();
	uint64_t before = signals->blocked, deadline = WAIT_FOREVER;
	struct file *file = file_of(epoll);
	int64_t result;

	if (!file)
		return -EBADF;
	if (file->ops != &epoll_ops || most <= 0 || (mask && mask_size != sizeof(*mask)))
		return -EINVAL;
	if (milliseconds >= 0)
		deadline = milliseconds == 0
			       ? 0
			       : time_deadline((uint64_t)milliseconds * NS_PER_MILLISECOND);
	if (mask)
		signals->blocked = *mask;
	file_hold(file);
	result = wait(file->object, events, most, deadline);
	file_drop(file);
	signals->blocked = before;
	if (mask)
		posix_signals_deliver();
	return result;
}
