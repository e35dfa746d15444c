/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Plays sound that a test can compute (services/sound-test/pattern.h) by the kernel's ALSA, without a library.
 *
 *   guest-sound SEED PERIODS   periods of 480 frames, 10 ms each: 16 bits, stereo, 48 kHz
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <sound/asound.h>
#include "../../services/sound-test/pattern.h"

#define DEVICE	"/dev/snd/pcmC0D0p"
#define PERIODS 8u /* of the buffer */

static void fail(const char *what)
{
	printf("SOUND FAILED: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void set_mask(struct snd_pcm_hw_params *p, int parameter, unsigned bit)
{
	struct snd_mask *mask = &p->masks[parameter - SNDRV_PCM_HW_PARAM_FIRST_MASK];

	memset(mask, 0, sizeof(*mask));
	mask->bits[bit / 32] = 1u << bit % 32;
}

static void set_number(struct snd_pcm_hw_params *p, int parameter, unsigned value)
{
	p->intervals[parameter - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL] =
	    (struct snd_interval){.min = value, .max = value, .integer = 1};
}

/* Open the device with the only format that it has. */
static int open_device(void)
{
	struct snd_pcm_hw_params hw;
	struct snd_pcm_sw_params sw = {
	    .period_step = 1,
	    .avail_min = SOUND_PERIOD,
	    .start_threshold = PERIODS * SOUND_PERIOD,
	    .stop_threshold = PERIODS * SOUND_PERIOD,
	    .boundary = PERIODS * SOUND_PERIOD,
	};
	int file = open(DEVICE, O_WRONLY);

	if (file < 0)
		fail(DEVICE);
	memset(&hw, 0, sizeof(hw));
	memset(hw.masks, 0xff, sizeof(hw.masks));
	for (size_t i = 0; i < sizeof(hw.intervals) / sizeof(hw.intervals[0]); i++)
		hw.intervals[i].max = ~0u;
	hw.rmask = ~0u;
	set_mask(&hw, SNDRV_PCM_HW_PARAM_ACCESS, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	set_mask(&hw, SNDRV_PCM_HW_PARAM_FORMAT, SNDRV_PCM_FORMAT_S16_LE);
	set_number(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	set_number(&hw, SNDRV_PCM_HW_PARAM_RATE, SOUND_RATE);
	set_number(&hw, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, SOUND_PERIOD);
	set_number(&hw, SNDRV_PCM_HW_PARAM_PERIODS, PERIODS);
	if (ioctl(file, SNDRV_PCM_IOCTL_HW_PARAMS, &hw))
		fail("HW_PARAMS");
	while (sw.boundary * 2 <= 0x3fffffffu)
		sw.boundary *= 2;
	if (ioctl(file, SNDRV_PCM_IOCTL_SW_PARAMS, &sw))
		fail("SW_PARAMS");
	if (ioctl(file, SNDRV_PCM_IOCTL_PREPARE))
		fail("PREPARE");
	return file;
}

int main(int argc, char **argv)
{
	static struct sound_frame frame[SOUND_PERIOD];
	unsigned seed = argc > 2 ? (unsigned)atoi(argv[1]) : 0;
	unsigned periods = argc > 2 ? (unsigned)atoi(argv[2]) : 0, n = 0;
	int file = open_device();

	for (unsigned i = 0; i < periods; i++) {
		struct snd_xferi transfer = {.buf = frame, .frames = SOUND_PERIOD};

		for (unsigned j = 0; j < SOUND_PERIOD; j++)
			frame[j] = pattern(seed, n++);
		if (ioctl(file, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &transfer) ||
		    transfer.result != SOUND_PERIOD)
			fail("WRITEI_FRAMES");
	}
	if (ioctl(file, SNDRV_PCM_IOCTL_DRAIN))
		fail("DRAIN");
	close(file);
	printf("SOUND %u periods passed\n", periods);
	return 0;
}
