/* SPDX-License-Identifier: BSD-3-Clause */
/* Everything that isn't reading and writing: position, size, flags, status. */
#include <errno.h>
#include <string.h>
#include <skiff/posix/file.h>
#include "table.h"

/* fcntl changes these only (F_SETFL). */
#define FLAGS_CHANGEABLE (POSIX_O_APPEND | POSIX_O_NONBLOCK)
#define ADVICE_MAX	 5 /* POSIX_FADV_NOREUSE */

int64_t sys_lseek(int fd, int64_t offset, int whence)
{
	struct file *file = file_of(fd);
	int64_t base, position;

	if (!file)
		return -EBADF;
	if (!file->ops->size)
		return -ESPIPE;
	switch (whence) {
	case POSIX_SEEK_SET:
		base = 0;
		break;
	case POSIX_SEEK_CUR:
		base = file->position;
		break;
	case POSIX_SEEK_END:
		base = file->ops->size(file);
		break;
	default:
		return -EINVAL;
	}
	if (__builtin_add_overflow(base, offset, &position))
		return -EOVERFLOW;
	if (position < 0)
		return -EINVAL;
	file->position = position;
	return position;
}

/* There is one process, whose own locks never block it (POSIX fcntl, advisory locks). */
static int record_lock(int command, struct posix_flock *lock)
{
	if (command == POSIX_F_GETLK)
		lock->type = POSIX_F_UNLCK;
	return 0;
}

static int64_t duplicate(struct file *file, uintptr_t lowest, bool close_on_exec)
{
	int copy =
	    lowest > INT32_MAX ? -EINVAL : descriptor_place(file, (int)lowest, close_on_exec);

	if (copy >= 0)
		file_hold(file);
	return copy;
}

int64_t sys_fcntl(int fd, int command, uintptr_t argument)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	switch (command) {
	case POSIX_F_DUPFD:
	case POSIX_F_DUPFD_CLOEXEC:
		return duplicate(file, argument, command == POSIX_F_DUPFD_CLOEXEC);
	case POSIX_F_GETFD:
		return descriptors[fd].close_on_exec ? POSIX_FD_CLOEXEC : 0;
	case POSIX_F_SETFD:
		descriptors[fd].close_on_exec = argument & POSIX_FD_CLOEXEC;
		return 0;
	case POSIX_F_GETFL:
		return file->flags;
	case POSIX_F_SETFL:
		file->flags =
		    (file->flags & ~FLAGS_CHANGEABLE) | ((unsigned int)argument & FLAGS_CHANGEABLE);
		return 0;
	case POSIX_F_GETLK:
	case POSIX_F_SETLK:
	case POSIX_F_SETLKW:
		return record_lock(command, (struct posix_flock *)argument);
	default:
		return -EINVAL;
	}
}

int64_t sys_ioctl(int fd, unsigned long request, void *argument)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	return file->ops->ioctl ? file->ops->ioctl(file, request, argument) : -ENOTTY;
}

int64_t sys_fstat(int fd, struct posix_stat *to)
{
	struct file *file = file_of(fd);

	if (!file || !file->ops->stat)
		return -EBADF;
	memset(to, 0, sizeof(*to));
	return file->ops->stat(file, to);
}

int64_t sys_ftruncate(int fd, int64_t size)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	if (size < 0 || !file->ops->truncate || (file->flags & POSIX_O_ACCESS) == POSIX_O_RDONLY)
		return -EINVAL;
	return file->ops->truncate(file, size);
}

int64_t sys_fallocate(int fd, int mode, int64_t at, int64_t size)
{
	struct file *file = file_of(fd);
	int64_t end;

	if (!file || (file->flags & POSIX_O_ACCESS) == POSIX_O_RDONLY)
		return -EBADF;
	if (mode != 0)
		return -ENOTSUP;
	if (at < 0 || size <= 0)
		return -EINVAL;
	if (__builtin_add_overflow(at, size, &end))
		return -EFBIG;
	if (!file->ops->size || !file->ops->truncate)
		return -ENODEV;
	return end > file->ops->size(file) ? file->ops->truncate(file, end) : 0;
}

int64_t sys_fsync(int fd)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	/* A pipe, a socket or a terminal isn't kept anywhere (POSIX fsync). */
	if (!file->ops->size)
		return -EINVAL;
	return file->ops->sync ? file->ops->sync(file) : 0;
}

int64_t sys_fdatasync(int fd)
{
	return sys_fsync(fd);
}

int64_t sys_sync_file_range(int fd, int64_t at, int64_t size, unsigned int flags)
{
	(void)flags;
	return at < 0 || size < 0 ? -EINVAL : sys_fsync(fd);
}

/* There is one process, which its own locks never block. */
int64_t sys_flock(int fd, int operation)
{
	(void)operation;
	return file_of(fd) ? 0 : -EBADF;
}

/* Advice may be ignored. */
int64_t sys_fadvise64(int fd, int64_t at, int64_t size, int advice)
{
	struct file *file = file_of(fd);

	(void)at;
	if (!file)
		return -EBADF;
	if (!file->ops->size)
		return -ESPIPE;
	return size < 0 || advice < 0 || advice > ADVICE_MAX ? -EINVAL : 0;
}
