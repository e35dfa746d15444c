/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include "../../posix-thread/test/run.h"

#define SIGPIPE 13

static int ends[2];
static char buffer[3 * POSIX_PIPE_ATOMIC];

static void close_both(void)
{
	CHECK(sys_close(ends[0]) == 0 && sys_close(ends[1]) == 0);
}

TEST(pipe_gives_bytes_in_order_and_then_its_end)
{
	struct posix_stat s;
	char got[8] = "";

	CHECK(sys_pipe2(ends, 0) == 0);
	CHECK(sys_fstat(ends[0], &s) == 0 && (s.mode & POSIX_S_TYPE) == POSIX_S_FIFO);
	CHECK(sys_write(ends[1], "hello", 5) == 5 && sys_read(ends[0], got, 3) == 3);
	CHECK(sys_read(ends[0], got + 3, 5) == 2 && strcmp(got, "hello") == 0);
	CHECK(sys_read(ends[1], got, 1) == -EBADF && sys_write(ends[0], got, 1) == -EBADF);
	CHECK(sys_lseek(ends[0], 0, POSIX_SEEK_CUR) == -ESPIPE);
	CHECK(sys_close(ends[1]) == 0 && sys_read(ends[0], got, 1) == 0);
	CHECK(sys_close(ends[0]) == 0 && sys_pipe2(ends, 1) == -EINVAL);
}

TEST(pipe_that_must_not_block_writes_whole_or_nothing)
{
	CHECK(sys_pipe2(ends, POSIX_O_NONBLOCK) == 0);
	CHECK(sys_read(ends[0], buffer, 1) == -EAGAIN);
	CHECK(sys_write(ends[1], buffer, POSIX_PIPE_ATOMIC - 1) == POSIX_PIPE_ATOMIC - 1);
	CHECK(sys_write(ends[1], buffer, 2) == -EAGAIN && sys_write(ends[1], buffer, 1) == 1);
	CHECK(sys_read(ends[0], buffer, 10) == 10);
	CHECK(sys_write(ends[1], buffer, sizeof(buffer)) == 10);
	close_both();
}

static int write_much(void *argument)
{
	for (size_t i = 0; i < sizeof(buffer); i++)
		buffer[i] = (char)(i / 7);
	*(int64_t *)argument = sys_write(ends[1], buffer, sizeof(buffer));
	return 0;
}

TEST(pipe_carries_more_than_it_holds)
{
	struct run run;
	int64_t written = 0, n = 1;
	size_t total = 0;
	char part[1000];
	bool right = true;

	CHECK(sys_pipe2(ends, 0) == 0);
	run_start(&run, write_much, &written);
	while (total < sizeof(buffer) && n > 0) {
		n = sys_read(ends[0], part, sizeof(part));
		for (int64_t i = 0; i < n; i++)
			right = right && part[i] == (char)((total + (size_t)i) / 7);
		total += (size_t)n;
	}
	run_join(&run);
	CHECK(right && written == sizeof(buffer));
	close_both();
}

static int signalled;

static void note(int number)
{
	signalled = number;
}

TEST(pipe_without_a_reader_signals)
{
	struct posix_action action = {(uintptr_t)note, 0, 0, 0}, standard = {0, 0, 0, 0};

	CHECK(sys_rt_sigaction(SIGPIPE, &action, NULL, 8) == 0);
	CHECK(sys_pipe2(ends, 0) == 0 && sys_close(ends[0]) == 0);
	CHECK(sys_write(ends[1], "x", 1) == -EPIPE && signalled == SIGPIPE);
	CHECK(sys_close(ends[1]) == 0 && sys_rt_sigaction(SIGPIPE, &standard, NULL, 8) == 0);
}
