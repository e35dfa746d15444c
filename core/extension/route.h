/* SPDX-License-Identifier: BSD-3-Clause */
/* Which requests of a VM go to which extension. */
#pragma once
#include "extension/activation.h"

/* The route of `class` that covers `key` among those of `vm`; NULL: none. Binary search in the sorted table. */
const struct manifest_route *route_find(const struct manifest_vm *vm, enum manifest_class class,
					uint64_t key);
/* Fill `p` with what vCPU `v` needs of `route`. */
void route_prepare(struct cached_route *p, const struct vcpu *v, const struct manifest_route *route,
		   enum bulkhead_request kind);
/* Cache the route of the vCPU's `class` that covers `key`; NULL: none does. */
struct cached_route *route_lookup(struct vcpu *v, enum manifest_class class, uint64_t key);

static inline bool route_covers(const struct cached_route *p, uint64_t key)
{
	return key - p->first < p->size;
}
static inline struct cached_route *route_of(struct vcpu *v, enum manifest_class class, uint64_t key)
{
	struct cached_route *p = &v->routes[class];

	return route_covers(p, key) ? p : route_lookup(v, class, key);
}

/* Route of an access at `ipa`: the keys of its class are IPAs. NULL: none covers it. */
static inline struct cached_route *route_of_access(struct vcpu *v, ipa_t ipa)
{
	return route_of(v, MANIFEST_CLASS_MMIO, ipa.value);
}
