/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of files, and its two places on the disk. */
#include <errno.h>
#include <string.h>
#include "inside.h"

/* FNV-1a's prime; the hash takes words instead of bytes, and mixes high bits down in between. */
#define PRIME 0x100000001b3ull
#define BASIS 0xcbf29ce484222325ull

static uint64_t checksum(const struct disk_table *t)
{
	uint64_t sum = BASIS;

	for (size_t at = 0; at < sizeof(*t); at += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, (const char *)t + at, sizeof(word));
		if (at == offsetof(struct disk_table, checksum))
			word = 0;
		sum = (sum ^ word) * PRIME;
		sum ^= sum >> 32;
	}
	return sum;
}

static uint64_t place(uint64_t sequence)
{
	return sequence % 2 * (DISK_TABLES / 2);
}

static bool all_zero(const struct disk_table *t)
{
	const char *bytes = (const char *)t;

	return bytes[0] == 0 && memcmp(bytes, bytes + 1, sizeof(*t) - 1) == 0;
}

/* Choose the size of chunks so that DISK_CHUNKS of them fill the disk. @return false: there isn't room for one */
static bool make_empty(struct disk *d)
{
	uint64_t blocks = d->device->sectors / DISK_SECTORS, size = DISK_CHUNK_MIN;

	blocks = blocks > DISK_TABLES ? blocks - DISK_TABLES : 0;
	while (blocks / size > DISK_CHUNKS)
		size *= 2;
	/* A disk smaller than one chunk gets a single smaller chunk. */
	if (blocks < size && blocks > 0)
		size = 1;
	d->table = (struct disk_table){.magic = DISK_MAGIC,
				       .chunk_blocks = (uint32_t)size,
				       .chunks = (uint32_t)(blocks / size)};
	for (unsigned int i = 0; i < DISK_FILES; i++)
		d->table.name[i].file = DISK_NO_FILE;
	d->changed = true;
	return d->table.chunks > 0 && size <= UINT32_MAX;
}

static bool is_name(const struct disk_table *t, const struct disk_name *n)
{
	return n->file < DISK_FILES && t->file[n->file].mode && n->length > 0 &&
	       n->length <= DISK_NAME_MAX && !memchr(n->text, '/', n->length) &&
	       !memchr(n->text, 0, n->length);
}

/* The checksum finds tables torn by a power cut; this function finds tables that this code didn't write. */
static bool is_valid(const struct disk *d, const struct disk_table *t)
{
	uint64_t blocks = d->device->sectors / DISK_SECTORS;

	if (t->magic != DISK_MAGIC || t->checksum != checksum(t) || t->chunks > DISK_CHUNKS ||
	    t->chunk_blocks == 0 || t->chunk_blocks > INT32_MAX ||
	    (uint64_t)t->chunks * t->chunk_blocks + DISK_TABLES > blocks)
		return false;
	for (unsigned int i = 0; i < DISK_FILES; i++)
		if ((t->file[i].mode && (t->file[i].mode & ~07777u) != POSIX_S_REGULAR) ||
		    (t->name[i].file != DISK_NO_FILE && !is_name(t, &t->name[i])))
			return false;
	return true;
}

int disk_table_read(struct disk *d)
{
	bool zero = true, found = false;

	for (uint64_t i = 0; i < 2; i++) {
		int error = disk_do(d, BLOCK_READ, place(i), &d->out, sizeof(d->out));

		if (error)
			return error;
		zero = zero && all_zero(&d->out);
		if (is_valid(d, &d->out) && place(d->out.sequence) == place(i) &&
		    (!found || d->out.sequence > d->table.sequence)) {
			d->table = d->out;
			found = true;
		}
	}
	d->changed = false;
	if (found)
		return 0;
	if (!zero)
		return -EINVAL;
	return make_empty(d) ? 0 : -ENOTSUP;
}

/* Writes a copy of the table, since files change while the device works. */
static int write_table(struct disk *d)
{
	int error;

	d->table.sequence++;
	d->out = d->table;
	d->out.checksum = checksum(&d->out);
	memcpy(d->going, d->used, sizeof(d->going));
	d->changed = false;
	error = disk_do(d, BLOCK_WRITE, place(d->out.sequence), &d->out, sizeof(d->out));
	d->unflushed = true;
	return error;
}

static int flush(struct disk *d)
{
	int error = 0;

	if (d->unflushed && d->device->flush)
		error = disk_do(d, BLOCK_FLUSH, 0, NULL, 0);
	d->unflushed = d->unflushed && error;
	return error;
}

int disk_sync(struct disk *d)
{
	int error = disk_write_out(d);

	if (!error)
		error = flush(d);
	if (error || !d->changed)
		return error;
	error = write_table(d);
	if (!error)
		error = flush(d);
	if (error) {
		d->table.sequence--; /* the table in the other place still counts, … */
		d->changed = true;
		for (unsigned int i = 0; i < DISK_CHUNKS; i++)
			d->kept[i] |= d->going[i]; /* … unless this one was written all the same */
		return error;
	}
	memcpy(d->kept, d->going, sizeof(d->kept));
	return 0;
}
