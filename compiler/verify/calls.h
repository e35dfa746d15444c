/* SPDX-License-Identifier: BSD-3-Clause */
/* The graph of calls between extensions, in an order with callers before callees. */
#pragma once
#include "system.h"

struct call_graph {
	uint32_t *order; /* VM ids, without those on or behind a cycle */
	uint32_t count;
	uint32_t *depth;     /* per VM: activations from its entry on, itself included */
	uint64_t *secure_us; /* per VM: longest secure call of it or of its callees */
};

/* Kahn's algorithm: time linear in VMs and calls. */
void call_graph_make(struct call_graph *graph, const struct system *system);
void call_graph_free(struct call_graph *graph);

/* Deepest nesting of activations, and longest secure call, that requests of VM `vm` may cause. */
uint32_t call_graph_deepest(const struct call_graph *graph, const struct system *system,
			    uint32_t vm);
uint64_t call_graph_secure(const struct call_graph *graph, const struct system *system,
			   uint32_t vm);
