/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels that user space of a Linux guest has, and the extensions that are their bells. */
#pragma once
#include "host.h"

/* The VM that rings for user space of `client`, and the channel between it and the peer. */
static inline const char *user_channel_bell(const char *channel, const char *client)
{
	return host_format("%s-%s", channel, client);
}
