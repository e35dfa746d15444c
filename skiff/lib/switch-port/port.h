/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the two directions of a port. */
#pragma once
#include <stddef.h>
#include <skiff/switch_port.h>

_Static_assert(offsetof(struct port_head, pad) == PORT_HEAD, "virtio 1.2, 5.1.6");

/** Check the header of a frame of `length` bytes, and clear fields that the receiver isn't to see.
 *
 * @param allowed  features that may be used
 * @param mtu      limit of payload bytes in a frame without segmentation
 * @return false: the frame must be dropped */
bool port_header_good(struct virtio_net_header *header, uint32_t length, uint64_t allowed,
		      uint16_t mtu);

/** Are two Ethernet addresses the same? Both lie at even addresses. */
static inline bool port_same(const uint8_t *a, const uint8_t *b)
{
	typedef uint16_t __attribute__((may_alias)) part;
	const part *x = (const part *)(const void *)a, *y = (const part *)(const void *)b;

	return !((x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]));
}
