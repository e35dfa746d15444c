/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/refuse.h>
#include <skiff/test.h>

TEST(calls_for_other_processes_are_refused)
{
	CHECK(sys_execve() == -ENOSYS && sys_wait4() == -ENOSYS && sys_waitid() == -ENOSYS);
	CHECK(sys_clone() == -ENOSYS && sys_socketpair() == -ENOSYS);
	CHECK(sys_setpriority() == -ENOSYS);
}

#ifndef CONFIG_LIB_POSIX_THREAD
TEST(waiting_for_signals_is_refused_without_threads)
{
	CHECK(sys_rt_sigsuspend() == -ENOSYS && sys_setitimer() == -ENOSYS);
}
#endif

#ifndef CONFIG_LIB_POSIX_SOCKET
TEST(sockets_are_refused_without_a_network)
{
	CHECK(sys_socket() == -EAFNOSUPPORT && sys_connect() == -ENOTSOCK);
	CHECK(sys_sendmsg() == -ENOTSOCK);
}
#endif
