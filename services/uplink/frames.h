/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames between the network device (device.h) and the lanes of the network's ports. */
#pragma once
#include <stdbool.h>
#include <skiff/switch_port.h>

/** Frames that came from outside go to the ports that they are for: those of the frame's VLAN.
 *
 * @param port  of the uplink
 * @return there were some, and the device knows of their buffers after device_kick() */
bool frames_take(struct port *port);

/** Frames of a peer go out, while the device has buffers. A frame that brings a tag of its own, or is longer than Ethernet's, is
 * dropped and counted as bad.
 *
 * @param peer  index in port->peer
 * @return there were some, which go out after device_kick() */
bool frames_give(struct port *port, unsigned int peer);
