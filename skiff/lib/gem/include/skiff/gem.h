/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A Cadence GEM network controller: whole frames, in buffers of its own, each behind GEM_HEAD bytes that the device doesn't
 * touch. It is promiscuous: it receives frames of all addresses. The device may write to a buffer that it was given at any time
 * before it comes back. Firmware has set up clocks and PHY, for a link of 1 Gbit/s.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <gem/gem.h>
#include <skiff/config.h>

/** Bytes before a frame: those of a virtio header, so that a buffer looks like one of virtio_net_driver.h. */
#define GEM_HEAD 12u
/** Buffers to send from: half as many as for what is received, which comes in bursts. */
#define GEM_SENDS (CONFIG_GEM_BUFFERS / 2)
/** Bytes that the device writes to a buffer, at most. */
#define GEM_BYTES (24 * GEM_DMA_UNIT)
/** Bytes of a buffer for what is received. */
#define GEM_BUFFER (GEM_HEAD + GEM_BYTES)
/** Bytes of a buffer to send from. */
#define GEM_SEND_BUFFER 1536u
/** Bytes of a frame with a tag, without the FCS, at most. */
#define GEM_FRAME 1518u

/** The controller and its driver. Lies in the memory that `bus` belongs to. */
struct gem {
	/* Memory that the controller reads and writes: */
	struct gem_descriptor receive[CONFIG_GEM_BUFFERS] __attribute__((aligned(8))); /* ring */
	struct gem_descriptor transmit[GEM_SENDS] __attribute__((aligned(8)));	       /* ring */
	struct gem_descriptor none[2]; /* rings of the second queue, which isn't used */
	char received[CONFIG_GEM_BUFFERS][GEM_BUFFER]; /* frames */
	char sent[GEM_SENDS][GEM_SEND_BUFFER];	       /* frames */
	volatile uint32_t *registers;		       /* registers of the controller */
	uint64_t bus;				       /* see gem_begin() */
	unsigned int next;			       /* in `receive`: looked at next */
	unsigned int tail;			       /* in `transmit`: used next */
	bool returned;				       /* buffers that the device may wait for */
	bool filled;				       /* frames that it doesn't know of yet */
};

/** Stop a controller that an earlier life has left, and give it buffers for what it receives.
 *
 * @param registers  of the device
 * @param bus        what is added to an address here for the device
 * @return 0, -ENODEV: no GEM is there; -ERANGE: its memory isn't below 4 GiB */
int gem_begin(struct gem *controller, uintptr_t registers, uint64_t bus);

/** The next frame that has been received.
 *
 * @param length  bytes of head and frame; 0: the frame isn't whole, or longer than GEM_FRAME
 * @return its buffer, to be given back by gem_return() before the next call; NULL: there is none */
char *gem_received(struct gem *controller, uint32_t *length);

/** Give the buffer of the last gem_received() back to the device. */
void gem_return(struct gem *controller);

/** A buffer to send from.
 *
 * @return NULL: the device has all of them */
char *gem_buffer(struct gem *controller);

/** Send from the buffer of the last gem_buffer().
 *
 * @param length  bytes of head and frame, at most GEM_HEAD + GEM_FRAME; others: send nothing */
void gem_send(struct gem *controller, uint32_t length);

/** Notify the device of the buffers that it was given. */
void gem_kick(struct gem *controller);

/** Ask for an interrupt when something comes, and, if `full`, when a buffer to send from is free.
 *
 * @return true: nothing came meanwhile */
bool gem_listen(struct gem *controller, bool full);

/** For the interrupt's handler: the interrupt is off until gem_listen(). */
void gem_interrupt(struct gem *controller);
