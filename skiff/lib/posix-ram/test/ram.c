/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/alloc.h>
#include <skiff/config.h>
#include <skiff/posix/vfs.h>
#include <skiff/test.h>

static int make(const char *path)
{
	return (int)sys_openat(POSIX_AT_FDCWD, path, POSIX_O_CREAT | POSIX_O_RDWR, 0644);
}

static int gone(const char *path)
{
	return sys_unlinkat(POSIX_AT_FDCWD, path, 0) == 0;
}

/* Random writes, truncations and reads against a plain array. */
TEST(ram_file_is_what_a_model_says)
{
	static unsigned char model[20000], buffer[20000];
	int64_t size = 0;
	uint32_t seed = 1;
	int fd = make("/model"), wrong = 0;

	for (int round = 0; round < 400; round++) {
		int64_t at, n;

		seed = seed * 1664525u + 1013904223u;
		at = seed >> 8 & 8191;
		n = seed >> 20 & 4095;
		if (round % 8 == 7) {
			wrong += sys_ftruncate(fd, at) != 0;
			if (at < size)
				memset(model + at, 0, (size_t)(size - at));
			size = at;
			continue;
		}
		memset(buffer, (int)(seed >> 16), (size_t)n);
		memcpy(model + at, buffer, (size_t)n);
		wrong += sys_pwrite64(fd, buffer, (size_t)n, at) != n;
		if (n > 0 && at + n > size)
			size = at + n;
		wrong += sys_pread64(fd, buffer, sizeof(buffer), 0) != size;
		wrong += memcmp(buffer, model, (size_t)size) != 0;
	}
	CHECK(wrong == 0);
	sys_close(fd);
	CHECK(gone("/model"));
}

TEST(ram_hole_reads_as_zeros_and_takes_no_memory)
{
	char byte = 1;
	size_t before;
	int fd = make("/hole");

	CHECK(sys_pwrite64(fd, "x", 1, 0) == 1);
	before = heap_free();
	CHECK(sys_ftruncate(fd, (int64_t)1 << 30) == 0 && heap_free() == before);
	CHECK(sys_pread64(fd, &byte, 1, 1 << 29) == 1 && byte == 0);
	CHECK(sys_pwrite64(fd, "x", 1, (int64_t)1 << 62) == -EFBIG);
	sys_close(fd);
	CHECK(gone("/hole"));
}

#ifndef CONFIG_ALLOC_BUMP /* which can't free memory */
TEST(ram_gives_all_memory_back)
{
	size_t before;
	int fd;

	fd = make("/warm");
	sys_close(fd);
	CHECK(gone("/warm"));
	before = heap_free();
	fd = make("/data");
	for (int i = 0; i < 50; i++)
		sys_write(fd, "0123456789abcdef0123456789abcdef", 32);
	CHECK(heap_free() < before);
	CHECK(gone("/data") && heap_free() < before); /* the file is still open */
	sys_close(fd);
	CHECK(heap_free() == before);
}
#endif

TEST(ram_times_move_with_changes)
{
	struct posix_stat a, b;
	int fd = make("/times");

	sys_fstat(fd, &a);
	sys_write(fd, "x", 1);
	sys_fstat(fd, &b);
	CHECK(b.modified.seconds > a.modified.seconds ||
	      b.modified.nanoseconds > a.modified.nanoseconds);
	sys_close(fd);
	CHECK(gone("/times"));
}
