/* SPDX-License-Identifier: BSD-3-Clause */
/* What the short forms add for a device: a back end for the client, and a driver VM for a device of the board. */
#pragma once
#include "field.h"

/* A virtio MMIO device that an extension emulates. */
struct back_end {
	const char *name, *image, *client;
	uint64_t address; /* IPA of the page of registers in the client */
	uint32_t interrupt, budget_us;
};

/* Adds the extension, and the route of its client. Returns its path. */
const char *back_end_add(const struct back_end *end);

/* Adds a service that owns a device of the board (NULL: none). Returns its path. */
const char *driver_add(const char *name, const char *image, const char *device,
		       const struct strings *accept);
