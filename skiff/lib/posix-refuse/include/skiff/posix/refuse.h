/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that there is nothing behind: whatever their arguments, those for processes return -ENOSYS,
 * socket -EAFNOSUPPORT, and the calls on sockets -ENOTSOCK. */
#pragma once
#include <stdint.h>

int64_t sys_execve(void);
int64_t sys_wait4(void);
int64_t sys_waitid(void);
int64_t sys_clone(void);
int64_t sys_pipe2(void);
int64_t sys_socketpair(void);
int64_t sys_socket(void);
int64_t sys_connect(void);
int64_t sys_sendmsg(void);

/** What musl calls for a new thread or process. */
int __clone(void);
