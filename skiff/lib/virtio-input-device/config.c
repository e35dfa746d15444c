/* SPDX-License-Identifier: BSD-3-Clause */
/* The configuration: the device's properties, by `select` and `subsel` (5.8.4, 5.8.5). */
#include <string.h>
#include "device.h"

#define VENDOR 0x4248u /* "BH" */

static void set_bit(struct virtio_input_config *c, unsigned int bit)
{
	c->u.bitmap[bit / 8] |= (uint8_t)(1u << bit % 8);
	if (c->size <= bit / 8)
		c->size = (uint8_t)(bit / 8 + 1);
}

static void event_bits(struct virtio_input_config *c, uint32_t takes)
{
	static const uint8_t axes[] = {INPUT_ABS_MT_SLOT, INPUT_ABS_MT_POSITION_X,
				       INPUT_ABS_MT_POSITION_Y, INPUT_ABS_MT_TRACKING_ID};

	switch (c->subsel) {
	case INPUT_EV_KEY:
		for (unsigned int i = INPUT_KEY_ESC; takes & INPUT_KEY && i <= INPUT_KEY_LAST; i++)
			set_bit(c, i);
		if (takes & INPUT_TOUCH)
			set_bit(c, INPUT_BTN_TOUCH);
		break;
	case INPUT_EV_ABS:
		for (unsigned int i = 0; takes & INPUT_TOUCH && i < sizeof(axes); i++)
			set_bit(c, axes[i]);
		break;
	case INPUT_EV_REP: /* the driver repeats keys by itself */
		c->size = takes & INPUT_KEY ? 1 : 0;
		break;
	default:
		break;
	}
}

static void axis(struct virtio_input_config *c, const struct input_place *place)
{
	c->size = sizeof(c->u.abs);
	switch (place->takes & INPUT_TOUCH ? c->subsel : INPUT_ABS_X) {
	case INPUT_ABS_MT_SLOT:
		c->u.abs.max = INPUT_CONTACTS - 1;
		break;
	case INPUT_ABS_MT_TRACKING_ID:
		c->u.abs.max = UINT16_MAX;
		break;
	case INPUT_ABS_MT_POSITION_X:
		c->u.abs.max = place->width - 1;
		break;
	case INPUT_ABS_MT_POSITION_Y:
		c->u.abs.max = place->height - 1;
		break;
	default:
		c->size = 0;
		break;
	}
}

const struct virtio_input_config *virtio_input_configuration(struct virtio_input_device *d)
{
	struct virtio_input_config *c = &d->config;
	/* subsel must be 0, except for events and axes (5.8.4). */
	bool whole = d->kept->subsel == 0;

	memset(c, 0, sizeof(*c));
	c->select = d->kept->select;
	c->subsel = d->kept->subsel;
	if (c->select == VIRTIO_INPUT_CFG_EV_BITS) {
		event_bits(c, d->place->takes);
	} else if (c->select == VIRTIO_INPUT_CFG_ABS_INFO) {
		axis(c, d->place);
	} else if (whole && c->select == VIRTIO_INPUT_CFG_ID_NAME) {
		while (c->size < sizeof(c->u.string) - 1 && d->name[c->size]) {
			c->u.string[c->size] = d->name[c->size];
			c->size++;
		}
	} else if (whole && c->select == VIRTIO_INPUT_CFG_ID_DEVIDS) {
		c->u.ids = (struct virtio_input_devids){INPUT_BUS_VIRTUAL, VENDOR, 1, 1};
		c->size = sizeof(c->u.ids);
	} else if (whole && c->select == VIRTIO_INPUT_CFG_PROP_BITS &&
		   d->place->takes & INPUT_TOUCH) {
		set_bit(c, INPUT_PROP_DIRECT);
	}
	return c;
}

/* A change by the driver's own write isn't notified */
void input_configure(struct virtio_device *device, unsigned int offset, unsigned int size,
		     uint64_t value)
{
	struct virtio_input_device *d = (struct virtio_input_device *)device; /* its first member */
	volatile uint32_t *page = &device->page[VIRTIO_MMIO_CONFIG / 4];
	uint32_t word[sizeof(d->config) / 4];

	for (unsigned int i = 0; i < size; i++, value >>= 8) {
		if (offset + i == 0)
			d->kept->select = (uint8_t)value;
		else if (offset + i == 1)
			d->kept->subsel = (uint8_t)value;
	}
	memcpy(word, virtio_input_configuration(d), sizeof(word));
	for (unsigned int i = 0; i < sizeof(word) / 4; i++)
		page[i] = word[i];
}
