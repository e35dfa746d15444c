/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/alloc.h>
#include <skiff/config.h>
#include <skiff/posix/file.h>
#include <skiff/posix/memory.h>
#include <skiff/posix/vfs.h>
#include <skiff/test.h>

/* The bump allocator can't free memory. */
#ifdef CONFIG_ALLOC_BUMP
#define GIVEN_BACK(before) (heap_free() <= (before))
#else
#define GIVEN_BACK(before) (heap_free() == (before))
#endif
#define PAGE  POSIX_PAGE_SIZE
#define RW    (POSIX_PROT_READ | POSIX_PROT_WRITE)
#define FRESH (POSIX_MAP_PRIVATE | POSIX_MAP_ANONYMOUS)

TEST(mapping_is_aligned_zeroed_and_given_back)
{
	size_t before = heap_free();
	int64_t at = sys_mmap(0, 2 * PAGE + 1, RW, FRESH, -1, 0);
	char *bytes = (char *)(uintptr_t)at;

	CHECK(at > 0 && at % PAGE == 0);
	CHECK(bytes[0] == 0 && bytes[3 * PAGE - 1] == 0);
	memset(bytes, 1, 3 * PAGE);
	/* Unmap in parts, from both ends: the last part frees the memory. */
	CHECK(sys_munmap((uintptr_t)at + 2 * PAGE, PAGE) == 0 && heap_free() < before);
	CHECK(sys_munmap((uintptr_t)at, 2 * PAGE) == 0 && GIVEN_BACK(before));
	CHECK(sys_munmap((uintptr_t)at, PAGE) == -EINVAL);
}

TEST(mapping_that_cannot_be_is_refused)
{
	CHECK(sys_mmap(0, 0, RW, FRESH, -1, 0) == -EINVAL);
	CHECK(sys_mmap(0, PAGE, RW, POSIX_MAP_ANONYMOUS, -1, 0) == -EINVAL);
	CHECK(sys_mmap(0, PAGE, RW, FRESH, -1, 1) == -EINVAL);
	CHECK(sys_mmap(0, PAGE, RW | POSIX_PROT_EXEC, FRESH, -1, 0) == -ENOTSUP);
	CHECK(sys_mmap(PAGE, PAGE, RW, FRESH | POSIX_MAP_FIXED, -1, 0) == -ENOTSUP);
	CHECK(sys_mmap(0, SIZE_MAX, RW, FRESH, -1, 0) == -ENOMEM);
	CHECK(sys_mmap(0, PAGE, RW, POSIX_MAP_PRIVATE, 99, 0) == -EBADF);
	CHECK(sys_mmap(0, PAGE, RW, POSIX_MAP_PRIVATE, 1, 0) < 0);
	CHECK(sys_munmap(1, PAGE) == -EINVAL && sys_mprotect(PAGE, PAGE, RW) == -ENOMEM);
}

TEST(mapping_of_a_file_has_its_content)
{
	int fd = (int)sys_openat(POSIX_AT_FDCWD, "/map", POSIX_O_CREAT | POSIX_O_RDWR, 0600);
	char *bytes;

	CHECK(sys_pwrite64(fd, "abc", 3, PAGE) == 3);
	bytes = (char *)(uintptr_t)sys_mmap(0, PAGE, RW, POSIX_MAP_PRIVATE, fd, PAGE);
	CHECK(memcmp(bytes, "abc", 4) == 0 && bytes[PAGE - 1] == 0);
	CHECK(sys_munmap((uintptr_t)bytes, PAGE) == 0);
	sys_close(fd);
	sys_unlinkat(POSIX_AT_FDCWD, "/map", 0);
}

TEST(mapping_that_is_shared_is_the_file)
{
	size_t before = heap_free();
	int fd = (int)sys_openat(POSIX_AT_FDCWD, "/map", POSIX_O_CREAT | POSIX_O_RDWR, 0600);
	char *bytes, *again, *behind, two[2];

	CHECK(sys_pwrite64(fd, "abc", 3, PAGE) == 3 && sys_ftruncate(fd, 3 * PAGE) == 0);
	bytes = (char *)(uintptr_t)sys_mmap(0, PAGE, RW, POSIX_MAP_SHARED, fd, PAGE);
	CHECK(memcmp(bytes, "abc", 4) == 0 && (uintptr_t)bytes % PAGE == 0);
	bytes[1] = 'x';
	CHECK(sys_pread64(fd, two, 2, PAGE + 1) == 2 && memcmp(two, "xc", 2) == 0);
	CHECK(sys_pwrite64(fd, "y", 1, PAGE) == 1 && bytes[0] == 'y');
	again = (char *)(uintptr_t)sys_mmap(0, PAGE, RW, POSIX_MAP_SHARED, fd, PAGE);
	behind = (char *)(uintptr_t)sys_mmap(0, PAGE, RW, POSIX_MAP_SHARED, fd, 2 * PAGE);
	CHECK(again == bytes && behind[0] == 0);
	/* A mapped block can't be moved to lie beside the others. */
	CHECK(sys_mmap(0, 2 * PAGE, RW, POSIX_MAP_SHARED, fd, 0) == -ENOMEM);
	CHECK(sys_mmap(0, 2 * PAGE, RW, POSIX_MAP_SHARED, fd, PAGE) == -ENOMEM);
	CHECK(sys_madvise((uintptr_t)bytes, PAGE, 4) == 0 && bytes[0] == 'y');
	CHECK(sys_msync((uintptr_t)bytes, PAGE, 1 | 4) == -EINVAL);
	CHECK(sys_ftruncate(fd, 0) == 0 && bytes[0] == 0);
	CHECK(sys_pwrite64(fd, "z", 1, PAGE) == 1 && bytes[0] == 'z');
	/* The mapping outlives its descriptor and name. */
	sys_close(fd);
	sys_unlinkat(POSIX_AT_FDCWD, "/map", 0);
	bytes[0] = 'q';
	CHECK(sys_munmap((uintptr_t)again, PAGE) == 0 && bytes[0] == 'q');
	CHECK(sys_munmap((uintptr_t)bytes, PAGE) == 0 && sys_munmap((uintptr_t)behind, PAGE) == 0);
	CHECK(GIVEN_BACK(before));
}

