/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests on a disk in memory that loses unflushed writes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/block_cut.h>
#include <skiff/plat.h>
#include <skiff/posix/disk.h>
#include <skiff/test.h>
#include "../inside.h"

#define SECTORS 320u /* 160 KiB: 9 chunks of 16 KiB */
#define CHUNK	16384

static struct block_cut cut;
static struct disk *disk;
static char buffer[40000], model[40000];

#ifdef CONFIG_PLAT_LINUX
#define BUS 0
#else
#define BUS machine.bus
#endif

/* Mounted once, as there is no way back; an empty disk each time. */
static void begin(uint32_t seed)
{
	static char *memory;
	int error;

	if (!memory) {
		memory = malloc(2 * SECTORS * BLOCK_SECTOR + SECTORS);
		CHECK(memory);
		block_cut_begin(&cut, memory, SECTORS, BUS, seed);
		disk = disk_open(&cut.block, BUS, NULL, &error);
		CHECK(disk && vfs_mount("/cut", disk_root(disk)) == 0);
		return;
	}
	block_cut_begin(&cut, memory, SECTORS, BUS, seed);
	CHECK(disk_reload(disk) == 0);
}

static int open_file(const char *path, unsigned int flags)
{
	return (int)sys_openat(POSIX_AT_FDCWD, path, POSIX_O_RDWR | flags, 0644);
}

static void restart(void)
{
	block_cut_return(&cut);
	CHECK(disk_reload(disk) == 0);
}

TEST(disk_file_is_what_a_model_says)
{
	uint32_t seed = 1;
	int64_t size = 0;
	int fd, wrong = 0;

	begin(1);
	fd = open_file("/cut/model", POSIX_O_CREAT);
	memset(model, 0, sizeof(model));
	for (int round = 0; round < 300; round++) {
		int64_t at, n;

		seed = seed * 1664525u + 1013904223u;
		at = seed >> 8 & 32767;
		n = seed >> 20 & 4095;
		if (round % 8 == 7) {
			wrong += sys_ftruncate(fd, at) != 0;
			if (at < size)
				memset(model + at, 0, (size_t)(size - at));
			size = at;
		} else {
			memset(buffer, (int)(seed >> 16), (size_t)n);
			memcpy(model + at, buffer, (size_t)n);
			wrong += sys_pwrite64(fd, buffer, (size_t)n, at) != n;
			if (n > 0 && at + n > size)
				size = at + n;
		}
		if (round % 16 == 15) {
			wrong += sys_fsync(fd) != 0 || sys_close(fd) != 0;
			restart();
			fd = open_file("/cut/model", 0);
		}
		wrong += sys_pread64(fd, buffer, sizeof(buffer), 0) != size;
		wrong += memcmp(buffer, model, (size_t)size) != 0;
	}
	CHECK(wrong == 0);
	sys_close(fd);
}

TEST(disk_names_survive_with_the_file)
{
	struct posix_stat st;
	int fd;

	begin(2);
	fd = open_file("/cut/a", POSIX_O_CREAT);
	CHECK(sys_write(fd, "one", 3) == 3 && sys_fchmod(fd, 0600) == 0);
	CHECK(sys_linkat(POSIX_AT_FDCWD, "/cut/a", POSIX_AT_FDCWD, "/cut/b", 0) == 0);
	CHECK(sys_renameat(POSIX_AT_FDCWD, "/cut/a", POSIX_AT_FDCWD, "/cut/c") == 0);
	CHECK(sys_fsync(fd) == 0 && sys_close(fd) == 0);
	restart();
	CHECK(open_file("/cut/a", 0) == -ENOENT);
	CHECK(sys_newfstatat(POSIX_AT_FDCWD, "/cut/c", &st, 0) == 0);
	CHECK(st.links == 2 && st.size == 3 && st.mode == (POSIX_S_REGULAR | 0600));
	CHECK(sys_unlinkat(POSIX_AT_FDCWD, "/cut/c", 0) == 0);
	sys_sync();
	restart();
	CHECK(open_file("/cut/c", 0) == -ENOENT);
	fd = open_file("/cut/b", 0);
	CHECK(sys_read(fd, buffer, 10) == 3 && memcmp(buffer, "one", 3) == 0);
	sys_close(fd);
}

