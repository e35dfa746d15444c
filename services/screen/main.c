/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver of a virtio GPU of the board, and the compositor of the planes that lie on its screen (bulkhead/display.h).
 *
 * It reads planes and writes the frame that the device scans out; it sees no other memory of the drawing VMs. It may die
 * at any instruction: it begins with a reset of the device and draws all planes anew.
 */
#include <errno.h>
#include <string.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/timer.h>
#include <skiff/virtio_gpu_driver.h>
#include "compose.h"
#ifdef CONFIG_SCREEN_FAULTY
#include "faulty.h"
#endif

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

/* Shortest time between frames: with the time to compose one, less than the 16.7 ms of a screen of 60 Hz. */
#define FRAME_NS 16000000ull
#define RESOURCE 1u
#define CLEARED	 0x72656c63u

/* Kept over a restart: the device may still write to it. */
static struct virtio_gpu gpu __attribute__((section(".kept")));
/*
 * Kept: an earlier life has cleared the frame. Uncovered pixels stay black, and planes' pixels stay right until they are drawn
 * anew.
 */
static uint32_t cleared __attribute__((section(".kept")));
static struct screen screen;
static struct timer timer;

static const void *at(uint32_t offset)
{
	return (const char *)bootinfo() + offset;
}

static void on_device(void *argument)
{
	(void)argument;
	virtio_driver_interrupt(&gpu.device);
}

/* A doorbell or the timer only wakes this VM. */
static void on_doorbell(void *argument)
{
	(void)argument;
}

static void on_timer(struct timer *t)
{
	(void)t;
}

static void ring(unsigned int bell)
{
	hypercall_doorbell(bell);
}

static void wait(struct virtio_gpu *g)
{
	/* Lowers a line that rose meanwhile: see may_wait() of services/disk. */
	virtio_driver_interrupt(&g->device);
	if (virtqueue_driver_listen(&g->queue))
		irq_wait();
	irq_dispatch();
}

/* Begin with the first GPU, and put the frame on its screen. */
static int begin_device(uint64_t frame)
{
	struct plat_device device;
	int error = -ENODEV;

	for (unsigned int i = 0; error == -ENODEV && plat_device("virtio,mmio", i, &device) == 0;
	     i++) {
		error = virtio_gpu_begin(&gpu, device.registers, machine.bus, wait);
		if (!error)
			irq_register(device.irq, on_device, NULL, IRQ_DEVICE);
	}
	return error ? error : virtio_gpu_show(&gpu, RESOURCE, frame, screen.width, screen.height);
}

/* The frame's address for the device; 0: there is none. */
static uint64_t place_frame(const struct display_screen *is, const struct bulkhead_channel *channel)
{
	uint64_t bytes = (uint64_t)is->width * is->height * DISPLAY_PIXEL_BYTES;

	if (!is->watched) {
		uintptr_t start = (machine.heap_start + 4095) & ~(uintptr_t)4095;

		if (machine.heap_end < start || machine.heap_end - start < bytes)
			return 0;
		screen.pixels = (uint32_t *)start;
		return start + machine.bus;
	}
	channel += 2 * is->planes;
	if (channel->size < bytes || channel->pa == 0)
		return 0;
	screen.pixels = (uint32_t *)(uintptr_t)channel->ipa;
	return channel->pa;
}

static void update(struct display_rect part)
{
	const struct virtio_gpu_rect rect = {part.x, part.y, part.width, part.height};

	/* If the device fails, this VM begins anew. */
	if (virtio_gpu_update(&gpu, RESOURCE, screen.width, rect))
		hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
}

/* Show one frame: compose the changed planes, and tell the device. */
static void show(void)
{
	struct display_rect changed;

#ifdef CONFIG_SCREEN_FAULTY
	if (faulty_freezes(screen.frame)) {
		screen_skip(&screen);
		screen_shown(&screen, ring);
		return;
	}
	screen_renew(&screen);
	faulty_spoil(&screen);
	changed = (struct display_rect){0, 0, screen.width, screen.height};
	update(changed);
#else
	if (screen_compose(&screen, &changed))
		update(changed);
#endif
	screen_shown(&screen, ring);
}

/* Show frame after frame, no faster than the screen does. */
static _Noreturn void run(void)
{
	const uint64_t period = time_ns_to_ticks(FRAME_NS);
	uint64_t next = time_ticks();

	for (;;) {
		uint64_t now = time_ticks();

		if (screen_waits(&screen) && now >= next) {
			next = now - next < period ? next + period : now + period;
			show();
			continue;
		}
		if (screen_waits(&screen))
			timer_start(&timer, next);
		irq_wait();
		irq_dispatch();
	}
}

int main(int argc, char **argv)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct display_screen *is = at(b->configuration);
	const struct bulkhead_channel *channel = at(b->channels);
	uint64_t frame;
	int error;

	(void)argc, (void)argv;
	/* Interrupts only wake this VM: they are taken between two looks at device and planes. */
	irq_save();
	timer_init(&timer, on_timer);
	if (screen_open(&screen, is, b->configuration_size, channel, b->channel_count) ||
	    (frame = place_frame(is, channel)) == 0) {
		print("screen: configuration and channels don't go together\n");
		return 1;
	}
	for (unsigned int i = 0; i < b->channel_count; i++)
		if (channel[i].virq)
			irq_register(channel[i].virq, on_doorbell, NULL, IRQ_DEVICE);
	error = begin_device(frame);
	if (error) {
		print("screen: no virtio GPU that works (%d)\n", error);
		return 1;
	}
	if (cleared != CLEARED)
		memset(screen.pixels, 0,
		       (size_t)screen.width * screen.height * DISPLAY_PIXEL_BYTES);
	cleared = is->watched ? CLEARED : 0;
	screen_renew(&screen);
	update((struct display_rect){0, 0, screen.width, screen.height});
	screen_shown(&screen, ring);
	run();
}
