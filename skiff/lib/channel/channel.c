/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdint.h>
#include <skiff/channel.h>

/* A message is its size (4 bytes), then its bytes. */
#define HEADER sizeof(uint32_t)

/* The largest power of two that fits in a half behind the shared indexes. */
static size_t data_size(size_t half)
{
	size_t size = 1;

	if (half < sizeof(struct ring_shared) + CHANNEL_MESSAGE_MAX + HEADER)
		return 0;
	half -= sizeof(struct ring_shared);
	while (size * 2 <= half && size < (size_t)1 << 31)
		size *= 2;
	return size >= CHANNEL_MESSAGE_MAX + HEADER ? size : 0;
}

int channel_attach(struct channel *c, void *memory, size_t size, int first,
		   void (*bell)(struct channel *channel))
{
	size_t half = size / 2 & ~(size_t)63, data = data_size(half);
	char *mine = (char *)memory + (first ? 0 : half);
	char *other = (char *)memory + (first ? half : 0);

	if (data == 0 || (uintptr_t)memory % 64 != 0)
		return -EINVAL;
	c->ring_bell = bell;
	ring_attach_writer(&c->out, (struct ring_shared *)mine, mine + sizeof(struct ring_shared),
			   data);
	ring_attach_reader(&c->in, (struct ring_shared *)other, other + sizeof(struct ring_shared),
			   data);
	return 0;
}

int channel_send(struct channel *c, const void *message, size_t size)
{
	uint32_t header = (uint32_t)size;

	if (size > CHANNEL_MESSAGE_MAX)
		return -EMSGSIZE;
	if (ring_room(&c->out) < HEADER + size)
		return -EAGAIN;
	ring_write(&c->out, &header, HEADER);
	ring_write(&c->out, message, size);
	if (c->ring_bell)
		c->ring_bell(c);
	return 0;
}

static void drop(struct ring *r, size_t size)
{
	unsigned char bytes[32];

	while (size > 0) {
		size_t n = ring_read(r, bytes, size < sizeof(bytes) ? size : sizeof(bytes));

		if (n == 0)
			return;
		size -= n;
	}
}

int channel_receive(struct channel *c, void *message, size_t room)
{
	size_t filled = ring_filled(&c->in);
	struct ring look = c->in;
	uint32_t size;

	if (filled < HEADER)
		return -EAGAIN;
	/* Read the header without taking it, as the rest may still be on its way. */
	for (size_t i = 0; i < HEADER; i++)
		((unsigned char *)&size)[i] = look.data[(look.index + i) & look.mask];
	if (size > CHANNEL_MESSAGE_MAX) {
		drop(&c->in, filled);
		return -EPROTO;
	}
	if (filled < HEADER + size)
		return -EAGAIN;
	drop(&c->in, HEADER);
	if (size > room) {
		drop(&c->in, size);
		return -EMSGSIZE;
	}
	return (int)ring_read(&c->in, message, size);
}
