/* SPDX-License-Identifier: BSD-3-Clause */
/* The port of the boot information page. */
#include <errno.h>
#include <skiff/switch_port.h>
#ifdef CONFIG_PLAT_EXTENSION
#include <skiff/extension.h>
#else
#include <skiff/hypercall.h>
#endif

#define BOTH (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)

static void ring(unsigned int bell)
{
	/* A failed ring doesn't matter: the peer gets or got an earlier one. */
#ifdef CONFIG_PLAT_EXTENSION
	extension_doorbell(bell);
#else
	hypercall_doorbell(bell);
#endif
}

static uint64_t now(void)
{
#ifdef CONFIG_PLAT_EXTENSION
	return extension_time();
#else
	uint64_t value;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value));
	return value;
#endif
}

static uint64_t frequency(void)
{
#ifdef CONFIG_PLAT_EXTENSION
	return extension_counter_hz();
#else
	uint64_t value;

	__asm__("mrs %0, cntfrq_el0" : "=r"(value));
	return value;
#endif
}

int port_open(struct port *p, bool resume)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct network_port *config = (const void *)((const char *)b + b->configuration);
	const struct bulkhead_channel *c = (const void *)((const char *)b + b->channels);

	if (b->configuration_size < sizeof(*config) ||
	    b->configuration_size <
		sizeof(*config) + (uint64_t)config->peer_count * sizeof(config->peer[0]) ||
	    b->channel_count < 2 * config->peer_count)
		return -EINVAL;
	p->config = config;
	p->ring = ring;
	p->now = now;
	p->hz = frequency();
	port_begin(p);
	for (unsigned int i = 0; i < config->peer_count; i++, c += 2) {
		const struct bulkhead_channel *mine = c[0].rights == BOTH ? &c[0] : &c[1];
		const struct bulkhead_channel *theirs = mine == &c[0] ? &c[1] : &c[0];
		uint16_t flags = config->peer[i].flags;

		/* A half without frames is a page with only two words. */
		if (mine->rights != BOTH || theirs->rights != BULKHEAD_RIGHT_READ ||
		    mine->peer != theirs->peer ||
		    (flags & NETWORK_SEND && mine->size < port_half_bytes(config)) ||
		    (flags & NETWORK_RECEIVE && theirs->size < port_half_bytes(config)) ||
		    port_join(p, (void *)(uintptr_t)mine->ipa, (const void *)(uintptr_t)theirs->ipa,
			      mine->index, resume))
			return -EINVAL;
	}
	return 0;
}
