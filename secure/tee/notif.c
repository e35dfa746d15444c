/* SPDX-License-Identifier: BSD-3-Clause */
#include "notif.h"
#include "partition.h"

void notif_start(struct partition *p, uint16_t vm)
{
	uint64_t flags = lock_acquire(&p->lock);

	if (partition_is(p, vm))
		p->notif_enabled = true;
	lock_release(&p->lock, flags);
}

void notif_stop(struct partition *p)
{
	p->notif_enabled = false;
}

bool notif_send(struct partition *p, uint32_t value)
{
	uint64_t flags;

	if (value > NOTIF_VALUE_MAX || !p->notif_enabled)
		return false;
	flags = lock_acquire(&p->lock);
	p->notif_pending |= 1UL << value;
	lock_release(&p->lock, flags);
	notif_raise();
	return true;
}

uint32_t notif_take(struct partition *p, uint16_t vm, uint32_t *flags)
{
	uint64_t daif = lock_acquire(&p->lock);
	uint32_t value = 0;

	*flags = 0;
	if (partition_is(p, vm) && p->notif_pending) {
		value = __builtin_ctzl(p->notif_pending);
		p->notif_pending &= p->notif_pending - 1;
		*flags = ASYNC_NOTIF_VALID | (p->notif_pending ? ASYNC_NOTIF_PENDING : 0);
	}
	lock_release(&p->lock, daif);
	return value;
}
