/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/posix/vfs.h>
#include <skiff/test.h>

static int device(const char *path)
{
	return (int)sys_openat(POSIX_AT_FDCWD, path, POSIX_O_RDWR, 0);
}

TEST(device_files_do_what_their_names_say)
{
	unsigned char bytes[8];
	struct posix_stat s;
	int fd = device("/dev/null");

	CHECK(fd >= 0 && sys_read(fd, bytes, 8) == 0 && sys_write(fd, "abc", 3) == 3);
	CHECK(sys_fstat(fd, &s) == 0 && (s.mode & POSIX_S_TYPE) == POSIX_S_CHARACTER);
	CHECK(s.special == 0x103);
	sys_close(fd);
	fd = device("/dev/zero");
	memset(bytes, 1, 8);
	CHECK(sys_read(fd, bytes, 8) == 8 && bytes[0] == 0 && bytes[7] == 0);
	sys_close(fd);
	fd = device("/dev/full");
	CHECK(sys_write(fd, "abc", 3) == -ENOSPC);
	sys_close(fd);
	CHECK(device("/dev/nothing") == -ENOENT);
	CHECK(sys_openat(POSIX_AT_FDCWD, "/dev/new", POSIX_O_CREAT | POSIX_O_RDWR, 0) == -EROFS);
}

#ifdef CONFIG_LIB_ENTROPY
TEST(device_urandom_differs_each_time)
{
	unsigned char a[16] = {0}, b[16] = {0};
	int fd = device("/dev/urandom");

	CHECK(sys_read(fd, a, 16) == 16 && sys_read(fd, b, 16) == 16 && memcmp(a, b, 16) != 0);
	sys_close(fd);
}
#endif

TEST(device_console_is_a_terminal)
{
	unsigned char settings[36];
	int fd = device("/dev/tty");

	CHECK(sys_ioctl(fd, 0x5401, settings) == 0);
	sys_close(fd);
}
