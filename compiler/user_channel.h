/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels for user space of a Linux guest, and the extensions that are their bells. */
#pragma once
#include "host.h"

/* The name of the VM that rings for user space of `client`; also of the channel between that VM and the peer. */
static inline const char *user_channel_bell(const char *channel, const char *client)
{
	return host_format("%s-%s", channel, client);
}
