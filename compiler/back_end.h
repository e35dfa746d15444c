/* SPDX-License-Identifier: BSD-3-Clause */
/* What the short forms make of a device: a back end for its client, and the driver VM of a device of the board. */
#pragma once
#include "field.h"

/* A virtio device by MMIO that an extension is. */
struct back_end {
	const char *name, *image, *client;
	uint64_t address; /* of its registers, a page, in the client */
	uint32_t interrupt, budget_us;
};

/* Adds the extension, and the route of its client. Returns its path. */
const char *back_end_add(const struct back_end *end);

/* Adds a service that owns a device of the board. Returns its path. */
const char *driver_add(const char *name, const char *image, const char *device,
		       const struct strings *accept);
