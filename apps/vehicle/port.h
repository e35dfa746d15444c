/* SPDX-License-Identifier: BSD-3-Clause */
/* A port of a virtio console (virtio 1.2, 5.3) by which lines of text are sent. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "queue.h"

struct port {
	struct virtio_driver device;
	struct queue receive, send; /* of port 1 */
	struct queue hear, say;	    /* control */
	bool open;		    /* the other end reads */
};

/** Begin with the device at these registers. @return 0, or the error of virtio_driver_begin() */
int port_begin(struct port *port, uintptr_t registers);

/** Learn whether the other end is open, and drop what it sends. */
void port_look(struct port *port);

/** Send a line if the other end is open and there is room; otherwise it is dropped: nobody is waited for. */
void port_write(struct port *port, const char *line, uint32_t length);
