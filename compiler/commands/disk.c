/* SPDX-License-Identifier: BSD-3-Clause */
/* `bulkhead disk`: makes an image of a disk with partitions and file systems, without root. */
#include <bulkhead/gpt.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../command.h"
#include "../host.h"
#include "../replace.h"
#include "../sha256.h"
#include "tools.h"

extern char **environ;

#define ALIGNMENT     2048u /* sectors: 1 MiB */
#define TABLE_SECTORS (GPT_ENTRIES * GPT_ENTRY_SIZE / GPT_SECTOR)
#define BLOCK	      4096u /* bytes of a file system's block */
#define GUID	      16u

struct partition {
	const char *name, *folder; /* folder NULL: empty */
	uint64_t first, sectors;
};
static LIST(struct partition) partitions;

/* 0FC63DAF-8483-4772-8E79-3D69D8477DE4, "Linux filesystem" (UAPI group, discoverable partitions). */
static const uint8_t linux_data[GUID] = {0xaf, 0x3d, 0xc6, 0x0f, 0x83, 0x84, 0x72, 0x47,
					 0x8e, 0x79, 0x3d, 0x69, 0xd8, 0x47, 0x7d, 0xe4};

/* Derives a GUID from a name, so that the same input makes the same disk (RFC 9562, 5.8). */
static void make_guid(const char *name, uint8_t guid[GUID])
{
	uint8_t digest[SHA256_BYTES];

	sha256(name, strlen(name), digest);
	memcpy(guid, digest, GUID);
	guid[7] = (uint8_t)((guid[7] & 0x0f) | 0x80);
	guid[8] = (uint8_t)((guid[8] & 0x3f) | 0x80);
}

/* Adds the partition NAME=SIZE[:FOLDER]. @return false: the text is wrong, and a message on stderr says so */
static bool add(const char *text)
{
	const char *equals = strchr(text, '='), units[] = "KMG";
	struct partition p = {0};
	const struct partition *last =
	    partitions.count ? &partitions.items[partitions.count - 1] : NULL;
	uint64_t size = 0;
	char none[] = "", *end = none;

	if (equals)
		size = strtoull(equals + 1, &end, 10);
	if (*end && strchr(units, *end) && size <= UINT32_MAX)
		size <<= 10 * (strchr(units, *end++) - units + 1);
	if (!equals || equals == text || equals - text > GPT_NAME_CHARACTERS || !size ||
	    size % BLOCK || size > GIB(1024) || (*end && *end != ':')) {
		fprintf(stderr,
			"bulkhead disk: \"%s\": NAME=SIZE or NAME=SIZE:DIRECTORY is expected, NAME "
			"of at "
			"most %u characters, SIZE a multiple of 4K\n",
			text, GPT_NAME_CHARACTERS);
		return false;
	}
	p.name = host_format("%.*s", (int)(equals - text), text);
	p.folder = *end ? end + 1 : NULL;
	p.first = ALIGN_UP(last ? last->first + last->sectors : ALIGNMENT, ALIGNMENT);
	p.sectors = size / GPT_SECTOR;
	for (size_t i = 0; i < partitions.count; i++)
		if (!strcmp(partitions.items[i].name, p.name)) {
			fprintf(stderr, "bulkhead disk: there are two partitions \"%s\"\n", p.name);
			return false;
		}
	if (partitions.count == GPT_ENTRIES) {
		fprintf(stderr, "bulkhead disk: at most %u partitions\n", GPT_ENTRIES);
		return false;
	}
	*LIST_ADD(&partitions) = p;
	return true;
}

static bool put(int file, uint64_t sector, const void *data, size_t size)
{
	return pwrite(file, data, size, (off_t)(sector * GPT_SECTOR)) == (ssize_t)size;
}

/* The protective MBR: one partition that covers the whole disk keeps tools off that don't know GPT. */
static bool write_protective(int file, uint64_t sectors)
{
	uint64_t size = sectors - 1 > UINT32_MAX ? UINT32_MAX : sectors - 1;
	uint8_t sector[GPT_SECTOR] = {0}, *p = sector + 446;

	p[2] = 2; /* first and last cylinder, head and sector: 0, 0, 2 and all ones */
	p[4] = GPT_PROTECTIVE_TYPE;
	memset(p + 5, 0xff, 3);
	p[8] = GPT_HEADER_SECTOR;
	for (unsigned i = 0; i < 4; i++)
		p[12 + i] = (uint8_t)(size >> 8 * i);
	sector[510] = GPT_BOOT_SIGNATURE & 0xff;
	sector[511] = GPT_BOOT_SIGNATURE >> 8;
	return put(file, 0, sector, sizeof(sector));
}

static void fill_entries(struct gpt_entry *entries)
{
	for (size_t i = 0; i < partitions.count; i++) {
		const struct partition *p = &partitions.items[i];

		memcpy(entries[i].type_guid, linux_data, GUID);
		make_guid(host_format("bulkhead partition %s", p->name), entries[i].unique_guid);
		entries[i].first_lba = p->first;
		entries[i].last_lba = p->first + p->sectors - 1;
		for (size_t c = 0; p->name[c]; c++)
			entries[i].name[c] = (uint8_t)p->name[c];
	}
}

