/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/posix/file.h>
#include <skiff/test.h>

/* A file of 16 bytes that counts how often it was closed. */
static char content[16];
static int64_t length;
static int closed;

static int64_t toy_read(struct file *f, void *to, size_t size, int64_t at)
{
	size_t n = at >= length ? 0 : (size_t)(length - at);

	(void)f;
	n = n < size ? n : size;
	memcpy(to, content + at, n);
	return (int64_t)n;
}

static int64_t toy_write(struct file *f, const void *from, size_t size, int64_t at)
{
	size_t room = sizeof(content) - (size_t)at;

	(void)f;
	if (room == 0)
		return -ENOSPC;
	size = size < room ? size : room;
	memcpy(content + at, from, size);
	length = at + (int64_t)size > length ? at + (int64_t)size : length;
	return (int64_t)size;
}

static int64_t toy_size(struct file *f)
{
	(void)f;
	return length;
}

static int toy_truncate(struct file *f, int64_t size)
{
	(void)f;
	length = size;
	return 0;
}

static void toy_close(struct file *f)
{
	(void)f;
	closed++;
}

static const struct file_ops toy_ops = {.read = toy_read,
					.write = toy_write,
					.size = toy_size,
					.truncate = toy_truncate,
					.close = toy_close};

static int toy_open(unsigned int flags)
{
	closed = 0;
	length = 0;
	return file_open(&toy_ops, NULL, flags);
}

TEST(descriptor_is_the_lowest_free_one)
{
	int a = toy_open(POSIX_O_RDWR), b = sys_dup(a);

	CHECK(b == a + 1);
	CHECK(sys_close(a) == 0);
	CHECK(sys_dup(b) == a);
	CHECK(sys_close(a) == 0 && sys_close(b) == 0 && closed == 1);
	CHECK(sys_close(a) == -EBADF && sys_close(-1) == -EBADF);
	CHECK(sys_close(CONFIG_POSIX_DESCRIPTORS) == -EBADF);
}

TEST(descriptors_run_out_with_emfile_and_nothing_leaks)
{
	int first = toy_open(POSIX_O_RDWR), last = first, fd;

	while ((fd = sys_dup(first)) >= 0)
		last = fd;
	CHECK(fd == -EMFILE && last == CONFIG_POSIX_DESCRIPTORS - 1);
	CHECK(file_open(&toy_ops, NULL, POSIX_O_RDWR) == -EMFILE);
	for (fd = first; fd <= last; fd++)
		CHECK(sys_close(fd) == 0);
	CHECK(closed == 1);
}

TEST(duplicates_share_position_and_flags)
{
	int a = toy_open(POSIX_O_RDWR), b = sys_dup(a);
	char byte;

	CHECK(sys_write(a, "abc", 3) == 3);
	CHECK(sys_lseek(b, 0, POSIX_SEEK_CUR) == 3);
	CHECK(sys_lseek(b, 1, POSIX_SEEK_SET) == 1);
	CHECK(sys_read(a, &byte, 1) == 1 && byte == 'b');
	CHECK(sys_fcntl(a, POSIX_F_SETFL, POSIX_O_NONBLOCK) == 0);
	CHECK(sys_fcntl(b, POSIX_F_GETFL, 0) == (POSIX_O_RDWR | POSIX_O_NONBLOCK));
	CHECK(sys_fcntl(a, POSIX_F_SETFD, POSIX_FD_CLOEXEC) == 0);
	CHECK(sys_fcntl(a, POSIX_F_GETFD, 0) == POSIX_FD_CLOEXEC);
	CHECK(sys_fcntl(b, POSIX_F_GETFD, 0) == 0);
	CHECK(sys_close(a) == 0 && closed == 0 && sys_close(b) == 0 && closed == 1);
}

