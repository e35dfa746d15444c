/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-socket`. */
#pragma once
#include <stdbool.h>
#include <skiff/net.h>
#include <skiff/posix/block.h>
#include <skiff/posix/file.h>
#include <skiff/posix/socket.h>
#include "lwip/tcp.h"
#include "lwip/udp.h"

struct socket;

/** An end of a connection, or of a datagram's way. */
struct end {
	ip_addr_t address;
	uint16_t port; /* in the machine's byte order */
};

/** Operations that differ between streams and datagrams. */
struct socket_kind {
	int type; /* POSIX_SOCK_* */
	int protocol;
	int (*bind)(struct socket *s, const ip_addr_t *address, uint16_t port);
	int (*connect)(struct socket *s, const ip_addr_t *address, uint16_t port, bool wait);
	/* Send up to `size` bytes; the parts form one datagram. */
	int64_t (*send)(struct socket *s, const struct posix_iovec *parts, size_t count,
			unsigned int flags, const struct end *to);
	int64_t (*receive)(struct socket *s, const struct posix_iovec *parts, size_t count,
			   unsigned int *flags, struct end *from);
	int (*shutdown)(struct socket *s, bool reading, bool writing);
	unsigned int (*poll)(const struct socket *s);
	uint32_t (*waiting)(const struct socket *s); /* bytes that can be read at once */
	void (*close)(struct socket *s);
};
extern const struct socket_kind stream_kind, datagram_kind;

/** State of a stream. */
enum socket_state {
	SOCKET_NEW,
	SOCKET_LISTENING,
	SOCKET_CONNECTING,
	SOCKET_CONNECTED,
	SOCKET_OVER
};

/** A socket. */
struct socket {
	const struct socket_kind *kind;
	int family;			    /* POSIX_AF_* */
	bool only6;			    /* IPV6_V6ONLY */
	struct wait_queue readers, writers; /* threads that wait */
	struct list watchers;
	union {
		struct tcp_pcb *tcp; /* NULL: lwIP has ended the connection */
		struct udp_pcb *udp;
	};
	enum socket_state state;
	int error;			    /* negative error of the connection, reported once */
	bool read_end, write_end;	    /* these ends were shut down here */
	bool end;			    /* the peer sends no more */
	bool abort;			    /* at close: SO_LINGER of 0 */
	bool hold;			    /* TCP_CORK */
	uint64_t receive_limit, send_limit; /* nanoseconds a call waits, UINT64_MAX: for ever */
	/* A stream's. */
	struct pbuf *received; /* received data in order, not read yet; or NULL */
	uint16_t parts;	       /* of it */
	struct list accepted;  /* a listening socket's connections */
	struct list node;      /* there */
	/* Datagrams. */
	struct list datagrams;
	uint32_t queued; /* bytes of the datagrams */
};

/** @return the socket of a descriptor; NULL, and -EBADF or -ENOTSOCK in *error */
struct socket *socket_of(int fd, struct file **file, int *error);

/** Make a socket without a connection. @return NULL: no memory */
struct socket *socket_new(const struct socket_kind *kind, int family);

/** Make a socket a file. @return the descriptor; -EMFILE or -ENOMEM: the socket is unchanged */
int socket_open(struct socket *s, unsigned int flags);

/** Wait for a change.
 * @param began  time_ticks() when the call began
 * @return 0; -EAGAIN: the call's time limit is over; -EINTR */
int socket_wait(struct wait_queue *queue, uint64_t began, uint64_t limit);

/** Wake all waiting threads, and tell all watchers. */
void socket_changed(struct socket *s);

/** The negative error number for an error of lwIP. */
int socket_error(err_t error);

/** Read an address that a caller gave. @return 0, -EINVAL, -EAFNOSUPPORT, or -ENETUNREACH */
int name_read(const struct socket *s, const struct posix_address *name, uint32_t size,
	      struct end *to);
/** Give a caller an address in the form of the socket's family, as much of it as there is room for. */
void name_write(const struct socket *s, const struct end *end, struct posix_address *to,
		uint32_t *size);

/** Connect a stream's functions to its connection, which is new or accepted. */
void stream_attach(struct socket *s, struct tcp_pcb *pcb);
/** Listen with a stream's connection. */
int stream_listen(struct socket *s, int backlog);
/** The oldest unaccepted connection to a listening socket. @return NULL: there is none */
struct socket *stream_accept(struct socket *s);
/** Connect a stream. */
int stream_connect(struct socket *s, const ip_addr_t *address, uint16_t port, bool wait);
