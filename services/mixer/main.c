/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The mixer of an output of sound (bulkhead/sound.h), and the driver of the virtio sound device of the board that plays it. Without
 * a device, the output is only shown to the VM that watches it.
 *
 * It reads rings of frames and sees no other memory of the VMs that play. It may die at any instruction: it begins with a reset of
 * the device, and with the frames that it hasn't taken yet.
 */
#include <errno.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/timer.h>
#include <skiff/virtio_snd_driver.h>
#include "mix.h"

#define PERIOD_NS 10000000ull
_Static_assert(SOUND_RATE *PERIOD_NS == SOUND_PERIOD * 1000000000ull, "a period");
/* A device that plays nothing, or answers nothing, for so long is begun anew. */
#define STALL_NS 1000000000ull
/* Least time between periods: a device that gives back several buffers at once leaves the streams time to put more frames. */
#define GAP_NS (PERIOD_NS / 2)

/* Kept over a restart: the device may still read it. */
static struct virtio_snd snd __attribute__((section(".kept")));
static struct mix mix;
static struct timer timer, watchdog;

static const void *at(uint32_t offset)
{
	return (const char *)bootinfo() + offset;
}

static void on_device(void *argument)
{
	(void)argument;
	virtio_driver_interrupt(&snd.device);
}

static void on_timer(struct timer *t)
{
	(void)t;
}

static void on_stall(struct timer *t)
{
	(void)t;
	hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
}

/* The device is alive. */
static void alive(void)
{
	timer_start(&watchdog, time_ticks() + time_ns_to_ticks(STALL_NS));
}

static void ring(unsigned int bell)
{
	hypercall_doorbell(bell);
}

static void wait(struct virtio_snd *s)
{
	/* Lowers a line that rose meanwhile: see may_wait() of services/disk. */
	virtio_driver_interrupt(&s->device);
	if (virtio_snd_listen(s))
		irq_wait();
	irq_dispatch();
}

/* Begin with the first sound device. @return 0, -ENODEV: there is none, or another error */
static int begin_device(void)
{
	struct plat_device device;
	int error = -ENODEV;

	for (unsigned int i = 0; error == -ENODEV && plat_device("virtio,mmio", i, &device) == 0;
	     i++) {
		error = virtio_snd_begin(&snd, device.registers, machine.bus, wait);
		if (error)
			continue;
		irq_register(device.irq, on_device, NULL, IRQ_DEVICE);
		virtio_snd_forget(&snd);
		error = virtio_snd_begin(&snd, device.registers, machine.bus, wait);
	}
	return error;
}

/* Fill a buffer with the next period, and give it to the device. */
static void give(unsigned int index)
{
	mix_period(&mix, virtio_snd_frames(&snd, index), ring);
	virtio_snd_put(&snd, index);
	alive();
}

static void sleep_to(uint64_t deadline)
{
	timer_start(&timer, deadline);
	irq_wait();
	irq_dispatch();
}

/* Play on the device, which sets the pace: each buffer that it gives back takes the next period. */
static _Noreturn void play(void)
{
	const uint64_t gap = time_ns_to_ticks(GAP_NS);
	uint64_t latest = time_ticks();

	for (unsigned int i = 0; i < VIRTIO_SND_BUFFERS; i++)
		give(i);
	if (virtio_snd_run(&snd, true))
		hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
	for (;;) {
		uint64_t now = time_ticks();
		int index;

		if (now - latest < gap) {
			sleep_to(latest + gap);
			continue;
		}
		index = virtio_snd_take(&snd);
		if (index >= 0) {
			give((unsigned int)index);
			latest = now;
			continue;
		}
		/* If the device fails, this VM begins anew. */
		if (index != -EAGAIN)
			hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
		wait(&snd);
	}
}

/* Without a device, a clock sets the pace. */
static _Noreturn void show(void)
{
	static struct sound_frame frame[SOUND_PERIOD];
	const uint64_t period = time_ns_to_ticks(PERIOD_NS);
	uint64_t next = time_ticks();

	for (;;) {
		mix_period(&mix, frame, ring);
		next += period;
		while (time_ticks() < next)
			sleep_to(next);
	}
}

int main(int argc, char **argv)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	int error;

	(void)argc, (void)argv;
	/* Interrupts only wake this VM. */
	irq_save();
	timer_init(&timer, on_timer);
	timer_init(&watchdog, on_stall);
	if (mix_open(&mix, at(b->configuration), b->configuration_size, at(b->channels),
		     b->channel_count)) {
		print("mixer: configuration and channels don't go together\n");
		return 1;
	}
	if (b->device_count == 0)
		show();
	alive();
	error = begin_device();
	if (!error)
		error = virtio_snd_open(&snd, VIRTIO_SND_D_OUTPUT);
	if (error) {
		print("mixer: no virtio sound device that works (%d)\n", error);
		return 1;
	}
	play();
}
