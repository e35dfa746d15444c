/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of the device. */
#pragma once
#include <skiff/virtio_snd_device.h>

#define SND_FRAME_BYTES ((uint32_t)sizeof(struct sound_frame))
#define SND_COST	64 /* cost of a buffer or a request, in bytes copied */

/** Set the state of the stream, and tell the mixer whether it runs. */
void snd_state(struct virtio_snd_device *d, enum virtio_snd_state state);

/** Look at the control queue. @return true: not done yet */
bool snd_control(struct virtio_snd_device *d);

/** Give frames to the mixer. @return true: not done yet */
bool snd_play(struct virtio_snd_device *d);

/** Complete all buffers of frames without playing them. @return true: not done yet */
bool snd_flush(struct virtio_snd_device *d);
