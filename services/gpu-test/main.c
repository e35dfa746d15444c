/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of a display for tests: the driver of a virtio GPU that is its VM's only device. It shows frames of a pattern that
 * a test can compute, and leaves the last one on the screen.
 *
 * Arguments: gpu.colour=RRGGBB (0x...), gpu.frames=N (0: for ever), gpu.hostile=N: first send N commands that break the
 * rules, gpu.limit=N: at the end, an update may take N percent of the time to copy the frame's memory; then the VM ends.
 */
#include <string.h>
#include <skiff/args.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/time.h>
#include <skiff/virtio_gpu_driver.h>
#include "hostile.h"

/* Where the compiler places the first device of a VM. */
#define REGISTERS 0x0a000000u
#define INTERRUPT 80u

static struct virtio_gpu gpu;
static uint64_t slept; /* ticks */

static void on_interrupt(void *argument)
{
	(void)argument;
	virtio_driver_interrupt(&gpu.device);
}

static void wait(struct virtio_gpu *g)
{
	uint64_t since = time_ticks();

	(void)g;
	irq_wait();
	slept += time_ticks() - since;
	irq_dispatch();
}

/*
 * Measure an update of the whole frame, without the wait for the screen.
 * @return true: it takes at most `limit` percent of a copy's time
 */
static int measure(uint32_t *pixels, uint32_t width, uint32_t height, uint64_t limit)
{
	size_t bytes = (size_t)width * height * sizeof(*pixels);
	uint64_t since = time_ticks(), update, copy;

	slept = 0;
	if (virtio_gpu_update(&gpu, 1, width, (struct virtio_gpu_rect){0, 0, width, height}))
		return 0;
	update = time_ticks() - since - slept;
	since = time_ticks();
	memcpy(pixels + (size_t)width * height, pixels, bytes);
	copy = time_ticks() - since;
	print("gpu-test: gpu.update %lu us of %ux%u, its copy %lu: %lu %%\n",
	      (unsigned long)(time_ticks_to_ns(update) / 1000), width, height,
	      (unsigned long)(time_ticks_to_ns(copy) / 1000), (unsigned long)(update * 100 / copy));
	return update * 100 <= copy * limit;
}

/* Draw the pattern, which tests/tools/picture.c computes, too. */
static void draw(uint32_t *pixels, uint32_t width, uint32_t height, uint32_t colour)
{
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++)
			pixels[(uint64_t)y * width + x] = colour ^ (x & 127) ^ (y & 127) << 8;
}

/* Show frames of the pattern. @return 0 or an error */
static int show(uint32_t *pixels, uint32_t width, uint32_t height, int64_t frames, uint32_t colour)
{
	int error = virtio_gpu_show(&gpu, 1, (uintptr_t)pixels, width, height);

	/* Each frame before the last has another colour. */
	for (int64_t i = 1; !error && (frames == 0 || i <= frames); i++) {
		draw(pixels, width, height, i == frames ? colour : colour + (uint32_t)i);
		error = virtio_gpu_update(&gpu, 1, width,
					  (struct virtio_gpu_rect){0, 0, width, height});
	}
	return error;
}

int main(int argc, char **argv)
{
	uint32_t width, height, *pixels = (uint32_t *)((machine.heap_start + 4095) & ~4095ul);
	int64_t frames = args_number("gpu.frames", 1), limit = args_number("gpu.limit", 0);
	uint64_t since;
	int error;

	(void)argc, (void)argv;
	irq_save();
	irq_register(INTERRUPT, on_interrupt, NULL, IRQ_DEVICE);
	error = virtio_gpu_begin(&gpu, REGISTERS, 0, wait);
	if (!error)
		error = virtio_gpu_mode(&gpu, &width, &height);
	if (error ||
	    (uint64_t)width * height * 4 * (limit ? 2 : 1) > machine.heap_end - (uintptr_t)pixels) {
		print("gpu-test: no display, or no memory for a frame (%d)\n", error);
		return 1;
	}
	error =
	    hostile_run(&gpu, (unsigned int)args_number("gpu.hostile", 0), pixels, REGISTERS, wait);
	if (error) {
		print("gpu-test: the device doesn't come back (%d)\n", error);
		return 1;
	}
	since = time_ticks();
	error = show(pixels, width, height, frames, (uint32_t)args_number("gpu.colour", 0));
	print("gpu-test: %u frames of %ux%u in %lu us: %s\n", (unsigned int)frames, width, height,
	      (unsigned long)(time_ticks_to_ns(time_ticks() - since) / 1000),
	      error ? "FAILED" : "passed");
	if (limit)
		return !measure(pixels, width, height, (uint64_t)limit);
	for (;;)
		wait(&gpu);
}
