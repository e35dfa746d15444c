/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and writing. */
#include <errno.h>
#include <stdlib.h>
#include <skiff/posix/file.h>

/* Longest transfer of one call, as in Linux: a multiple of the page below 2^31. */
#define TRANSFER_MAX 0x7ffff000u
#define PARTS_MAX    1024

int64_t file_read(struct file *file, void *to, size_t size, int64_t at)
{
	bool moves = at == FILE_STREAM && file->ops->size;
	int64_t n;

	if (!file->ops->read || (file->flags & POSIX_O_ACCESS) == POSIX_O_WRONLY)
		return -EBADF;
	if (size > TRANSFER_MAX)
		size = TRANSFER_MAX;
	file_hold(file);
	n = file->ops->read(file, to, size, moves ? file->position : at);
	if (moves && n > 0)
		file->position += n;
	file_drop(file);
	return n;
}

int64_t file_write(struct file *file, const void *from, size_t size, int64_t at)
{
	bool moves = at == FILE_STREAM && file->ops->size;
	int64_t n;

	if (!file->ops->write || (file->flags & POSIX_O_ACCESS) == POSIX_O_RDONLY)
		return -EBADF;
	if (size > TRANSFER_MAX)
		size = TRANSFER_MAX;
	file_hold(file);
	if (moves) {
		if (file->flags & POSIX_O_APPEND)
			file->position = file->ops->size(file);
		at = file->position;
	}
	n = file->ops->write(file, from, size, at);
	if (moves && n > 0)
		file->position += n;
	file_drop(file);
	return n;
}

/* Check the offset of a positional call: the file may have no positions. */
static int check_offset(const struct file *file, int64_t at)
{
	if (!file)
		return -EBADF;
	if (at < 0)
		return -EINVAL;
	return file->ops->size ? 0 : -ESPIPE;
}

int64_t sys_read(int fd, void *to, size_t size)
{
	struct file *file = file_of(fd);

	return file ? file_read(file, to, size, FILE_STREAM) : -EBADF;
}

int64_t sys_write(int fd, const void *from, size_t size)
{
	struct file *file = file_of(fd);

	return file ? file_write(file, from, size, FILE_STREAM) : -EBADF;
}

int64_t sys_pread64(int fd, void *to, size_t size, int64_t at)
{
	struct file *file = file_of(fd);
	int error = check_offset(file, at);

	return error ? error : file_read(file, to, size, at);
}

int64_t sys_pwrite64(int fd, const void *from, size_t size, int64_t at)
{
	struct file *file = file_of(fd);
	int error = check_offset(file, at);

	return error ? error : file_write(file, from, size, at);
}

/* Transfer all parts in order; a short one ends the transfer. */
static int64_t transfer(struct file *file, const struct posix_iovec *parts, int count, int64_t at,
			bool write)
{
	int64_t total = 0;

	if (count < 0 || count > PARTS_MAX)
		return -EINVAL;
	file_hold(file);
	for (int i = 0; i < count; i++) {
		int64_t n, from = at == FILE_STREAM ? at : at + total;

		if (parts[i].size == 0)
			continue;
		n = write ? file_write(file, parts[i].base, parts[i].size, from)
			  : file_read(file, parts[i].base, parts[i].size, from);
		if (n < 0 && total == 0)
			total = n;
		if (n <= 0)
			break;
		total += n;
		if ((size_t)n < parts[i].size)
			break;
	}
	file_drop(file);
	return total;
}

int64_t sys_readv(int fd, const struct posix_iovec *parts, int count)
{
	struct file *file = file_of(fd);

	return file ? transfer(file, parts, count, FILE_STREAM, false) : -EBADF;
}

int64_t sys_writev(int fd, const struct posix_iovec *parts, int count)
{
	struct file *file = file_of(fd);

	return file ? transfer(file, parts, count, FILE_STREAM, true) : -EBADF;
}

int64_t sys_preadv(int fd, const struct posix_iovec *parts, int count, int64_t at)
{
	struct file *file = file_of(fd);
	int error = check_offset(file, at);

	return error ? error : transfer(file, parts, count, at, false);
}

int64_t sys_pwritev(int fd, const struct posix_iovec *parts, int count, int64_t at)
{
	struct file *file = file_of(fd);
	int error = check_offset(file, at);

	return error ? error : transfer(file, parts, count, at, true);
}

/* Copy up to a buffer's size from one file to the other. */
static int64_t copy(struct file *to, struct file *from, int64_t *at, void *buffer, size_t size)
{
	int64_t start = at ? *at : from->position;
	int64_t n = file_read(from, buffer, size, start), sent;

	if (n <= 0)
		return n;
	sent = file_write(to, buffer, (size_t)n, FILE_STREAM);
	if (sent > 0) {
		if (at)
			*at = start + sent;
		else
			from->position = start + sent;
	}
	return sent;
}

int64_t sys_sendfile(int to_fd, int from_fd, int64_t *at, size_t size)
{
	struct file *to = file_of(to_fd), *from = file_of(from_fd);
	int64_t total = 0, n;
	void *buffer;

	if (!to || !from)
		return -EBADF;
	if (!from->ops->size || (at && *at < 0))
		return -EINVAL;
	buffer = malloc(POSIX_PAGE_SIZE);
	if (!buffer)
		return -ENOMEM;
	do {
		size_t left = size - (size_t)total;

		n = copy(to, from, at, buffer, left < POSIX_PAGE_SIZE ? left : POSIX_PAGE_SIZE);
		if (n > 0)
			total += n;
	} while (n > 0 && (size_t)total < size);
	free(buffer);
	return n < 0 && total == 0 ? n : total;
}