TEST(mapping_needs_a_file_that_is_open_for_it)
{
	int fd = (int)sys_openat(POSIX_AT_FDCWD, "/map", POSIX_O_CREAT | POSIX_O_WRONLY, 0600);

	CHECK(sys_mmap(0, PAGE, POSIX_PROT_READ, POSIX_MAP_PRIVATE, fd, 0) == -EACCES);
	sys_close(fd);
	fd = (int)sys_openat(POSIX_AT_FDCWD, "/map", POSIX_O_RDONLY, 0);
	CHECK(sys_mmap(0, PAGE, RW, POSIX_MAP_SHARED, fd, 0) == -EACCES);
	CHECK(sys_mmap(0, PAGE, RW, POSIX_MAP_SHARED, 99, 0) == -EBADF);
	sys_close(fd);
	sys_unlinkat(POSIX_AT_FDCWD, "/map", 0);
}

TEST(mapping_grows_and_shrinks_with_its_content)
{
	size_t before = heap_free();
	int64_t at = sys_mmap(0, PAGE, RW, FRESH, -1, 0), grown;

	memset((void *)(uintptr_t)at, 7, PAGE);
	CHECK(sys_mremap((uintptr_t)at, PAGE, 3 * PAGE, 0, 0) == -ENOMEM);
	grown = sys_mremap((uintptr_t)at, PAGE, 3 * PAGE, POSIX_MREMAP_MAYMOVE, 0);
	CHECK(grown > 0 && ((char *)(uintptr_t)grown)[PAGE - 1] == 7);
	CHECK(((char *)(uintptr_t)grown)[PAGE] == 0);
	CHECK(sys_madvise((uintptr_t)grown, PAGE, 4) == 0 && *(char *)(uintptr_t)grown == 0);
	CHECK(sys_madvise((uintptr_t)grown, 4 * PAGE, 4) == -ENOMEM);
	CHECK(sys_mremap((uintptr_t)grown, 3 * PAGE, PAGE, 0, 0) == grown);
	CHECK(sys_mprotect((uintptr_t)grown, PAGE, RW) == 0);
	CHECK(sys_mprotect((uintptr_t)grown, PAGE, POSIX_PROT_EXEC) == -EACCES);
	CHECK(sys_msync((uintptr_t)grown, PAGE, 0) == 0);
	CHECK(sys_munmap((uintptr_t)grown, PAGE) == 0 && GIVEN_BACK(before));
}

TEST(break_moves_within_its_area)
{
	int64_t start = sys_brk(0);

	if (CONFIG_POSIX_BRK_SIZE == 0) {
		CHECK(start == 0 && sys_brk(4096) == 0);
		return;
	}
	CHECK(sys_brk((uintptr_t)start + 100) == start + 100);
	CHECK(sys_brk((uintptr_t)start + CONFIG_POSIX_BRK_SIZE + 1) == start + 100);
	CHECK(sys_brk((uintptr_t)start) == start);
}

#define INVALIDATE 2 /* MS_INVALIDATE */

static char place;

TEST(memory_iplace_if_there_is_any)
{
	uintptr_t here = (uintptr_t)&place, nowhere = INTPTR_MAX & -(intptr_t)PAGE;
	uintptr_t mapped = (uintptr_t)sys_mmap(0, PAGE, RW, FRESH, -1, 0);

	CHECK(sys_mlock(here, 1) == 0 && sys_munlock(here, 1) == 0);
	CHECK(sys_mlock(nowhere, 8) == -ENOMEM && sys_munlock(nowhere, 8) == -ENOMEM);
	CHECK(sys_mlock(here, SIZE_MAX) == -ENOMEM && sys_munlock(here, SIZE_MAX) == -ENOMEM);
	CHECK(sys_msync(mapped, PAGE, INVALIDATE) == 0);
	CHECK(sys_mlockall(POSIX_MCL_CURRENT | POSIX_MCL_FUTURE) == 0);
	CHECK(sys_msync(mapped, PAGE, INVALIDATE) == -EBUSY && sys_msync(mapped, PAGE, 0) == 0);
	CHECK(sys_mlockall(0) == -EINVAL && sys_mlockall(POSIX_MCL_ONFAULT) == -EINVAL);
	CHECK(sys_mlockall(POSIX_MCL_FUTURE | POSIX_MCL_ONFAULT) == 0 && sys_munlockall() == 0);
	CHECK(sys_msync(mapped, PAGE, INVALIDATE) == 0 && sys_munmap(mapped, PAGE) == 0);
	CHECK(sys_mlockall(8 | POSIX_MCL_CURRENT) == -EINVAL);
}
