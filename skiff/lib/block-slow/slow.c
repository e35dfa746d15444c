/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <skiff/block_slow.h>
#include <skiff/bootinfo.h>
#include <skiff/irq.h>

#define TIMER_ENABLE 1ull /* CNTV_CTL_EL0.ENABLE, not masked */

static struct block_slow *of(struct block *block)
{
	return (struct block_slow *)((char *)block - offsetof(struct block_slow, block));
}

static uint64_t now(void)
{
	uint64_t value;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value));
	return value;
}

/* The interrupt only wakes the machine. */
static void on_timer(void *argument)
{
	(void)argument;
	__asm__ volatile("msr cntv_ctl_el0, xzr\n\tisb" ::: "memory");
}

static int submit(struct block *block, struct block_request *r)
{
	struct block_slow *s = of(block);
	unsigned int i;

	if (s->count == BLOCK_SLOW_REQUESTS)
		return -EAGAIN;
	if (s->count == 0)
		s->end = now() + s->ticks;
	i = (s->first + s->count++) % BLOCK_SLOW_REQUESTS;
	s->request[i] = r;
	block_hold(r, s->segment[i]);
	return 0;
}

/* Does nothing: a request goes to the device when its time is over. */
static void kick(struct block *block)
{
	(void)block;
}

static struct block_request *poll(struct block *block)
{
	struct block_slow *s = of(block);
	uint64_t time = now();

	if (s->count > 0 && time >= s->end && block_submit(s->device, s->request[s->first]) == 0) {
		block_kick(s->device);
		s->first = (s->first + 1) % BLOCK_SLOW_REQUESTS;
		s->count--;
		s->end = time + s->ticks;
	}
	return block_poll(s->device);
}

static bool listen(struct block *block)
{
	struct block_slow *s = of(block);

	if (s->count > 0) {
		if (now() >= s->end)
			return false;
		__asm__ volatile(
		    "msr cntv_cval_el0, %0\n\tmsr cntv_ctl_el0, %1\n\tisb" ::"r"(s->end),
		    "r"(TIMER_ENABLE)
		    : "memory");
	}
	return block_listen(s->device);
}

static const struct block_driver driver = {submit, kick, poll, listen};

struct block *block_slow_begin(struct block_slow *s, struct block *device, unsigned int us)
{
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	*s = (struct block_slow){.block = *device, .device = device, .ticks = hz * us / 1000000};
	s->block.driver = &driver;
	if (s->block.segments_max > BLOCK_HELD_SEGMENTS)
		s->block.segments_max = BLOCK_HELD_SEGMENTS;
	irq_register(bootinfo()->timer_virq, on_timer, NULL, IRQ_DEVICE);
	return &s->block;
}