TEST(dup3_replaces_what_was_there)
{
	int a = toy_open(POSIX_O_RDWR), b = file_open(&toy_ops, NULL, POSIX_O_RDWR);

	CHECK(sys_dup3(a, b, POSIX_O_CLOEXEC) == b && closed == 1);
	CHECK(sys_fcntl(b, POSIX_F_GETFD, 0) == POSIX_FD_CLOEXEC);
	CHECK(file_of(a) == file_of(b));
	CHECK(sys_dup3(a, a, 0) == -EINVAL);
	CHECK(sys_dup3(a, CONFIG_POSIX_DESCRIPTORS, 0) == -EBADF);
	CHECK(sys_fcntl(a, POSIX_F_DUPFD, 20) == 20);
	CHECK(sys_close(20) == 0 && sys_close(a) == 0 && sys_close(b) == 0);
}

TEST(access_mode_is_enforced)
{
	int r = toy_open(POSIX_O_RDONLY), w = file_open(&toy_ops, NULL, POSIX_O_WRONLY);
	char byte;

	CHECK(sys_write(r, "x", 1) == -EBADF);
	CHECK(sys_read(w, &byte, 1) == -EBADF);
	CHECK(sys_ftruncate(r, 0) == -EINVAL);
	CHECK(sys_write(w, "x", 1) == 1 && sys_read(r, &byte, 1) == 1 && byte == 'x');
	sys_close(r);
	sys_close(w);
}

TEST(append_writes_at_the_end_wherever_the_position_is)
{
	int fd = toy_open(POSIX_O_RDWR | POSIX_O_APPEND);

	CHECK(sys_write(fd, "abc", 3) == 3 && sys_lseek(fd, 0, POSIX_SEEK_SET) == 0);
	CHECK(sys_write(fd, "def", 3) == 3);
	CHECK(memcmp(content, "abcdef", 6) == 0 && sys_lseek(fd, 0, POSIX_SEEK_CUR) == 6);
	sys_close(fd);
}

TEST(positional_calls_leave_the_position)
{
	int fd = toy_open(POSIX_O_RDWR);
	char text[4] = "";

	CHECK(sys_pwrite64(fd, "wxyz", 4, 2) == 4);
	CHECK(sys_pread64(fd, text, 3, 3) == 3 && memcmp(text, "xyz", 3) == 0);
	CHECK(sys_lseek(fd, 0, POSIX_SEEK_CUR) == 0);
	CHECK(sys_pread64(fd, text, 1, -1) == -EINVAL);
	CHECK(sys_pread64(1, text, 1, 0) == -ESPIPE && sys_lseek(1, 0, POSIX_SEEK_SET) == -ESPIPE);
	CHECK(sys_lseek(fd, -1, POSIX_SEEK_SET) == -EINVAL);
	CHECK(sys_lseek(fd, INT64_MAX, POSIX_SEEK_END) == -EOVERFLOW);
	CHECK(sys_lseek(fd, 0, 9) == -EINVAL);
	sys_close(fd);
}

TEST(vectors_move_part_by_part_until_a_short_one)
{
	int fd = toy_open(POSIX_O_RDWR);
	char a[4], b[8];
	struct posix_iovec out[] = {{"abcd", 4}, {NULL, 0}, {"0123456789abcdef", 16}};
	struct posix_iovec in[] = {{a, sizeof(a)}, {b, sizeof(b)}};

	CHECK(sys_writev(fd, out, 3) == 16);
	CHECK(sys_writev(fd, out, 3) == -ENOSPC);
	CHECK(sys_preadv(fd, in, 2, 1) == 12);
	CHECK(memcmp(a, "bcd0", 4) == 0 && memcmp(b, "12345678", 8) == 0);
	CHECK(sys_pwritev(fd, out, 1, 12) == 4 && memcmp(content + 12, "abcd", 4) == 0);
	CHECK(sys_lseek(fd, 14, POSIX_SEEK_SET) == 14 && sys_readv(fd, in, 2) == 2);
	CHECK(sys_readv(fd, in, -1) == -EINVAL && sys_readv(fd, in, 1025) == -EINVAL);
	sys_close(fd);
}

