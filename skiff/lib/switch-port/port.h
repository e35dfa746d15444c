/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the two directions of a port. */
#pragma once
#include <skiff/switch_port.h>

/** Check the header of a frame of `length` bytes, and clear what isn't to be seen.
 *
 * @param allowed  features that may be used
 * @param mtu      bytes of payload that a frame has at most which isn't to be cut
 * @return false: the frame must be dropped */
bool port_header_good(struct virtio_net_header *header, uint32_t length, uint64_t allowed,
		      uint16_t mtu);
