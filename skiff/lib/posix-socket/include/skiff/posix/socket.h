/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets: arguments and results of Linux's calls (asm-generic/socket.h, linux/socket.h, linux/in.h). */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <skiff/posix/abi.h>

#define POSIX_AF_INET  2
#define POSIX_AF_INET6 10

#define POSIX_SOCK_STREAM   1
#define POSIX_SOCK_DATAGRAM 2
#define POSIX_SOCK_TYPE	    0xf /* mask; POSIX_O_NONBLOCK and POSIX_O_CLOEXEC beside it */

#define POSIX_IPPROTO_IP   0
#define POSIX_IPPROTO_TCP  6
#define POSIX_IPPROTO_UDP  17
#define POSIX_IPPROTO_IPV6 41

/* Flags of a message. */
#define POSIX_MSG_PEEK	   0x2u
#define POSIX_MSG_TRUNC	   0x20u
#define POSIX_MSG_DONTWAIT 0x40u
#define POSIX_MSG_WAITALL  0x100u
#define POSIX_MSG_NOSIGNAL 0x4000u
#define POSIX_MSG_MORE	   0x8000u

/* Options of level POSIX_SOL_SOCKET. */
#define POSIX_SOL_SOCKET    1
#define POSIX_SO_REUSEADDR  2
#define POSIX_SO_TYPE	    3
#define POSIX_SO_ERROR	    4
#define POSIX_SO_BROADCAST  6
#define POSIX_SO_SNDBUF	    7
#define POSIX_SO_RCVBUF	    8
#define POSIX_SO_KEEPALIVE  9
#define POSIX_SO_LINGER	    13
#define POSIX_SO_REUSEPORT  15
#define POSIX_SO_RCVTIMEO   20
#define POSIX_SO_SNDTIMEO   21
#define POSIX_SO_ACCEPTCONN 30
#define POSIX_SO_PROTOCOL   38
#define POSIX_SO_DOMAIN	    39

/* Options of TCP. */
#define POSIX_TCP_NODELAY      1
#define POSIX_TCP_MAXSEG       2
#define POSIX_TCP_CORK	       3
#define POSIX_TCP_KEEPIDLE     4
#define POSIX_TCP_KEEPINTVL    5
#define POSIX_TCP_KEEPCNT      6
#define POSIX_TCP_DEFER_ACCEPT 9
#define POSIX_TCP_QUICKACK     12
#define POSIX_TCP_USER_TIMEOUT 18

/* Options of IP. */
#define POSIX_IP_TOS	      1
#define POSIX_IP_TTL	      2
#define POSIX_IP_MTU_DISCOVER 10
#define POSIX_IP_RECVERR      11

/* Options of IPv6. */
#define POSIX_IPV6_UNICAST_HOPS 16
#define POSIX_IPV6_MTU_DISCOVER 23
#define POSIX_IPV6_RECVERR	25
#define POSIX_IPV6_V6ONLY	26
#define POSIX_IPV6_TCLASS	67

/** An address (struct sockaddr_in); port and address are in network order. */
struct posix_address {
	uint16_t family;
	uint16_t port;
	uint32_t address;
	uint8_t zero[8];
};
_Static_assert(sizeof(struct posix_address) == 16, "struct sockaddr_in");

/** An IPv6 address (struct sockaddr_in6): calls take it in the place of the other from sockets of AF_INET6. */
struct posix_address6 {
	uint16_t family;
	uint16_t port; /* in network order */
	uint32_t flow; /* ignored */
	uint8_t address[16];
	uint32_t scope; /* of a link-local address: number of the interface, 0: the only one */
};
_Static_assert(sizeof(struct posix_address6) == 28, "struct sockaddr_in6");

/** A message in parts (struct msghdr). */
struct posix_message {
	void *name;
	uint32_t name_size;
	struct posix_iovec *parts;
	size_t count;
	void *control;
	size_t control_size;
	uint32_t flags;
};

/** One of many messages (struct mmsghdr). */
struct posix_messages {
	struct posix_message message;
	uint32_t size;
};

/** Treatment of unsent data at close (struct linger). */
struct posix_linger {
	int32_t on, seconds;
};

/** Linux's socket. */
int64_t sys_socket(int family, int type, int protocol);
/** Linux's bind. */
int64_t sys_bind(int fd, const struct posix_address *name, uint32_t size);
/** Linux's listen. */
int64_t sys_listen(int fd, int backlog);
/** Linux's accept. */
int64_t sys_accept(int fd, struct posix_address *name, uint32_t *size);
/** Linux's accept4. */
int64_t sys_accept4(int fd, struct posix_address *name, uint32_t *size, unsigned int flags);
/** Linux's connect. */
int64_t sys_connect(int fd, const struct posix_address *name, uint32_t size);
/** Linux's getsockname. */
int64_t sys_getsockname(int fd, struct posix_address *name, uint32_t *size);
/** Linux's getpeername. */
int64_t sys_getpeername(int fd, struct posix_address *name, uint32_t *size);
/** Linux's shutdown. */
int64_t sys_shutdown(int fd, int how);
/** Linux's sendto. */
int64_t sys_sendto(int fd, const void *from, size_t size, unsigned int flags,
		   const struct posix_address *name, uint32_t name_size);
/** Linux's recvfrom. */
int64_t sys_recvfrom(int fd, void *to, size_t size, unsigned int flags, struct posix_address *name,
		     uint32_t *name_size);
/** Linux's sendmsg. */
int64_t sys_sendmsg(int fd, const struct posix_message *message, unsigned int flags);
/** Linux's recvmsg. */
int64_t sys_recvmsg(int fd, struct posix_message *message, unsigned int flags);
/** Linux's sendmmsg. */
int64_t sys_sendmmsg(int fd, struct posix_messages *messages, unsigned int count,
		     unsigned int flags);
/** Linux's recvmmsg. */
int64_t sys_recvmmsg(int fd, struct posix_messages *messages, unsigned int count,
		     unsigned int flags, struct posix_timespec *span);
/** Linux's setsockopt. */
int64_t sys_setsockopt(int fd, int level, int name, const void *value, uint32_t size);
/** Linux's getsockopt. */
int64_t sys_getsockopt(int fd, int level, int name, void *value, uint32_t *size);
