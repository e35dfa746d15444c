/* SPDX-License-Identifier: BSD-3-Clause */
/* Mapped memory, by library `posix-memory` or `posix-space`: Linux's calls with their arguments and results. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define POSIX_PROT_NONE	     0
#define POSIX_PROT_READ	     1
#define POSIX_PROT_WRITE     2
#define POSIX_PROT_EXEC	     4
#define POSIX_MAP_SHARED     0x01u
#define POSIX_MAP_PRIVATE    0x02u
#define POSIX_MAP_FIXED	     0x10u
#define POSIX_MAP_ANONYMOUS  0x20u
#define POSIX_MREMAP_MAYMOVE 1u
#define POSIX_MCL_CURRENT    1u
#define POSIX_MCL_FUTURE     2u
#define POSIX_MCL_ONFAULT    4u

/** @return the start of the mapping that holds this address; 0: none does */
uintptr_t posix_mapping_start(uintptr_t at);

/* These calls return an address, or a negative error number. */
/** Linux's mmap. */
int64_t sys_mmap(uintptr_t at, size_t size, int protection, unsigned int flags, int fd,
		 int64_t offset);
/** Linux's munmap. */
int64_t sys_munmap(uintptr_t at, size_t size);
/** Linux's mremap. */
int64_t sys_mremap(uintptr_t at, size_t size, size_t new_size, unsigned int flags,
		   uintptr_t new_at);
/** Linux's mprotect. */
int64_t sys_mprotect(uintptr_t at, size_t size, int protection);
/** Linux's madvise. */
int64_t sys_madvise(uintptr_t at, size_t size, int advice);
/** Linux's msync. */
int64_t sys_msync(uintptr_t at, size_t size, int flags);
/** Linux's brk. */
int64_t sys_brk(uintptr_t end);

/* Library `posix-memory` only; its memory is always locked. */
/** Linux's mlock. @return 0, or -ENOMEM: it lies above all memory */
int64_t sys_mlock(uintptr_t at, size_t size);
/** Linux's munlock. @return as for sys_mlock */
int64_t sys_munlock(uintptr_t at, size_t size);
/** Linux's mlockall. */
int64_t sys_mlockall(unsigned int flags);
/** Linux's munlockall. */
int64_t sys_munlockall(void);
