/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/posix/process.h>
#include <skiff/test.h>

TEST(process_is_number_one_of_user_zero)
{
	CHECK(sys_getpid() == 1 && sys_getppid() == 0);
	CHECK(sys_getpgid(0) == 1 && sys_getpgid(2) == -ESRCH && sys_getsid(1) == 1);
	CHECK(sys_getuid() == 0 && sys_geteuid() == 0 && sys_getgid() == 0 && sys_getegid() == 0);
	CHECK(sys_getgroups(0, NULL) == 0 && sys_getgroups(-1, NULL) == -EINVAL);
	CHECK(sys_setpgid(0, 0) == 0 && sys_setpgid(7, 0) == -ESRCH && sys_setpgid(0, 7) == -EPERM);
}

TEST(process_stays_user_zero)
{
	uint32_t groups[2] = {0, 5};

	CHECK(sys_setuid(0) == 0 && sys_setuid(1) == -EINVAL);
	CHECK(sys_setgid(0) == 0 && sys_setgid(1) == -EINVAL);
	CHECK(sys_setresuid(UINT32_MAX, 0, 0) == 0 && sys_setresuid(0, 0, 3) == -EINVAL);
	CHECK(sys_setresgid(0, 0, 0) == 0 && sys_setresgid(3, 0, 0) == -EINVAL);
	CHECK(sys_setgroups(1, groups) == 0 && sys_setgroups(2, groups) == -EINVAL);
}

TEST(session_begins_once)
{
	CHECK(sys_setsid() == 1 && sys_setsid() == -EPERM);
}

TEST(uname_names_the_machine)
{
	struct posix_names names;

	CHECK(sys_uname(&names) == 0);
	CHECK(strcmp(names.system, "Linux") == 0 && strcmp(names.node, CONFIG_POSIX_HOSTNAME) == 0);
	CHECK(strcmp(names.machine, "aarch64") == 0);
}

TEST(limits_can_be_read_and_lowered_but_not_raised)
{
	struct posix_limit l = {1, 1};

	CHECK(sys_getrlimit(POSIX_LIMIT_FILES, &l) == 0 && l.now == CONFIG_POSIX_DESCRIPTORS);
	CHECK(sys_setrlimit(POSIX_LIMIT_FILES, &l) == 0);
	l.now = l.most = CONFIG_POSIX_DESCRIPTORS + 1;
	CHECK(sys_setrlimit(POSIX_LIMIT_FILES, &l) == -EPERM);
	l.now = 2, l.most = 1;
	CHECK(sys_setrlimit(POSIX_LIMIT_FILES, &l) == -EINVAL);
	CHECK(sys_getrlimit(99, &l) == -EINVAL);
	CHECK(sys_prlimit64(7, 0, NULL, &l) == -ESRCH);
}

TEST(affinity_is_the_one_processor)
{
	uint64_t mask = 0;

	CHECK(sys_sched_getaffinity(0, 8, &mask) == 8 && mask == 1);
	CHECK(sys_sched_getaffinity(0, 4, &mask) == -EINVAL);
}

TEST(sysinfo_counts_memory)
{
	struct posix_system s;

	CHECK(sys_sysinfo(&s) == 0);
	CHECK(s.processes == 1 && s.unit == 1 && s.ram >= s.ram_free && s.ram_free > 0);
}

#ifdef CONFIG_LIB_ENTROPY
TEST(getrandom_fills_and_knows_its_flags)
{
	unsigned char a[32] = {0}, b[32] = {0};

	CHECK(sys_getrandom(a, sizeof(a), 0) == sizeof(a));
	CHECK(sys_getrandom(b, sizeof(b), 1) == sizeof(b));
	CHECK(memcmp(a, b, sizeof(a)) != 0);
	CHECK(sys_getrandom(a, sizeof(a), 8) == -EINVAL);
}
#endif

#ifndef CONFIG_LIB_POSIX_THREAD
TEST(futex_of_the_only_thread_never_blocks)
{
	uint32_t word = 1;
	struct posix_timespec now = {0, 0};

	CHECK(sys_futex(&word, 128, 2, NULL, NULL, 0) == -EAGAIN);
	CHECK(sys_futex(&word, 128, 1, NULL, NULL, 0) == -EDEADLK);
	CHECK(sys_futex(&word, 128, 1, &now, NULL, 0) == -ETIMEDOUT);
	CHECK(sys_futex(&word, 129, 1, NULL, NULL, 0) == 0);
	CHECK(sys_futex(&word, 6, 1, NULL, NULL, 0) == -ENOSYS);
	CHECK(sys_gettid() == 1 && sys_set_tid_address(NULL) == 1 && sys_sched_yield() == 0);
}
#endif

TEST(threads_stay_on_the_one_processor)
{
	uint64_t mask = 0;

	CHECK(sys_sched_getaffinity(0, sizeof(mask), &mask) == sizeof(mask) && mask == 1);
	CHECK(sys_sched_setaffinity(0, sizeof(mask), &mask) == 0);
	mask = 2;
	CHECK(sys_sched_setaffinity(0, sizeof(mask), &mask) == -EINVAL);
	CHECK(sys_prctl(POSIX_PR_SET_NAME, 0) == 0 && sys_prctl(1, 0) == -EINVAL);
}
