/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "gpt.h"

#define TABLE_BYTES_MAX MIB(1) /* 8,192 entries of the usual size */
#define UTF8_MAX	3u     /* UTF-8 bytes of a UTF-16 unit; a surrogate is shown as U+FFFD */

static bool get(int file, uint64_t sector, void *data, size_t size)
{
	return pread(file, data, size, (off_t)(sector * GPT_SECTOR)) == (ssize_t)size;
}

/*
 * Do the `count` sectors from `first` on lie on the disk, outside of the protective MBR and of the sectors usable for
 * partitions?
 */
static bool aside(const struct gpt *gpt, const struct gpt_header *h, uint64_t first, uint64_t count)
{
	return first >= GPT_HEADER_SECTOR && first < gpt->sectors &&
	       count <= gpt->sectors - first &&
	       (first + count <= h->first_usable_lba || first > h->last_usable_lba);
}

static const char *check_header(const struct gpt *gpt, const uint8_t sector[GPT_SECTOR],
				uint64_t lba)
{
	uint8_t bytes[GPT_SECTOR];
	struct gpt_header h;

	memcpy(&h, sector, sizeof(h));
	memcpy(bytes, sector, sizeof(bytes));
	memset(bytes + offsetof(struct gpt_header, header_crc), 0, sizeof(h.header_crc));
	if (h.signature != GPT_SIGNATURE)
		return "it has no GPT";
	if (h.revision != GPT_REVISION || h.header_size < sizeof(h) || h.header_size > GPT_SECTOR ||
	    gpt_crc(0, bytes, h.header_size) != h.header_crc || h.my_lba != lba)
		return "the header of its GPT is damaged";
	if (h.first_usable_lba > h.last_usable_lba || h.last_usable_lba >= gpt->sectors ||
	    !aside(gpt, &h, lba, 1))
		return "the usable sectors of its GPT aren't those of the disk";
	/* 128 * 2^n (UEFI 2.10, table 5-5) */
	if (h.entry_size < GPT_ENTRY_SIZE || h.entry_size & (h.entry_size - 1) || !h.entry_count ||
	    h.entry_count > TABLE_BYTES_MAX / h.entry_size)
		return "its GPT has entries of a wrong size or too many of them";
	return NULL;
}

static char *name_of(const struct gpt_entry *entry)
{
	char *name = host_allocate(GPT_NAME_CHARACTERS * UTF8_MAX + 1), *at = name;

	for (unsigned i = 0; i < GPT_NAME_CHARACTERS && entry->name[i]; i++) {
		unsigned c = entry->name[i];

		if (c >= 0xd800 && c < 0xe000)
			c = 0xfffd;
		if (c >= 0x800)
			*at++ = (char)(0xe0 | c >> 12);
		if (c >= 0x80)
			*at++ = (char)((c >= 0x800 ? 0x80 : 0xc0) |
				       (c >> 6 & (c >= 0x800 ? 0x3f : 0x1f)));
		*at++ = (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
	}
	return name;
}

static const char *add_entry(struct gpt *gpt, const struct gpt_header *h, const struct gpt_entry *e,
			     unsigned number)
{
	static const uint8_t unused[sizeof(e->type_guid)];

	if (!memcmp(e->type_guid, unused, sizeof(unused)))
		return NULL;
	if (e->first_lba > e->last_lba || e->first_lba < h->first_usable_lba ||
	    e->last_lba > h->last_usable_lba)
		return "a partition of its GPT isn't inside of the usable sectors";
	for (size_t i = 0; i < gpt->partitions.count; i++) {
		const struct gpt_partition *p = &gpt->partitions.items[i];

		if (e->first_lba < p->first + p->sectors && p->first <= e->last_lba)
			return "two partitions of its GPT overlap";
	}
	*LIST_ADD(&gpt->partitions) = (struct gpt_partition){name_of(e), number, e->first_lba,
							     e->last_lba - e->first_lba + 1};
	return NULL;
}

/* Reads one of the two tables, whose header is in sector `lba`. */
static const char *read_table(int file, struct gpt *gpt, uint64_t lba)
{
	uint8_t sector[GPT_SECTOR], *entries;
	struct gpt_header h;
	const char *wrong;
	uint64_t count;
	size_t size;

	if (!get(file, lba, sector, sizeof(sector)))
		return "it can't be read";
	wrong = check_header(gpt, sector, lba);
	if (wrong)
		return wrong;
	memcpy(&h, sector, sizeof(h));
	size = (size_t)h.entry_count * h.entry_size;
	count = (size + GPT_SECTOR - 1) / GPT_SECTOR;
	if (!aside(gpt, &h, h.entries_lba, count) ||
	    (h.entries_lba <= lba && lba < h.entries_lba + count))
		return "the entries of its GPT overlap something else, or lie outside of it";
	entries = host_allocate(size);
	if (!get(file, h.entries_lba, entries, size) || gpt_crc(0, entries, size) != h.entries_crc)
		return "the entries of its GPT are damaged";
	gpt->partitions.count = 0;
	for (unsigned i = 0; i < h.entry_count && !wrong; i++) {
		struct gpt_entry entry;

		memcpy(&entry, entries + (size_t)i * h.entry_size, sizeof(entry));
		wrong = add_entry(gpt, &h, &entry, i + 1);
	}
	return wrong;
}

const char *gpt_read(const char *path, struct gpt *gpt)
{
	/* O_NONBLOCK: a pipe doesn't block the open. */
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	off_t size = file < 0 ? -1 : lseek(file, 0, SEEK_END);
	const char *wrong;

	*gpt = (struct gpt){0};
	if (size < 0) {
		wrong = strerror(errno);
	} else {
		gpt->sectors = (uint64_t)size / GPT_SECTOR;
		wrong = read_table(file, gpt, GPT_HEADER_SECTOR);
		if (wrong && gpt->sectors > GPT_HEADER_SECTOR + 1 &&
		    !read_table(file, gpt, gpt->sectors - 1)) {
			gpt->backup = true;
			wrong = NULL;
		}
	}
	if (file >= 0)
		close(file);
	return wrong;
}