/* Writes both copies of the table: the second one at the disk's end, with its header in the last sector. */
static bool write_table(int file, uint64_t sectors)
{
	struct gpt_entry *entries = host_allocate(GPT_ENTRIES * sizeof(*entries));
	struct gpt_header head = {.signature = GPT_SIGNATURE,
				  .revision = GPT_REVISION,
				  .header_size = sizeof(head),
				  .first_usable_lba = ALIGNMENT,
				  .last_usable_lba = sectors - TABLE_SECTORS - 2,
				  .entry_count = GPT_ENTRIES,
				  .entry_size = GPT_ENTRY_SIZE};
	const uint64_t at[2][2] = {{GPT_HEADER_SECTOR, GPT_HEADER_SECTOR + 1},
				   {sectors - 1, sectors - 1 - TABLE_SECTORS}};

	fill_entries(entries);
	make_guid("bulkhead disk", head.disk_guid);
	head.entries_crc = gpt_crc(0, entries, GPT_ENTRIES * sizeof(*entries));
	for (unsigned copy = 0; copy < 2; copy++) {
		head.my_lba = at[copy][0];
		head.alternate_lba = at[!copy][0];
		head.entries_lba = at[copy][1];
		head.header_crc = 0;
		head.header_crc = gpt_crc(0, &head, sizeof(head));
		if (!put(file, head.my_lba, &head, sizeof(head)) ||
		    !put(file, head.entries_lba, entries, GPT_ENTRIES * sizeof(*entries)))
			return false;
	}
	return write_protective(file, sectors);
}

/* Has mke2fs (e2fsprogs) make a file system from a folder, in a part of the image. */
static bool make_file_system(const char *image, const struct partition *p)
{
	const char *text = host_format("bulkhead file system %s", p->name);
	uint8_t g[GUID];
	char *uuid, *arguments[] = {"mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", "-L", NULL,
				    "-U",     NULL, "-E", NULL, "-d",	NULL, NULL,   NULL, NULL};
	pid_t child;
	int status, error;

	make_guid(text, g);
	uuid = host_format("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			   g[0], g[1], g[2], g[3], g[4], g[5], g[6], g[7], g[8], g[9], g[10], g[11],
			   g[12], g[13], g[14], g[15]);
	arguments[8] = host_format("%.16s", p->name); /* characters of a label */
	arguments[10] = uuid;
	arguments[12] = host_format("offset=%" PRIu64 ",nodiscard,root_owner=0:0,hash_seed=%s",
				    p->first * GPT_SECTOR, uuid);
	arguments[14] = (char *)p->folder;
	arguments[15] = (char *)image;
	arguments[16] = host_format("%" PRIu64, p->sectors * GPT_SECTOR / BLOCK);
	error = posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ);
	if (error) {
		fprintf(stderr, "bulkhead disk: %s: %s (package e2fsprogs)\n", arguments[0],
			strerror(error));
		return false;
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return true;
	fprintf(stderr, "bulkhead disk: %s doesn't make a file system of %s\n", arguments[0],
		p->folder);
	return false;
}

static bool make(const char *image)
{
	const struct partition *last = &partitions.items[partitions.count - 1];
	uint64_t sectors =
	    ALIGN_UP(last->first + last->sectors + TABLE_SECTORS + 1, (uint64_t)ALIGNMENT);
	int file = open(image, O_RDWR | O_CLOEXEC);
	bool good = file >= 0 && !ftruncate(file, (off_t)(sectors * GPT_SECTOR)) &&
		    write_table(file, sectors);

	if (!good)
		fprintf(stderr, "bulkhead disk: %s: %s\n", image, strerror(errno));
	if (file >= 0)
		close(file);
	for (size_t i = 0; good && i < partitions.count; i++)
		good = !partitions.items[i].folder || make_file_system(image, &partitions.items[i]);
	return good;
}

static int write_image(const char *output)
{
	struct replace replace;
	const char *wrong = replace_begin(&replace, output, false);
	bool good = false;

	if (!wrong) {
		good = make(replace.temporary);
		wrong = replace_close(&replace);
		if (!wrong)
			wrong = replace_end(&replace, good);
	}
	if (wrong)
		fprintf(stderr, "bulkhead disk: %s: %s\n", output, wrong);
	if (wrong || !good)
		return 1;
	for (size_t i = 0; i < partitions.count; i++)
		printf("%-36s range = <%" PRIu64 " %" PRIu64 ">\n", partitions.items[i].name,
		       partitions.items[i].first, partitions.items[i].sectors);
	return 0;
}

int disk_main(int argc, char **argv)
{
	static const struct option options[] = {{"output", required_argument, NULL, 'o'}, {0}};
	const char *output = NULL;
	bool good = true;
	int option, status;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (option != 'o')
			return COMMAND_USAGE;
		output = optarg;
	}
	if (!output || optind == argc)
		return COMMAND_USAGE;
	partitions = (__typeof__(partitions)){0};
	for (int i = optind; i < argc; i++)
		good &= add(argv[i]);
	status = good ? write_image(output) : 1;
	host_release();
	return status;
}
