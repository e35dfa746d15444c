/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A CAN controller of a Zynq-7000 or Zynq UltraScale+ (xilinx/can.h). Frames are those of a bus between VMs (bulkhead/can.h).
 * Nothing here waits without a limit, whatever the registers say.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <bulkhead/can.h>
#include <xilinx/can.h>

/** Bit timing: contents of two registers. */
struct xilinx_can_timing {
	uint32_t prescaler; /* Baud Rate Prescaler */
	uint32_t timing;    /* Bit Timing */
};

/** Identifiers that a controller receives: those that equal `id` in the bits of `mask`, both as in a frame's first word. */
struct xilinx_can_filter {
	uint32_t mask; /* bits that matter */
	uint32_t id;   /* … and how they are */
};

/** The controller. */
struct xilinx_can {
	volatile uint32_t *registers; /* registers of the controller */
};

/** What has happened since xilinx_can_events() was asked last, and states. */
enum xilinx_can_event {
	XILINX_CAN_SENT = 1,	/* a frame was sent, and acknowledged, since xilinx_can_prepare() */
	XILINX_CAN_LOST = 2,	/* at least one frame found no room in the FIFO */
	XILINX_CAN_OFF = 4,	/* bus off: nothing is sent or received until xilinx_can_begin() */
	XILINX_CAN_PASSIVE = 8, /* error passive: nobody acknowledges, or the bus is disturbed */
};

/** Find the timing of a bit: its sample point is as near to 80 % as it can be, but not behind it.
 *
 * @param clock  of the controller, Hz
 * @param rate   bits in a second
 * @return 0, or -ERANGE: no whole number of time quanta (8 to 25) has this rate */
int xilinx_can_timing(uint32_t clock, uint32_t rate, struct xilinx_can_timing *timing);

/** Make a filter that lets all identifiers from `first` to `last` through, and as few others as it can.
 *
 * @param first  as in struct can_rule; `last` is of the same kind */
struct xilinx_can_filter xilinx_can_filter(uint32_t first, uint32_t last);

/** Is the controller on the bus with this timing, as an earlier life left it? */
bool xilinx_can_runs(const struct xilinx_can *can, const struct xilinx_can_timing *timing);

/** Leave the bus: nothing more is sent or received, what was received can still be read, but whether a frame was sent is
 * forgotten.
 * @return false: the controller doesn't do it */
bool xilinx_can_stop(const struct xilinx_can *can);

/** Reset the controller and take part in the bus. Frames in its FIFOs are lost.
 *
 * @param count  filters, at most XILINX_CAN_FILTERS_MAX; 0: all frames are received
 * @return 0, -ENODEV: no controller answers, -EIO: it doesn't do as it is told */
int xilinx_can_begin(const struct xilinx_can *can, const struct xilinx_can_timing *timing,
		     const struct xilinx_can_filter *filters, unsigned int count);

/** Forget that a frame was sent: call before xilinx_can_send(). */
void xilinx_can_prepare(const struct xilinx_can *can);

/** Send a frame. The one before must have been sent, or xilinx_can_begin() has followed it.
 *
 * @param frame  no CAN FD */
void xilinx_can_send(const struct xilinx_can *can, const struct can_frame *frame);

/** Is there a received frame? */
bool xilinx_can_has(const struct xilinx_can *can);

/** Read the received frame that xilinx_can_has() has found. */
void xilinx_can_receive(const struct xilinx_can *can, struct can_frame *frame);

/** Skip a word of the receive FIFO, whose words may be parts of a frame. With XILINX_CAN_FRAMES * XILINX_CAN_WORDS + 1 calls it
 * is empty, and counts from the beginning of a frame.
 *
 * @param index  of this call, from 0 on
 * @return false: it was empty */
bool xilinx_can_skip(const struct xilinx_can *can, unsigned int index);

/** Ask what has happened, as bits of enum xilinx_can_event. Forgets XILINX_CAN_LOST and XILINX_CAN_OFF. */
uint32_t xilinx_can_events(const struct xilinx_can *can);

/** Error counters of transmission and reception, 0 … 255. */
void xilinx_can_counters(const struct xilinx_can *can, uint32_t *transmit, uint32_t *receive);

/** Call when the interrupt has come: masks it until xilinx_can_listen(). */
void xilinx_can_interrupt(const struct xilinx_can *can);

/** Ask for an interrupt when a frame was received, or lost, or the bus is off.
 *
 * @param sending  … or the frame that is on its way was sent
 * @return false: one of these has happened already */
bool xilinx_can_listen(const struct xilinx_can *can, bool sending);