TEST(disk_is_full_and_has_its_space_back)
{
	const int chunks = (SECTORS * BLOCK_SECTOR - CHUNK) / CHUNK;
	int fd, count = 0;

	begin(3);
	fd = open_file("/cut/full", POSIX_O_CREAT);
	while (sys_write(fd, buffer, CHUNK) == CHUNK)
		count++;
	CHECK(count == chunks && sys_write(fd, "x", 1) == -EFBIG);
	CHECK(open_file("/cut/more", POSIX_O_CREAT) > 0);
	CHECK(sys_write(fd + 1, "x", 1) == -ENOSPC && sys_close(fd + 1) == 0);
	CHECK(sys_fsync(fd) == 0 && sys_unlinkat(POSIX_AT_FDCWD, "/cut/full", 0) == 0);
	CHECK(sys_close(fd) == 0);
	fd = open_file("/cut/more", 0);
	for (int i = 0; i < chunks; i++)
		CHECK(sys_write(fd, buffer, CHUNK) == CHUNK);
	sys_close(fd);
}

TEST(disk_has_32_names_and_no_directories)
{
	char path[] = "/cut/00";
	int fd, made = 0;

	begin(4);
	for (int i = 0; i < 40; i++) {
		path[5] = (char)('0' + i / 10);
		path[6] = (char)('0' + i % 10);
		fd = open_file(path, POSIX_O_CREAT);
		made += fd >= 0;
		CHECK(fd >= 0 ? sys_close(fd) == 0 : fd == -ENOSPC);
	}
	CHECK(made == 32);
	CHECK(sys_mkdirat(POSIX_AT_FDCWD, "/cut/folder", 0755) == -EPERM);
}

TEST(disk_with_something_else_is_left_alone)
{
	struct block_segment segment = {(uintptr_t)buffer + BUS, BLOCK_SECTOR};
	struct block_request r = {
	    .operation = BLOCK_WRITE, .sector = 3, .count = 1, .segments = &segment};

	begin(5);
	buffer[0] = 1;
	block_cut_begin(&cut, cut.seen, SECTORS, BUS, 5);
	CHECK(block_do(&cut.block, &r) == 0);
	CHECK(disk_reload(disk) == -EINVAL);
	begin(5);
}

static uint32_t random_below(uint32_t *seed, uint32_t count)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % count;
}

/* As table.c does. */
static uint64_t checksum(const struct disk_table *t)
{
	uint64_t sum = 0xcbf29ce484222325ull, word;

	for (size_t at = 0; at < sizeof(*t); at += sizeof(word)) {
		memcpy(&word, (const char *)t + at, sizeof(word));
		word = at == offsetof(struct disk_table, checksum) ? 0 : word;
		sum = (sum ^ word) * 0x100000001b3ull;
		sum ^= sum >> 32;
	}
	return sum;
}

/* Change a few bits of the table, its names, its files or its chunks; the checksum is right. */
static void damage_table(uint32_t *seed)
{
	static struct disk_table t;
	const struct {
		size_t at, size;
	} part[] = {{16, 16},
		    {offsetof(struct disk_table, name), 4 * sizeof(struct disk_name)},
		    {offsetof(struct disk_table, file), 4 * sizeof(struct disk_file)},
		    {offsetof(struct disk_table, next), 32}};

	memcpy(&t, cut.seen, sizeof(t)); /* the second one: three files */
	for (uint32_t changes = 1 + random_below(seed, 3); changes; changes--) {
		uint32_t i = random_below(seed, 4);
		size_t at = part[i].at + random_below(seed, (uint32_t)part[i].size);

		((char *)&t)[at] ^= (char)(1u << random_below(seed, 8));
	}
	t.checksum = checksum(&t);
	memset(cut.seen, 0, DISK_TABLES * DISK_BLOCK);
	memcpy(cut.seen + t.sequence % 2 * (DISK_TABLES / 2 * DISK_BLOCK), &t, sizeof(t));
}

static void use_files(void)
{
	for (char name = 'a'; name <= 'd'; name++) {
		char path[] = "/cut/?";
		int fd;

		path[5] = name;
		fd = open_file(path, POSIX_O_CREAT);
		if (fd < 0)
			continue;
		sys_read(fd, buffer, sizeof(buffer));
		sys_pwrite64(fd, buffer, 5000, CHUNK - 1);
		sys_ftruncate(fd, 100);
		sys_fsync(fd);
		sys_close(fd);
		sys_unlinkat(POSIX_AT_FDCWD, path, 0);
	}
}