TEST(sendfile_copies_and_moves_the_right_offset)
{
	int from = toy_open(POSIX_O_RDWR), to;
	int64_t at = 2;

	CHECK(sys_write(from, "abcdefgh", 8) == 8 && sys_lseek(from, 1, POSIX_SEEK_SET) == 1);
	to = file_open(&toy_ops, NULL, POSIX_O_RDWR);
	/* Both descriptors have the same content: "cd" replaces "ab". */
	CHECK(sys_sendfile(to, from, &at, 2) == 2 && at == 4);
	CHECK(memcmp(content, "cdcdefgh", 8) == 0);
	CHECK(sys_lseek(from, 0, POSIX_SEEK_CUR) == 1);
	CHECK(sys_sendfile(to, from, NULL, 1) == 1 && sys_lseek(from, 0, POSIX_SEEK_CUR) == 2);
	CHECK(memcmp(content, "cdddefgh", 8) == 0);
	CHECK(sys_sendfile(to, 1, NULL, 1) == -EINVAL);
	sys_close(from);
	sys_close(to);
}

TEST(space_is_allocated_but_never_taken_away)
{
	int fd = toy_open(POSIX_O_RDWR);

	CHECK(sys_fallocate(fd, 0, 4, 4) == 0 && length == 8);
	CHECK(sys_fallocate(fd, 0, 0, 4) == 0 && length == 8);
	CHECK(sys_fallocate(fd, 1, 0, 4) == -ENOTSUP);
	CHECK(sys_fallocate(fd, 0, 1, INT64_MAX) == -EFBIG);
	CHECK(sys_fallocate(fd, 0, 0, 0) == -EINVAL);
	CHECK(sys_ftruncate(fd, 3) == 0 && length == 3 && sys_ftruncate(fd, -1) == -EINVAL);
	CHECK(sys_fsync(fd) == 0 && sys_fdatasync(99) == -EBADF);
	CHECK(sys_fadvise64(fd, 0, 0, 2) == 0 && sys_fadvise64(fd, 0, 0, 9) == -EINVAL);
	sys_close(fd);
}

TEST(record_locks_never_stand_in_ones_own_way)
{
	int fd = toy_open(POSIX_O_RDWR);
	struct posix_flock lock = {1, 0, 0, 0, 0};

	CHECK(sys_fcntl(fd, POSIX_F_SETLK, (uintptr_t)&lock) == 0);
	CHECK(sys_fcntl(fd, POSIX_F_GETLK, (uintptr_t)&lock) == 0 && lock.type == POSIX_F_UNLCK);
	sys_close(fd);
}

TEST(standard_descriptors_are_a_terminal)
{
	unsigned char settings[36];
	struct posix_stat s;

	for (int fd = 0; fd < 3; fd++)
		CHECK(sys_fstat(fd, &s) == 0 && (s.mode & POSIX_S_TYPE) == POSIX_S_CHARACTER);
	CHECK(sys_ioctl(1, 0x5401, settings) == 0 && sys_ioctl(1, 0x1234, settings) == -ENOTTY);
	CHECK(sys_ioctl(99, 0x5401, settings) == -EBADF && sys_fstat(99, &s) == -EBADF);
}

TEST(locks_of_the_one_process_are_granted)
{
	CHECK(sys_flock(0, 2) == 0 && sys_flock(63, 2) == -EBADF);
}

TEST(only_files_with_a_medium_are_written_to_it)
{
	int fd = toy_open(POSIX_O_RDWR);

	CHECK(sys_fsync(fd) == 0 && sys_fdatasync(fd) == 0 &&
	      sys_sync_file_range(fd, 0, 1, 0) == 0);
	CHECK(sys_sync_file_range(fd, -1, 0, 0) == -EINVAL && sys_close(fd) == 0);
	CHECK(sys_fsync(0) == -EINVAL && sys_fdatasync(0) == -EINVAL);
	CHECK(sys_fsync(fd) == -EBADF && sys_sync_file_range(0, 0, 0, 0) == -EINVAL);
}
