/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors and open files, and the calls that all files have in common. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <skiff/list.h>
#include <skiff/posix/abi.h>

struct file;

/* Offset of a file that has no positions: a terminal, a pipe. */
#define FILE_STREAM (-1)

/** Operations of a kind of file. All return a negative error number on failure. If a member is NULL, calls that need it fail
 * with the error in brackets. */
struct file_ops {
	/* Read up to `size` bytes from offset `at` on; 0: end of the file [EBADF] */
	int64_t (*read)(struct file *file, void *to, size_t size, int64_t at);
	/* Write up to `size` bytes to offset `at` on [EBADF] */
	int64_t (*write)(struct file *file, const void *from, size_t size, int64_t at);
	/* Size of the file in bytes; a file with this member has positions [ESPIPE] */
	int64_t (*size)(struct file *file);
	/* Fills *to, which is all zero [EBADF] */
	int (*stat)(struct file *file, struct posix_stat *to);
	/* Cut, or lengthen with zeros [EINVAL] */
	int (*truncate)(struct file *file, int64_t size);
	/* Write the file to its medium [nothing to do] */
	int (*sync)(struct file *file);
	/* Device controls [ENOTTY] */
	int64_t (*ioctl)(struct file *file, unsigned long request, void *argument);
	/* The events (POSIX_POLL*) that the file is ready for; *watchers is set to the list for file_changed() [always ready] */
	unsigned int (*poll)(struct file *file, struct list **watchers);
	/* The memory that holds this part of the file, for shared mappings; NULL: no memory [ENODEV] */
	void *(*map)(struct file *file, int64_t at, size_t size);
	/* Close the file: the last descriptor is gone [nothing to do] */
	void (*close)(struct file *file);
};

/** An open file, which descriptors made by dup share. */
struct file {
	const struct file_ops *ops; /* its kind */
	void *object;		    /* data of its kind */
	int64_t position;	    /* position of read, write and lseek */
	unsigned int flags;	    /* POSIX_O_* */
	unsigned int references;    /* descriptors and calls under way */
	struct list ending;	    /* watchers that are told before it is closed */
};

/** An observer that is told when a file becomes ready for more, or is closed. */
struct watcher {
	struct list node; /* in the list that file_ops.poll names, or file.ending */
	void (*changed)(
	    struct watcher *w); /* called on a change; may call poll(), and must not block */
};

/** Tell the watchers of a list that the file is ready for something. May be called from an interrupt
 * handler; the list is changed with interrupts masked. */
void file_changed(struct list *watchers);

/** Open a file. @return its descriptor, the lowest free one, -EMFILE or -ENOMEM */
int file_open(const struct file_ops *ops, void *object, unsigned int flags);

/** @return the open file of a descriptor, or NULL. It stays only until the descriptor is closed:
 * hold it across anything that blocks. */
struct file *file_of(int descriptor);

/** Keep a file open, whatever happens to its descriptor. */
static inline struct file *file_hold(struct file *file)
{
	file->references++;
	return file;
}

/** End file_hold(): the last reference closes the file. */
void file_drop(struct file *file);

/** Read at an offset, or at the file's position (FILE_STREAM), which moves on. */
int64_t file_read(struct file *file, void *to, size_t size, int64_t at);
/** Write likewise; a file with POSIX_O_APPEND is written at its end. */
int64_t file_write(struct file *file, const void *from, size_t size, int64_t at);

/* System calls with Linux's arguments and results. All return the whole register, as a caller may read the result as a long. */
/** Linux's read. */
int64_t sys_read(int fd, void *to, size_t size);
/** Linux's write. */
int64_t sys_write(int fd, const void *from, size_t size);
/** Linux's readv. */
int64_t sys_readv(int fd, const struct posix_iovec *parts, int count);
/** Linux's writev. */
int64_t sys_writev(int fd, const struct posix_iovec *parts, int count);
/** Linux's pread64. */
int64_t sys_pread64(int fd, void *to, size_t size, int64_t at);
/** Linux's pwrite64. */
int64_t sys_pwrite64(int fd, const void *from, size_t size, int64_t at);
/** Linux's preadv. */
int64_t sys_preadv(int fd, const struct posix_iovec *parts, int count, int64_t at);
/** Linux's pwritev. */
int64_t sys_pwritev(int fd, const struct posix_iovec *parts, int count, int64_t at);
/** Linux's lseek. */
int64_t sys_lseek(int fd, int64_t offset, int whence);
/** Linux's close. */
int64_t sys_close(int fd);
/** Linux's dup. */
int64_t sys_dup(int fd);
/** Linux's dup3. */
int64_t sys_dup3(int fd, int to, unsigned int flags);
/** Linux's fcntl. */
int64_t sys_fcntl(int fd, int command, uintptr_t argument);
/** Linux's ioctl. */
int64_t sys_ioctl(int fd, unsigned long request, void *argument);
/** Linux's fstat. */
int64_t sys_fstat(int fd, struct posix_stat *to);
/** Linux's ftruncate. */
int64_t sys_ftruncate(int fd, int64_t size);
/** Linux's fallocate. */
int64_t sys_fallocate(int fd, int mode, int64_t at, int64_t size);
/** Linux's fsync. */
int64_t sys_fsync(int fd);
/** Linux's fdatasync. */
int64_t sys_fdatasync(int fd);
/** Linux's sync_file_range: writes all of the file to its medium. */
int64_t sys_sync_file_range(int fd, int64_t at, int64_t size, unsigned int flags);
/** Linux's flock. */
int64_t sys_flock(int fd, int operation);
/** Linux's fadvise64. */
int64_t sys_fadvise64(int fd, int64_t at, int64_t size, int advice);
/** Linux's sendfile. */
int64_t sys_sendfile(int to, int from, int64_t *at, size_t size);
