/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Arguments and results of the functions sys_NAME: structures and numbers of Linux's arm64 system calls
 * (include/uapi/asm-generic, arch/arm64/include/uapi in Linux's sources), the same on every platform and with every C library.
 * Error numbers are <errno.h>'s.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define POSIX_PAGE_SIZE 4096u

/* Flags of an open file (asm-generic/fcntl.h; arm64 has some of its own). */
#define POSIX_O_ACCESS	  03u /* mask of the three below */
#define POSIX_O_RDONLY	  00u
#define POSIX_O_WRONLY	  01u
#define POSIX_O_RDWR	  02u
#define POSIX_O_CREAT	  0100u
#define POSIX_O_EXCL	  0200u
#define POSIX_O_TRUNC	  01000u
#define POSIX_O_APPEND	  02000u
#define POSIX_O_NONBLOCK  04000u
#define POSIX_O_DIRECTORY 040000u
#define POSIX_O_NOFOLLOW  0100000u
#define POSIX_O_CLOEXEC	  02000000u
#define POSIX_O_PATH	  010000000u

/* Types and permissions of a file. */
#define POSIX_S_TYPE	  0170000u /* mask of the types */
#define POSIX_S_FIFO	  0010000u
#define POSIX_S_CHARACTER 0020000u
#define POSIX_S_DIRECTORY 0040000u
#define POSIX_S_BLOCK	  0060000u
#define POSIX_S_REGULAR	  0100000u
#define POSIX_S_LINK	  0120000u
#define POSIX_S_SOCKET	  0140000u

/* Paths relative to a directory, and what to do with the last part. */
#define POSIX_AT_FDCWD		  (-100)
#define POSIX_AT_SYMLINK_NOFOLLOW 0x100u
#define POSIX_AT_REMOVEDIR	  0x200u
#define POSIX_AT_EMPTY_PATH	  0x1000u

/* lseek */
#define POSIX_SEEK_SET 0
#define POSIX_SEEK_CUR 1
#define POSIX_SEEK_END 2

/* fcntl */
#define POSIX_F_DUPFD	      0
#define POSIX_F_GETFD	      1
#define POSIX_F_SETFD	      2
#define POSIX_F_GETFL	      3
#define POSIX_F_SETFL	      4
#define POSIX_F_GETLK	      5
#define POSIX_F_SETLK	      6
#define POSIX_F_SETLKW	      7
#define POSIX_F_DUPFD_CLOEXEC 1030
#define POSIX_FD_CLOEXEC      1u
#define POSIX_F_UNLCK	      2

/* Events of poll and epoll. */
#define POSIX_POLLIN	0x001u
#define POSIX_POLLOUT	0x004u
#define POSIX_POLLERR	0x008u
#define POSIX_POLLHUP	0x010u
#define POSIX_POLLNVAL	0x020u
#define POSIX_POLLRDHUP 0x2000u

/* Clocks */
#define POSIX_CLOCK_REALTIME	     0
#define POSIX_CLOCK_MONOTONIC	     1
#define POSIX_CLOCK_PROCESS_CPUTIME  2
#define POSIX_CLOCK_THREAD_CPUTIME   3
#define POSIX_CLOCK_MONOTONIC_RAW    4
#define POSIX_CLOCK_REALTIME_COARSE  5
#define POSIX_CLOCK_MONOTONIC_COARSE 6
#define POSIX_CLOCK_BOOTTIME	     7

/** A time or a span of it. */
struct posix_timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

/** A part of the data of readv and writev. */
struct posix_iovec {
	void *base;
	size_t size;
};

/** The status of a file (struct stat of asm-generic/stat.h). */
struct posix_stat {
	uint64_t device;
	uint64_t inode;
	uint32_t mode; /* POSIX_S_* and permissions */
	uint32_t links;
	uint32_t user, group;
	uint64_t special; /* number of a device file */
	uint64_t pad1;
	int64_t size;
	int32_t block_size;
	int32_t pad2;
	int64_t blocks; /* blocks of 512 bytes */
	struct posix_timespec accessed, modified, changed;
	uint32_t unused[2];
};
_Static_assert(sizeof(struct posix_stat) == 128, "struct stat of arm64");

/** A record lock (struct flock). */
struct posix_flock {
	int16_t type, whence;
	int64_t start, length;
	int32_t process;
};
