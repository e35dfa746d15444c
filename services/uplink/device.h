/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The network device: virtio.c, e1000e.c or gem.c, as the image is configured. A buffer holds PORT_HEADER bytes, then a frame.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Reset the device, and begin with it.
 *
 * @param irq  INTID of its interrupt, for device_interrupt()
 * @return 0, -ENODEV: this VM has no such device, or what the device's own library says */
int device_begin(unsigned int *irq);

/** The next frame. NULL: there is none.
 *
 * @param length  bytes in its buffer; 0: the frame is incomplete */
char *device_received(uint32_t *length);

/** Give the buffer of the last received frame back. */
void device_return(char *buffer);

/** A buffer for a frame to send. NULL: the device has all of them. */
char *device_buffer(void);

/** Send the frame in the last buffer.
 *
 * @param length  bytes in it, 0: send nothing */
void device_send(char *buffer, uint32_t length);

/** Tell the device of the buffers that it was given. */
void device_kick(void);

/** Read and clear the cause of the device's interrupt. */
void device_interrupt(void);

/** Has the device failed, so that this VM must begin anew? */
bool device_broken(void);

/** Ask for an interrupt when a frame comes or, if no buffer was free, when one becomes free. True: neither happened. */
bool device_listen(void);
