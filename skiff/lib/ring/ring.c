/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/ring.h>

#define SIZE_MAX_RING ((size_t)1 << 31)

static int attach(struct ring *r, struct ring_shared *shared, void *data, size_t size)
{
	if (size == 0 || size > SIZE_MAX_RING || (size & (size - 1)) != 0)
		return -EINVAL;
	r->shared = shared;
	r->data = data;
	r->mask = (uint32_t)(size - 1);
	return 0;
}

int ring_attach_writer(struct ring *r, struct ring_shared *shared, void *data, size_t size)
{
	int error = attach(r, shared, data, size);

	if (error == 0)
		r->index = __atomic_load_n(&shared->head, __ATOMIC_RELAXED);
	return error;
}

int ring_attach_reader(struct ring *r, struct ring_shared *shared, void *data, size_t size)
{
	int error = attach(r, shared, data, size);

	if (error == 0)
		r->index = __atomic_load_n(&shared->tail, __ATOMIC_RELAXED);
	return error;
}

/* The peer's index may be anything: more than the whole buffer counts as the whole. */
size_t ring_filled(const struct ring *r)
{
	uint32_t filled = __atomic_load_n(&r->shared->head, __ATOMIC_ACQUIRE) - r->index;

	return filled > r->mask + 1u ? r->mask + 1u : filled;
}

size_t ring_room(const struct ring *w)
{
	uint32_t filled = w->index - __atomic_load_n(&w->shared->tail, __ATOMIC_ACQUIRE);

	return filled > w->mask + 1u ? 0 : w->mask + 1u - filled;
}

size_t ring_write(struct ring *w, const void *from, size_t size)
{
	size_t room = ring_room(w), at = w->index & w->mask, first = w->mask + 1u - at;

	if (size > room)
		size = room;
	if (first > size)
		first = size;
	memcpy(w->data + at, from, first);
	memcpy(w->data, (const char *)from + first, size - first);
	w->index += (uint32_t)size;
	__atomic_store_n(&w->shared->head, w->index, __ATOMIC_RELEASE);
	return size;
}

size_t ring_read(struct ring *r, void *to, size_t size)
{
	size_t filled = ring_filled(r), at = r->index & r->mask, first = r->mask + 1u - at;

	if (size > filled)
		size = filled;
	if (first > size)
		first = size;
	memcpy(to, r->data + at, first);
	memcpy((char *)to + first, r->data, size - first);
	r->index += (uint32_t)size;
	__atomic_store_n(&r->shared->tail, r->index, __ATOMIC_RELEASE);
	return size;
}
