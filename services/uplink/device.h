/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The network device itself: virtio.c, e1000e.c or gem.c, as the image is configured. A buffer holds PORT_HEADER bytes, then a frame.
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
 * @param length  bytes in its buffer; 0: it is no whole frame */
char *device_received(uint32_t *length);

/** Give the last one's buffer back. */
void device_return(char *buffer);

/** A buffer to send from. NULL: the device has all of them. */
char *device_buffer(void);

/** Send from the last one.
 *
 * @param length  bytes in it, 0: send nothing */
void device_send(char *buffer, uint32_t length);

/** Tell the device of what was given to it. */
void device_kick(void);

/** The device's interrupt is looked for, and taken. */
void device_interrupt(void);

/** Has it failed, so that only a new life helps? */
bool device_broken(void);

/** Ask for an interrupt when something comes, or a buffer is free if none was. True: nothing came meanwhile. */
bool device_listen(void);
