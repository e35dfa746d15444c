/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of an output of sound for tests: the driver of a virtio sound device that is its VM's only device. It plays sound
 * that a test can compute (pattern.h).
 *
 * Arguments: sound.seed=N, sound.periods=N (0: for ever), sound.hostile=N: first N rounds that break the rules.
 */
#include <errno.h>
#include <skiff/args.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/time.h>
#include <skiff/virtio_snd_driver.h>
#include "hostile.h"
#include "pattern.h"

/* Where the compiler places the first device of a VM. */
#define REGISTERS 0x0a000000u
#define INTERRUPT 80u

static struct virtio_snd snd;

static void on_interrupt(void *argument)
{
	(void)argument;
	virtio_driver_interrupt(&snd.device);
}

static void wait(struct virtio_snd *s)
{
	if (virtio_snd_listen(s))
		irq_wait();
	irq_dispatch();
}

static void fill(unsigned int index, uint32_t seed, uint32_t *n)
{
	struct sound_frame *frame = virtio_snd_frames(&snd, index);

	for (unsigned int i = 0; i < SOUND_PERIOD; i++)
		frame[i] = pattern(seed, (*n)++);
	virtio_snd_put(&snd, index);
}

/* Take back a buffer, and wait for it. */
static int take(void)
{
	int index;

	while ((index = virtio_snd_take(&snd)) == -EAGAIN)
		wait(&snd);
	return index;
}

/* Play `periods` of sound (0: for ever). @return 0 or an error */
static int play(uint32_t seed, uint32_t periods)
{
	uint32_t n = 0, put = 0, taken = 0;
	int error = virtio_snd_open(&snd, VIRTIO_SND_D_OUTPUT), index;
	uint64_t since;

	if (error)
		return error;
	for (; put < VIRTIO_SND_BUFFERS && (periods == 0 || put < periods); put++)
		fill(put, seed, &n);
	since = time_ticks();
	error = virtio_snd_run(&snd, true);
	print("sound-test: sound.start %lu ns for %u periods\n",
	      (unsigned long)time_ticks_to_ns(time_ticks() - since), put);
	for (; !error && taken != put; taken++) {
		index = take();
		if (index < 0)
			return index;
		if (periods == 0 || put < periods) {
			fill((unsigned int)index, seed, &n);
			put++;
		}
	}
	return error ? error : virtio_snd_run(&snd, false);
}

int main(int argc, char **argv)
{
	uint32_t periods = (uint32_t)args_number("sound.periods", 1);
	uint64_t since;
	int error;

	(void)argc, (void)argv;
	irq_save();
	irq_register(INTERRUPT, on_interrupt, NULL, IRQ_DEVICE);
	error = hostile_run(&snd, REGISTERS, (unsigned int)args_number("sound.hostile", 0), wait);
	if (error) {
		print("sound-test: FAILED: the device doesn't come back (%d)\n", error);
		return 1;
	}
	since = time_ticks();
	error = play((uint32_t)args_number("sound.seed", 1), periods);
	print("sound-test: %u periods in %lu us: %s\n", periods,
	      (unsigned long)(time_ticks_to_ns(time_ticks() - since) / 1000),
	      error ? "FAILED" : "passed");
	return error != 0;
}
