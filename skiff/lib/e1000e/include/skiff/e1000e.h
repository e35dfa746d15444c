/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An Intel 82574 network controller: whole frames, in buffers of its own, each behind E1000E_HEAD bytes that the device
 * doesn't touch. It is promiscuous: it receives frames of all addresses. Until the device returns a buffer, it may write to
 * the buffer at any time.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <e1000e/e1000e.h>
#include <skiff/config.h>

/** Bytes before a frame: as many as a virtio header has, so that a buffer has the layout of virtio_net_driver.h. */
#define E1000E_HEAD 12u
/** Buffers to send from: half as many as for received frames, which come in bursts. */
#define E1000E_SENDS (CONFIG_E1000E_BUFFERS / 2)
/** Bytes of a receive buffer: the head, and as many as the device may write. */
#define E1000E_BUFFER ((E1000E_HEAD + E1000E_RX_BYTES + 15) / 16 * 16)
/** Bytes of a buffer to send from. */
#define E1000E_SEND_BUFFER 1536u
/** Bytes of a frame with a tag, without the FCS, at most. */
#define E1000E_FRAME 1518u

/** The controller and its driver. It must lie in the memory that `bus` belongs to. */
struct e1000e {
	/* Memory that the controller reads and writes. */
	struct e1000e_receive receive[CONFIG_E1000E_BUFFERS]
	    __attribute__((aligned(128)));					     /* ring */
	struct e1000e_transmit transmit[E1000E_SENDS] __attribute__((aligned(128))); /* ring */
	char received[CONFIG_E1000E_BUFFERS][E1000E_BUFFER]
	    __attribute__((aligned(16)));					  /* frames */
	char sent[E1000E_SENDS][E1000E_SEND_BUFFER] __attribute__((aligned(16))); /* frames */
	volatile uint32_t *registers; /* registers of the controller */
	uint64_t bus;		      /* see e1000e_begin() */
	unsigned int next;	      /* index in `receive` to look at next */
	unsigned int tail;	      /* index in `transmit` to use next */
	bool returned;		      /* buffers that the device doesn't know of yet */
	bool filled;		      /* frames, likewise */
};

/** Reset the controller, and wait until it doesn't access memory any more. Its function must decode memory, but not be a bus
 * master before this ends: a controller that an earlier life left running would go on with that life's rings.
 *
 * @param registers  of BAR 0
 * @return 0, -ENODEV: nothing answers, or the reset doesn't end */
int e1000e_reset(struct e1000e *controller, uintptr_t registers);

/** After e1000e_reset(): give the controller its receive buffers. Its function must be a bus master now.
 *
 * @param bus  offset from addresses here to the device's */
void e1000e_begin(struct e1000e *controller, uint64_t bus);

/** The next received frame.
 *
 * @param length  bytes of head and frame; 0: the frame isn't whole, or longer than E1000E_FRAME
 * @return its buffer, to be given back by e1000e_return() before the next call; NULL: there is none */
char *e1000e_received(struct e1000e *controller, uint32_t *length);

/** Give the buffer of the last e1000e_received() back to the device. */
void e1000e_return(struct e1000e *controller);

/** A buffer to send from.
 *
 * @return NULL: the device has all of them */
char *e1000e_buffer(struct e1000e *controller);

/** Send from the buffer of the last e1000e_buffer().
 *
 * @param length  bytes of head and frame, at most E1000E_HEAD + E1000E_FRAME; others: send nothing */
void e1000e_send(struct e1000e *controller, uint32_t length);

/** Notify the device of its new buffers. */
void e1000e_kick(struct e1000e *controller);

/** Ask for an interrupt when a frame comes and, if `full`, when a buffer to send from is free.
 *
 * @return true: nothing came meanwhile */
bool e1000e_listen(struct e1000e *controller, bool full);

/** For the interrupt's handler: the interrupt is off until e1000e_listen(). */
void e1000e_interrupt(struct e1000e *controller);
