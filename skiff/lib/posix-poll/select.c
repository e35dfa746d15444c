/* SPDX-License-Identifier: BSD-3-Clause */
/* pselect6: converts its three sets for poll, and poll's answer to sets. */
#include <errno.h>
#include <stdlib.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/time.h>
#include "inside.h"

#define WORD 64 /* bits */

/* As in Linux: a file at its end is readable, one with an error readable and writable. */
#define READABLE (POSIX_POLLIN | POSIX_POLLHUP | POSIX_POLLERR)
#define WRITABLE (POSIX_POLLOUT | POSIX_POLLERR)

struct sets {
	struct posix_set *to_read, *to_write, *exceptional;
	int count; /* of descriptors */
};

static bool has(const struct posix_set *set, int fd)
{
	return set && set->bits[fd / WORD] >> fd % WORD & 1;
}

static bool wanted(const struct sets *s, int fd)
{
	return has(s->to_read, fd) || has(s->to_write, fd) || has(s->exceptional, fd);
}

/* @return the length of the list, or -EBADF: a descriptor is none */
static int64_t list_wanted(const struct sets *s, struct posix_poll *files)
{
	int64_t n = 0;

	for (int fd = 0; fd < s->count; fd++) {
		if (!wanted(s, fd))
			continue;
		if (!file_of(fd))
			return -EBADF;
		if (files)
			files[n] = (struct posix_poll){
			    .fd = fd,
			    .events = (has(s->to_read, fd) ? POSIX_POLLIN : 0) |
				      (has(s->to_write, fd) ? POSIX_POLLOUT : 0)};
		n++;
	}
	return n;
}

/* Clear only words that the call's first argument covers: the caller need not have others. */
static void clear(struct posix_set *set, int count)
{
	for (int i = 0; set && i < (count + WORD - 1) / WORD; i++)
		set->bits[i] = 0;
}

static int64_t mark(struct posix_set *set, const struct posix_poll *file, unsigned int event,
		    unsigned int ready)
{
	if (!(file->events & event) || !(file->ready & ready))
		return 0;
	set->bits[file->fd / WORD] |= (uint64_t)1 << file->fd % WORD;
	return 1;
}

static int64_t answer(const struct sets *s, const struct posix_poll *files, int64_t count)
{
	int64_t marked = 0;

	clear(s->to_read, s->count);
	clear(s->to_write, s->count);
	clear(s->exceptional, s->count);
	for (int64_t i = 0; i < count; i++)
		marked += mark(s->to_read, &files[i], POSIX_POLLIN, READABLE) +
			  mark(s->to_write, &files[i], POSIX_POLLOUT, WRITABLE);
	return marked;
}

static int64_t select_files(const struct sets *s, uint64_t ns, const uint64_t *mask)
{
	int64_t count = list_wanted(s, NULL), result;
	struct posix_poll *files;

	if (count < 0)
		return count;
	files = malloc((size_t)count * sizeof(*files) + 1);
	if (!files)
		return -ENOMEM;
	list_wanted(s, files);
	result = poll_files(files, (size_t)count, ns, mask);
	if (result >= 0)
		result = answer(s, files, count);
	free(files);
	return result;
}

int64_t sys_pselect6(int count, struct posix_set *to_read, struct posix_set *to_write,
		     struct posix_set *exceptional, const struct posix_timespec *span,
		     const uintptr_t *mask)
{
	struct sets s = {to_read, to_write, exceptional,
			 count < POSIX_SET_SIZE ? count : POSIX_SET_SIZE};
	const uint64_t *blocked = mask ? (const uint64_t *)mask[0] : NULL;
	uint64_t ns = UINT64_MAX;

	if (count < 0 || (span && !posix_span(span, &ns)) ||
	    (blocked && mask[1] != sizeof(*blocked)))
		return -EINVAL;
	return select_files(&s, ns, blocked);
}
