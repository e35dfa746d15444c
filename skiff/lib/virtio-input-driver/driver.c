/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <skiff/virtio_input_driver.h>

static void give(struct virtio_input *input, struct virtio_input_event *e)
{
	const struct virtqueue_part part = {(uintptr_t)e + input->queue.bus, sizeof(*e)};

	virtqueue_driver_add(&input->queue, &part, 0, 1, e);
}

int virtio_input_begin(struct virtio_input *input, uintptr_t registers, uint64_t bus)
{
	int error = virtio_driver_begin(&input->device, registers, VIRTIO_ID_INPUT, 0);

	if (error)
		return error;
	virtqueue_driver_init(&input->queue, input->ring, input->descriptor, VIRTIO_INPUT_BUFFERS,
			      bus, input->device.features);
	if (virtio_driver_queue(&input->device, VIRTIO_INPUT_QUEUE_EVENT, &input->queue)) {
		virtio_driver_fail(&input->device);
		return -ENOTSUP;
	}
	for (unsigned int i = 0; i < VIRTIO_INPUT_BUFFERS; i++)
		give(input, &input->event[i]);
	virtio_driver_ready(&input->device);
	virtio_input_listen(input);
	return 0;
}

int virtio_input_poll(struct virtio_input *input, struct virtio_input_event *event)
{
	int64_t written = 0;
	struct virtio_input_event *e = virtqueue_driver_take(&input->queue, &written);

	if (!e)
		return written < 0 ? (int)written : 0;
	*event = *(volatile struct virtio_input_event *)e;
	give(input, e);
	return written < (int64_t)sizeof(*e) ? -EPROTO : 1;
}

bool virtio_input_listen(struct virtio_input *input)
{
	if (virtqueue_driver_kick(&input->queue))
		virtio_driver_notify(&input->device, VIRTIO_INPUT_QUEUE_EVENT);
	return virtqueue_driver_listen(&input->queue);
}

uint32_t virtio_input_axis(struct virtio_input *input, uint8_t axis)
{
	volatile uint8_t *config =
	    (volatile uint8_t *)(input->device.registers + VIRTIO_MMIO_CONFIG);
	uint32_t largest = 0;

	config[offsetof(struct virtio_input_config, select)] = VIRTIO_INPUT_CFG_ABS_INFO;
	config[offsetof(struct virtio_input_config, subsel)] = axis;
	if (config[offsetof(struct virtio_input_config, size)] <
		sizeof(struct virtio_input_absinfo) ||
	    virtio_driver_config(&input->device, offsetof(struct virtio_input_config, u.abs.max),
				 &largest, sizeof(largest), 1))
		return 0;
	return largest;
}
