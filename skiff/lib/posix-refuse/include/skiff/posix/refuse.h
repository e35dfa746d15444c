/* SPDX-License-Identifier: BSD-3-Clause */
/* Unsupported calls: whatever their arguments, those for processes return -ENOSYS,
 * socket -EAFNOSUPPORT, and the calls on sockets -ENOTSOCK. */
#pragma once
#include <stdint.h>

/** Linux's execve. */
int64_t sys_execve(void);
/** Linux's wait4. */
int64_t sys_wait4(void);
/** Linux's waitid. */
int64_t sys_waitid(void);
/** Linux's clone. */
int64_t sys_clone(void);
/** Linux's setitimer, without library posix-timer. */
int64_t sys_setitimer(void);
/** Linux's rt_sigsuspend: no other thread, library posix-thread, sends a signal. */
int64_t sys_rt_sigsuspend(void);
/** Linux's setpriority: threads have priorities, by sched_setparam. */
int64_t sys_setpriority(void);
/** Linux's pipe2. */
int64_t sys_pipe2(void);
/** Linux's socketpair. */
int64_t sys_socketpair(void);
/** Linux's socket. */
int64_t sys_socket(void);
/** Linux's connect. */
int64_t sys_connect(void);
/** Linux's sendmsg. */
int64_t sys_sendmsg(void);

/** Called by musl for a new thread or process. */
int __clone(void);
