/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages and interrupts, in the guest, of the devices that the short forms make. */
#pragma once
#include <stdint.h>

/* Forgets all that was placed. */
void place_begin(void);
/* Fills in an address or interrupt that is 0: the client's first free page, an interrupt that no other such device has. */
void place(const void *tree, const char *client, uint64_t *address, uint32_t *interrupt);
/* Reports a client that doesn't exist. */
void place_client(const void *tree, const char *path, const char *property, const char *client);
