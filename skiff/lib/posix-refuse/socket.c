/* SPDX-License-Identifier: BSD-3-Clause */
/* Without a network there is no family of sockets, and no descriptor is a socket. */
#include <errno.h>
#include <skiff/posix/refuse.h>

int64_t sys_socket(void)
{
	return -EAFNOSUPPORT;
}

int64_t sys_connect(void)
{
	return -ENOTSOCK;
}

int64_t sys_sendmsg(void)
{
	return -ENOTSOCK;
}