/*
 * A table with a right checksum and wrong contents: the disk is refused, or used like any other, and nothing outside of it is
 * touched.
 */
TEST(disk_whose_table_lies_is_refused_or_used)
{
	uint32_t seed = 9;
	int mounted = 0;

	for (int round = 0; round < 2000; round++) {
		begin(9);
		for (char name = 'a'; name <= 'c'; name++) {
			char path[] = "/cut/?";
			int fd;

			path[5] = name;
			fd = open_file(path, POSIX_O_CREAT);
			CHECK(sys_write(fd, buffer, CHUNK + 100) == CHUNK + 100);
			sys_close(fd);
		}
		sys_sync();
		CHECK(disk->table.sequence == 2);
		damage_table(&seed);
		if (disk_reload(disk) == 0) {
			mounted++;
			use_files();
		}
	}
	CHECK(mounted > 100 && mounted < 2000);
	begin(9);
}

TEST(disk_that_fails_says_so_and_keeps_what_is_dirty)
{
	int fd;

	begin(6);
	fd = open_file("/cut/file", POSIX_O_CREAT);
	CHECK(sys_write(fd, "kept", 4) == 4);
	block_cut_after(&cut, 0);
	CHECK(sys_fsync(fd) == -EIO);
	block_cut_after(&cut, UINT32_MAX);
	CHECK(sys_fsync(fd) == 0 && sys_close(fd) == 0);
	restart();
	fd = open_file("/cut/file", 0);
	CHECK(sys_read(fd, buffer, 10) == 4 && memcmp(buffer, "kept", 4) == 0);
	sys_close(fd);
}

/*
 * Each round writes a new file with its number, and renames it over the old one. After a cut, the file of the last completed
 * round must exist, or that of the interrupted one.
 * @return rounds lost
 */
static int cut_rounds(uint32_t seed, int cuts, bool ignore_flush)
{
	int lost = 0, committed = 0, next = 1;

	begin(seed);
	cut.ignore_flush = ignore_flush;
	for (int c = 0; c < cuts; c++) {
		bool alive = true;
		int fd, found = 0;

		block_cut_after(&cut, 1 + (seed * 2654435761u >> 16) % 40);
		seed = seed * 1664525u + 1013904223u;
		while (alive) {
			fd = open_file("/cut/new", POSIX_O_CREAT | POSIX_O_TRUNC);
			for (int i = 0; i < 10000; i += (int)sizeof(int))
				memcpy(buffer + i, &next, sizeof(int));
			alive =
			    fd >= 0 && sys_write(fd, buffer, 10000) == 10000 && sys_fsync(fd) == 0;
			alive = alive && sys_renameat(POSIX_AT_FDCWD, "/cut/new", POSIX_AT_FDCWD,
						      "/cut/file") == 0;
			alive = alive && sys_fsync(fd) == 0;
			sys_close(fd);
			if (alive)
				committed = next++;
		}
		block_cut_return(&cut);
		if (disk_reload(disk)) {
			block_cut_begin(&cut, cut.seen, SECTORS, BUS, seed);
			cut.ignore_flush = ignore_flush;
			lost += committed > 0;
			disk_reload(disk);
			committed = 0;
			continue;
		}
		memset(buffer, 0, 10000);
		fd = open_file("/cut/file", 0);
		if (fd >= 0) {
			sys_read(fd, buffer, 10000);
			sys_close(fd);
		}
		memcpy(&found, buffer, sizeof(int));
		if ((found != committed && found != next) ||
		    memcmp(buffer, buffer + sizeof(int), 10000 - sizeof(int)) != 0)
			lost++;
		committed = found;
		next++;
	}
	return lost;
}

TEST(disk_loses_nothing_in_1000_power_cuts)
{
	CHECK(cut_rounds(7, 1000, false) == 0);
}

/* Otherwise the test above would show nothing. */
TEST(disk_without_flush_loses_something)
{
	CHECK(cut_rounds(7, 100, true) > 0);
	begin(8);
}
