/* SPDX-License-Identifier: BSD-3-Clause */
#include "extension/route.h"

const struct manifest_route *route_find(const struct manifest_vm *vm, enum manifest_class class,
					uint64_t key)
{
	const struct manifest_route *routes = manifest->routes + vm->routes[class].first;
	uint32_t count = vm->routes[class].count;

	while (count) {
		const struct manifest_route *middle = &routes[count / 2];

		if (key < middle->first) {
			count /= 2;
		} else if (key > middle->last) {
			routes = middle + 1;
			count -= count / 2 + 1;
		} else {
			return middle;
		}
	}
	return NULL;
}

void route_prepare(struct cached_route *p, const struct vcpu *v, const struct manifest_route *route,
		   enum bulkhead_request kind)
{
	*p = (struct cached_route){.first = route->first,
				   .size = route->last - route->first + 1,
				   .header = activation_header(v, route, kind),
				   .budget = ticks(route->budget_us),
				   .route = route,
				   .activation =
				       activation_state(route->activation + v->config->index)};
}

struct cached_route *route_lookup(struct vcpu *v, enum manifest_class class, uint64_t key)
{
	static const uint8_t kinds[MANIFEST_CLASS_COUNT] = {
	    [MANIFEST_CLASS_SMC] = BULKHEAD_REQUEST_SMC,
	    [MANIFEST_CLASS_HVC] = BULKHEAD_REQUEST_HVC,
	    [MANIFEST_CLASS_MMIO] = BULKHEAD_REQUEST_MMIO,
	    [MANIFEST_CLASS_SYSREG] = BULKHEAD_REQUEST_SYSREG,
	    [MANIFEST_CLASS_UNHANDLED] = BULKHEAD_REQUEST_UNHANDLED,
	};
	const struct manifest_route *route = route_find(v->vm, class, key);

	if (!route)
		return NULL;
	route_prepare(&v->routes[class], v, route, kinds[class]);
	return &v->routes[class];
}
