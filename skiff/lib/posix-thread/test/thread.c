/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <skiff/alloc.h>
#include "run.h"

static int seen[3];

static int note(void *argument)
{
	seen[(intptr_t)argument] = (int)sys_gettid();
	sys_sched_yield();
	return 7;
}

TEST(threads_of_clone_have_numbers_and_end)
{
	struct run run[3];

	for (intptr_t i = 0; i < 3; i++)
		run_start(&run[i], note, (void *)i);
	for (int i = 0; i < 3; i++) {
		run_join(&run[i]);
		CHECK(seen[i] == run[i].id && run[i].id != run[(i + 1) % 3].id);
		CHECK(sys_tkill(run[i].id, 0) == -ESRCH);
	}
	CHECK(sys_gettid() == POSIX_PROCESS && sys_set_tid_address(NULL) == POSIX_PROCESS);
}

TEST(clone_of_another_process_is_refused)
{
	CHECK(posix_thread_clone(note, NULL, 17, NULL, NULL, 0, NULL) == -ENOSYS);
}

static int leave(void *argument)
{
	posix_thread_unmap_self(*(void **)argument, RUN_STACK);
}

static void wait_for(const struct run *run)
{
	while (__atomic_load_n(&run->alive, __ATOMIC_SEQ_CST))
		sys_futex((uint32_t *)&run->alive, POSIX_FUTEX_WAIT, 1, NULL, NULL, 0);
}

TEST(thread_can_unmap_the_stack_that_it_stands_on)
{
	struct run run;
	size_t before;

	for (int i = 0; i < 2; i++) {
		run_start(&run, leave, &run.stack);
		wait_for(&run);
	}
	before = heap_free();
	for (int i = 0; i < 8; i++) {
		run_start(&run, leave, &run.stack);
		wait_for(&run);
	}
	CHECK(GIVEN_BACK(before, RUN_STACK / 2));
}

TEST(scheduling_parameters_are_kept)
{
	int priority = 5, got = 0, none = 0;

	CHECK(sys_sched_getscheduler(0) == POSIX_SCHED_OTHER);
	CHECK(sys_sched_getparam(0, &got) == 0 && got == 0);
	CHECK(sys_sched_setparam(0, &priority) == -EINVAL);
	CHECK(sys_sched_setscheduler(0, POSIX_SCHED_FIFO, &priority) == 0);
	CHECK(sys_sched_getscheduler(POSIX_PROCESS) == POSIX_SCHED_FIFO);
	CHECK(sys_sched_getparam(0, &got) == 0 && got == 5);
	CHECK(thread_self()->base == PRIORITY_DEFAULT + 5);
	CHECK(sys_sched_setscheduler(0, POSIX_SCHED_OTHER, &none) == 0);
	CHECK(thread_self()->base == PRIORITY_DEFAULT);
	CHECK(sys_sched_setscheduler(0, POSIX_SCHED_RR, &priority) == -EINVAL);
	CHECK(sys_sched_setscheduler(99999, POSIX_SCHED_FIFO, &priority) == -ESRCH);
	CHECK(sys_sched_getparam(0, NULL) == -EINVAL && sys_sched_setparam(0, NULL) == -EINVAL);
	CHECK(sys_sched_getscheduler(-1) == -EINVAL && sys_sched_getparam(-1, &got) == -EINVAL);
	CHECK(sys_sched_setscheduler(-1, POSIX_SCHED_FIFO, &priority) == -EINVAL);
	CHECK(sys_sched_getscheduler(99999) == -ESRCH && sys_sched_getparam(99999, &got) == -ESRCH);
	CHECK(sys_sched_get_priority_min(POSIX_SCHED_FIFO) == 1);
	CHECK(sys_sched_get_priority_max(POSIX_SCHED_FIFO) == PRIORITIES - 1 - PRIORITY_DEFAULT);
	CHECK(sys_sched_get_priority_max(9) == -EINVAL && sys_sched_get_priority_min(9) == -EINVAL);
}

TEST(robust_list_is_the_c_librarys)
{
	void *head = &head;
	size_t size = 0;

	CHECK(sys_set_robust_list(NULL, 24) == 0 && sys_set_robust_list(NULL, 8) == -EINVAL);
	CHECK(sys_get_robust_list(0, &head, &size) == 0 && head == NULL && size == 24);
	CHECK(sys_get_robust_list(99999, &head, &size) == -EPERM);
}
