/* SPDX-License-Identifier: BSD-3-Clause */
/* Which port may send to which on a network: the property `allow`. */
#pragma once
#include "field.h"

struct flow_port {
	const char *name;
	uint32_t vlan; /* 0: it is in all VLANs */
};

/* A matrix: flows[from * count + to]. */
struct flows {
	const struct flow_port *ports;
	size_t count;
	bool *allowed;
};

static inline bool flows_allow(const struct flows *flows, size_t from, size_t to)
{
	return flows->allowed[from * flows->count + to];
}
/* Does the network join the two ports at all? */
static inline bool flows_join(const struct flows *flows, size_t a, size_t b)
{
	return flows_allow(flows, a, b) || flows_allow(flows, b, a);
}

/* Fills the matrix. Mistakes are reported for the node `path`. */
void flows_read(struct flows *flows, const char *path, const struct strings *allow);
