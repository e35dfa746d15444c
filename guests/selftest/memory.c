/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tests nearly all free RAM: every word gets a value that depends on its physical page and offset, and is read back; then the
 * same with the complement. The test finds two pages that are the same memory, a page without memory, and a page that somebody
 * else writes to.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "selftest.h"

#define PAGE  4096u
#define WORDS (PAGE / sizeof(uint64_t))
#define MIXER \
	0x9e3779b97f4a7c15ull /* 2^64 divided by the golden ratio: odd, without a short period */
#define PAGEMAP_PRESENT	 (1ull << 63) /* Documentation/admin-guide/mm/pagemap.rst */
#define PAGEMAP_FRAME(e) ((e) & ((1ull << 55) - 1))

static uint64_t free_kib(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	char line[128];
	unsigned long long value, free = 0;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "MemFree: %llu kB", &value) == 1)
			free = value;
	if (file)
		fclose(file);
	return free;
}

struct span {
	uint64_t first, last; /* physical pages */
	uint64_t pages;
};

/* Reads the physical frame of each page from the kernel's pagemap (0 where it isn't shown). */
static void read_frames(const uint64_t *memory, size_t pages, uint64_t *frames, struct span *span)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	off_t offset = (off_t)((uintptr_t)memory / PAGE * sizeof(uint64_t));

	span->first = UINT64_MAX;
	span->last = span->pages = 0;
	for (size_t done = 0; done < pages;) {
		ssize_t got = fd < 0 ? -1
				     : pread(fd, frames + done, (pages - done) * sizeof(uint64_t),
					     offset + (off_t)(done * sizeof(uint64_t)));
		if (got <= 0)
			break;
		done += (size_t)got / sizeof(uint64_t);
	}
	for (size_t i = 0; i < pages; i++) {
		uint64_t frame = frames[i] & PAGEMAP_PRESENT ? PAGEMAP_FRAME(frames[i]) : 0;

		frames[i] = frame;
		if (!frame)
			continue;
		span->pages++;
		span->first = frame < span->first ? frame : span->first;
		span->last = frame > span->last ? frame : span->last;
	}
	if (fd >= 0)
		close(fd);
}

static void fill(uint64_t *memory, const uint64_t *frames, size_t pages, uint64_t flip)
{
	for (size_t page = 0; page < pages; page++) {
		uint64_t *word = memory + page * WORDS;
		uint64_t value = (frames[page] * WORDS + page) * MIXER ^ flip;

		for (size_t i = 0; i < WORDS; i++)
			word[i] = value + i;
	}
}

/* Returns the number of words that differ. *where: index of the first page with such a word. */
static uint64_t verify(const uint64_t *memory, const uint64_t *frames, size_t pages, uint64_t flip,
		       size_t *where)
{
	uint64_t wrong = 0;

	for (size_t page = 0; page < pages; page++) {
		const uint64_t *word = memory + page * WORDS;
		uint64_t value = (frames[page] * WORDS + page) * MIXER ^ flip, differs = 0;

		for (size_t i = 0; i < WORDS; i++)
			differs += word[i] != value + i;
		if (differs && !wrong)
			*where = page;
		wrong += differs;
	}
	return wrong;
}

void check_memory(const struct selftest_options *options)
{
	/* The list of frames takes a 512th of the tested memory. */
	size_t pages = (size_t)(free_kib() * 1024 / 100 * options->memory / (PAGE + 8));
	uint64_t *frames = malloc(pages * sizeof(uint64_t));
	uint64_t *memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	uint64_t wrong = 0;
	size_t where = 0;
	struct span span;

	if (!frames || memory == MAP_FAILED || pages == 0) {
		selftest_report("memory", false, "can't get %zu pages", pages);
		return;
	}
	read_frames(memory, pages, frames, &span);
	for (int turn = 0; turn < 2 && !wrong; turn++) {
		uint64_t flip = turn ? ~0ull : 0;

		fill(memory, frames, pages, flip);
		__asm__ volatile("dsb sy" : : : "memory");
		wrong = verify(memory, frames, pages, flip, &where);
	}
	selftest_report(
	    "memory", wrong == 0,
	    "%zu MiB in %llu pages of 0x%llx..0x%llx, %llu words wrong, first in 0x%llx",
	    pages * PAGE >> 20, (unsigned long long)span.pages,
	    (unsigned long long)(span.first * PAGE), (unsigned long long)(span.last * PAGE),
	    (unsigned long long)wrong, (unsigned long long)(wrong ? frames[where] * PAGE : 0));
	munmap(memory, pages * PAGE);
	free(frames);
}
