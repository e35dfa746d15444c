/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio socket device (virtio 1.2, 5.10). */
#pragma once
#include <stdint.h>

/* Queues (5.10.2). */
#define VIRTIO_VSOCK_QUEUE_RECEIVE  0
#define VIRTIO_VSOCK_QUEUE_TRANSMIT 1
#define VIRTIO_VSOCK_QUEUE_EVENT    2

/* Feature bits (5.10.3). */
#define VIRTIO_VSOCK_F_STREAM	 0
#define VIRTIO_VSOCK_F_SEQPACKET 1

/* Configuration (5.10.4). */
struct virtio_vsock_config {
	uint64_t guest_cid;
};

/* Context ids with a meaning (5.10.4); those of guests begin with 3. */
#define VIRTIO_VSOCK_CID_RESERVED  0
#define VIRTIO_VSOCK_CID_HOST	   2
#define VIRTIO_VSOCK_CID_GUEST_MIN 3
#define VIRTIO_VSOCK_CID_ANY	   0xffffffffu

/* Header of a packet (5.10.6); `len` bytes of data follow. */
struct virtio_vsock_header {
	uint64_t src_cid;
	uint64_t dst_cid;
	uint32_t src_port;
	uint32_t dst_port;
	uint32_t len;
	uint16_t type;
	uint16_t op;
	uint32_t flags;
	uint32_t buf_alloc; /* bytes that the sender can buffer for this stream */
	uint32_t fwd_cnt;   /* bytes that the sender has taken from it, modulo 2^32 */
} __attribute__((packed, aligned(4)));
_Static_assert(sizeof(struct virtio_vsock_header) == 44, "virtio 1.2, 5.10.6");

#define VIRTIO_VSOCK_TYPE_STREAM    1
#define VIRTIO_VSOCK_TYPE_SEQPACKET 2

/* Operations. */
#define VIRTIO_VSOCK_OP_INVALID	       0
#define VIRTIO_VSOCK_OP_REQUEST	       1
#define VIRTIO_VSOCK_OP_RESPONSE       2
#define VIRTIO_VSOCK_OP_RST	       3
#define VIRTIO_VSOCK_OP_SHUTDOWN       4
#define VIRTIO_VSOCK_OP_RW	       5
#define VIRTIO_VSOCK_OP_CREDIT_UPDATE  6
#define VIRTIO_VSOCK_OP_CREDIT_REQUEST 7

/* Flags of SHUTDOWN, and of RW in a SEQPACKET socket. */
#define VIRTIO_VSOCK_SHUTDOWN_RECEIVE 1u
#define VIRTIO_VSOCK_SHUTDOWN_SEND    2u
#define VIRTIO_VSOCK_SEQ_EOM	      1u
#define VIRTIO_VSOCK_SEQ_EOR	      2u

/* Message of the event queue (5.10.6.7). */
struct virtio_vsock_event {
	uint32_t id;
};

#define VIRTIO_VSOCK_EVENT_TRANSPORT_RESET 0
