/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio console device (virtio 1.2, 5.3). */
#pragma once
#include <stdint.h>

/* Queues (5.3.2): those of port 0, then the control queues, then pairs of the ports from 1 on. */
#define VIRTIO_CONSOLE_QUEUE_RECEIVE	      0
#define VIRTIO_CONSOLE_QUEUE_TRANSMIT	      1
#define VIRTIO_CONSOLE_QUEUE_CONTROL_RECEIVE  2
#define VIRTIO_CONSOLE_QUEUE_CONTROL_TRANSMIT 3
#define VIRTIO_CONSOLE_PORT_RECEIVE(port)     ((port) ? 2 * (port) + 2 : 0)
#define VIRTIO_CONSOLE_PORT_TRANSMIT(port)    ((port) ? 2 * (port) + 3 : 1)

/* Feature bits (5.3.3). */
#define VIRTIO_CONSOLE_F_SIZE	     0
#define VIRTIO_CONSOLE_F_MULTIPORT   1
#define VIRTIO_CONSOLE_F_EMERG_WRITE 2

/* Configuration (5.3.4). */
struct virtio_console_config {
	uint16_t cols;
	uint16_t rows;
	uint32_t max_nr_ports;
	uint32_t emerg_wr;
};
_Static_assert(sizeof(struct virtio_console_config) == 12, "virtio 1.2, 5.3.4");

/* Message of a control queue (5.3.6.2). A name follows where the event is PORT_NAME. */
struct virtio_console_control {
	uint32_t id; /* port */
	uint16_t event;
	uint16_t value;
};
_Static_assert(sizeof(struct virtio_console_control) == 8, "virtio 1.2, 5.3.6.2");

#define VIRTIO_CONSOLE_DEVICE_READY  0
#define VIRTIO_CONSOLE_DEVICE_ADD    1
#define VIRTIO_CONSOLE_DEVICE_REMOVE 2
#define VIRTIO_CONSOLE_PORT_READY    3
#define VIRTIO_CONSOLE_CONSOLE_PORT  4
#define VIRTIO_CONSOLE_RESIZE	     5
#define VIRTIO_CONSOLE_PORT_OPEN     6
#define VIRTIO_CONSOLE_PORT_NAME     7

/* Data of RESIZE (5.3.6.2). */
struct virtio_console_resize {
	uint16_t cols;
	uint16_t rows;
};
