/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/posix/archive.h>
#include <skiff/test.h>

#define ROM CONFIG_POSIX_ARCHIVE_PATH

extern const char archive_start[], archive_end[];

TEST(archive_is_read_in_place)
{
	int64_t fd = sys_openat(POSIX_AT_FDCWD, ROM "/hello.txt", POSIX_O_RDONLY, 0);
	char text[64] = "";
	struct posix_stat s;

	CHECK(fd >= 0 && sys_read((int)fd, text, sizeof(text)) == 23);
	CHECK(strcmp(text, "Hello from the archive\n") == 0);
	CHECK(sys_read((int)fd, text, sizeof(text)) == 0);
	CHECK(sys_fstat((int)fd, &s) == 0 && s.size == 23);
	sys_close((int)fd);
	fd = sys_openat(POSIX_AT_FDCWD, ROM "/link", POSIX_O_RDONLY, 0);
	CHECK(fd >= 0 && sys_pread64((int)fd, text, 5, 0) == 5 && memcmp(text, "inner", 5) == 0);
	sys_close((int)fd);
}

TEST(archive_cannot_be_written)
{
	struct posix_stat s;

	CHECK(sys_openat(POSIX_AT_FDCWD, ROM "/hello.txt", POSIX_O_RDWR, 0) == -EROFS);
	CHECK(sys_openat(POSIX_AT_FDCWD, ROM "/new", POSIX_O_RDWR | POSIX_O_CREAT, 0600) == -EROFS);
	CHECK(sys_mkdirat(POSIX_AT_FDCWD, ROM "/new", 0700) == -EROFS);
	CHECK(sys_unlinkat(POSIX_AT_FDCWD, ROM "/hello.txt", 0) == -EROFS);
	CHECK(sys_truncate(ROM "/hello.txt", 0) == -EROFS);
	CHECK(sys_fchmodat(POSIX_AT_FDCWD, ROM "/hello.txt", 0) == -EROFS);
	CHECK(sys_faccessat(POSIX_AT_FDCWD, ROM "/hello.txt", 2) == -EROFS);
	CHECK(sys_renameat(POSIX_AT_FDCWD, ROM "/hello.txt", POSIX_AT_FDCWD, ROM "/x") == -EROFS);
	CHECK(sys_newfstatat(POSIX_AT_FDCWD, ROM "/new", &s, 0) == -ENOENT);
}

/* Each byte of the first headers is damaged in turn: refused or read, but never beyond its end. */
TEST(archive_that_is_damaged_or_cut_is_refused)
{
	size_t size = (size_t)(archive_end - archive_start);
	char *copy = malloc(size);
	struct vfs_node *root;
	int refused = 0;

	CHECK(copy != NULL);
	for (size_t i = 0; i < 102;
	     i++) { /* all fields except the checksum, which this format doesn't use */
		memcpy(copy, archive_start, size);
		copy[i] = 'z'; /* neither the format's name nor a digit */
		refused += archive_open(copy, copy + size, &root) == -EINVAL;
	}
	CHECK(refused == 102);
	memcpy(copy, archive_start, size);
	memset(copy + 94, 'f', 8); /* size of the name */
	CHECK(archive_open(copy, copy + size, &root) == -EINVAL);
	for (size_t cut = 0; cut < 200; cut += 7)
		CHECK(archive_open(archive_start, archive_start + cut, &root) == -EINVAL);
	free(copy);
}
