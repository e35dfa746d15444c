/* SPDX-License-Identifier: BSD-3-Clause */
/* Where a guest finds the devices that the short forms make: pages and interrupts. */
#pragma once
#include <stdint.h>

/* Forgets what was placed. */
void place_begin(void);
/* Fills in what is 0: the client's first page that nothing lies in, an interrupt that no other such device has. */
void place(const void *tree, const char *client, uint64_t *address, uint32_t *interrupt);
/* Reports a client that there isn't. */
void place_client(const void *tree, const char *path, const char *property, const char *client);
