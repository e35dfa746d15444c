/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/test.h>
#include <skiff/virtio_input_device.h>
#include "../../virtio-mmio/test/hostile.h"

#define LIFT UINT32_MAX

static struct input_lane lane;
static struct virtio_input_kept kept;
static struct virtio_input_device input;
static struct input_place place;

static void boot(bool resume)
{
	input = (struct virtio_input_device){
	    .kept = &kept, .lane = &lane, .place = &place, .name = "wheel"};
	rig_device(&input.device, &virtio_input_model);
	virtio_device_begin(&input.device, virtio_input_configuration(&input), resume);
}

static void begin(void)
{
	place = (struct input_place){INPUT_TOUCH | INPUT_KEY, 320, 240};
	memset(&kept, 0, sizeof(kept));
	boot(false);
	rig_start(&input.device);
}

/* --- The writer of the lane ---------------------------------------------------------------------- */

static uint32_t written;

static void event(uint32_t type, uint32_t code, uint32_t value)
{
	lane.ring[written++ % INPUT_EVENTS] =
	    (struct virtio_input_event){(uint16_t)type, (uint16_t)code, value};
}
static void report(void)
{
	event(INPUT_EV_SYN, INPUT_SYN_REPORT, 0);
	lane.put = written;
}
static void key(uint32_t code, uint32_t value)
{
	event(INPUT_EV_KEY, code, value);
	report();
}
static void contact(uint32_t slot, uint32_t id, uint32_t x, uint32_t y)
{
	event(INPUT_EV_ABS, INPUT_ABS_MT_SLOT, slot);
	event(INPUT_EV_ABS, INPUT_ABS_MT_TRACKING_ID, id);
	if (id != LIFT) {
		event(INPUT_EV_ABS, INPUT_ABS_MT_POSITION_X, x);
		event(INPUT_EV_ABS, INPUT_ABS_MT_POSITION_Y, y);
	}
	report();
}

/* --- The driver ---------------------------------------------------------------------------------- */

static void offer(unsigned int count)
{
	static unsigned int next;

	while (count-- > 0) {
		char *at = rig_guest.data + (size_t)8 * (next++ % 32);
		struct virtqueue_part part = rig_part(at, 8);

		virtqueue_driver_add(&rig_driver[0], &part, 0, 1, at);
	}
}

static void look(void)
{
	while (virtio_device_look(&input.device, ~0u) == VIRTIO_AGAIN)
		continue;
}

/* The state by all events that the driver got. */
static struct {
	unsigned int events, reports, presses;
	bool down[INPUT_BTN_TOUCH + 1];
	uint32_t slot, id[INPUT_CONTACTS], x[INPUT_CONTACTS], y[INPUT_CONTACTS];
} seen;

static void see(const struct virtio_input_event *e)
{
	seen.events++;
	if (e->type == INPUT_EV_SYN) {
		seen.reports++;
	} else if (e->type == INPUT_EV_KEY) {
		CHECK(e->code <= INPUT_BTN_TOUCH && e->value <= 1);
		CHECK(seen.down[e->code] != (e->value == 1));
		seen.down[e->code] = e->value == 1;
		seen.presses += e->value;
	} else if (e->code == INPUT_ABS_MT_SLOT) {
		seen.slot = e->value;
	} else if (e->code == INPUT_ABS_MT_TRACKING_ID) {
		seen.id[seen.slot] = e->value;
	} else if (e->code == INPUT_ABS_MT_POSITION_X) {
		CHECK(seen.id[seen.slot] != LIFT);
		seen.x[seen.slot] = e->value;
	} else {
		CHECK(e->code == INPUT_ABS_MT_POSITION_Y);
		seen.y[seen.slot] = e->value;
	}
}

static unsigned int take(void)
{
	struct virtio_input_event *e;
	unsigned int count = 0;
	int64_t size;

	while ((e = virtqueue_driver_take(&rig_driver[0], &size))) {
		see(e);
		count++;
	}
	return count;
}

static void nothing_known(void)
{
	memset(&seen, 0, sizeof(seen));
	memset(seen.id, 0xff, sizeof(seen.id));
}

static bool all_up(void)
{
	for (unsigned int i = 0; i <= INPUT_BTN_TOUCH; i++)
		if (seen.down[i])
			return false;
	for (unsigned int i = 0; i < INPUT_CONTACTS; i++)
		if (seen.id[i] != LIFT)
			return false;
	return true;
}

static void fresh(void)
{
	begin();
	nothing_known();
}

/* --- Tests --------------------------------------------------------------------------------------- */

static unsigned int select_of(uint8_t select, uint8_t subsel)
{
	virtio_device_write(&input.device, VIRTIO_MMIO_CONFIG, 1, select);
	virtio_device_write(&input.device, VIRTIO_MMIO_CONFIG + 1, 1, subsel);
	return rig_get(VIRTIO_MMIO_CONFIG) >> 16 & 0xff;
}
static const uint8_t *answer(void)
{
	return (const uint8_t *)rig_page + VIRTIO_MMIO_CONFIG + 8;
}
static uint32_t greatest(uint8_t axis)
{
	uint32_t word = 0;

	if (select_of(VIRTIO_INPUT_CFG_ABS_INFO, axis) == sizeof(struct virtio_input_absinfo))
		memcpy(&word, answer() + 4, sizeof(word));
	return word;
}

TEST(input_device_says_what_it_is)
{
	fresh();
	CHECK(select_of(VIRTIO_INPUT_CFG_ID_NAME, 0) == 5 && memcmp(answer(), "wheel", 6) == 0);
	CHECK(select_of(VIRTIO_INPUT_CFG_ID_NAME, 1) == 0 && answer()[0] == 0);
	CHECK(select_of(VIRTIO_INPUT_CFG_ID_DEVIDS, 0) == 8 && answer()[0] == INPUT_BUS_VIRTUAL);
	CHECK(select_of(VIRTIO_INPUT_CFG_PROP_BITS, 0) == 1 && answer()[0] == 2);
	CHECK(select_of(VIRTIO_INPUT_CFG_EV_BITS, INPUT_EV_KEY) == INPUT_BTN_TOUCH / 8 + 1 &&
	      answer()[0] == 0xfe && answer()[31] == 0xff &&
	      answer()[INPUT_BTN_TOUCH / 8] == 1 << INPUT_BTN_TOUCH % 8);
	CHECK(select_of(VIRTIO_INPUT_CFG_EV_BITS, INPUT_EV_REL) == 0);
	CHECK(greatest(INPUT_ABS_MT_POSITION_X) == 319 && greatest(INPUT_ABS_MT_POSITION_Y) == 239);
	CHECK(greatest(INPUT_ABS_MT_SLOT) == INPUT_CONTACTS - 1 && greatest(INPUT_ABS_X) == 0);
	CHECK((rig_get(VIRTIO_MMIO_INTERRUPT_STATUS) & VIRTIO_MMIO_INT_CONFIG) == 0);
}

TEST(input_device_answers_every_select)
{
	fresh();
	for (unsigned int takes = 0; takes < 4; takes++) {
		place.takes = takes;
		for (unsigned int i = 0; i < 65536; i++) {
			unsigned int size = select_of((uint8_t)(i >> 8), (uint8_t)i);

			CHECK(size <= 128);
			/* Nothing lies behind the size. */
			for (unsigned int at = size; at < 128; at++)
				if (answer()[at])
					CHECK(!"a byte behind the size");
		}
	}
	CHECK(!rig_broken());
}

TEST(input_device_shows_a_selection_that_a_restart_left)
{
	fresh();
	select_of(VIRTIO_INPUT_CFG_ID_NAME, 0);
	boot(true);
	CHECK((rig_get(VIRTIO_MMIO_CONFIG) >> 16 & 0xff) == 5 && memcmp(answer(), "wheel", 5) == 0);
}

TEST(input_device_passes_reports_whole)
{
	fresh();
	contact(2, 7, 10, 20);
	look();
	CHECK(take() == 0);
	offer(5); /* six are needed: BTN_TOUCH, too */
	look();
	CHECK(take() == 0);
	offer(1);
	rig_set(&input.device, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	CHECK(take() == 6 && seen.reports == 1 && seen.down[INPUT_BTN_TOUCH]);
	CHECK(seen.id[2] == 7 && seen.x[2] == 10 && seen.y[2] == 20);
	offer(10);
	contact(2, LIFT, 0, 0);
	key(30, 1);
	look();
	CHECK(take() == 6 && seen.id[2] == LIFT && !seen.down[INPUT_BTN_TOUCH] && seen.down[30]);
}

TEST(input_device_passes_what_it_is_for)
{
	fresh();
	offer(16);
	place.takes = INPUT_TOUCH;
	key(30, 1);
	event(INPUT_EV_KEY, INPUT_BTN_TOUCH, 1);
	event(INPUT_EV_REL, 0, 1);
	event(INPUT_EV_ABS, INPUT_ABS_MT_SLOT, INPUT_CONTACTS);
	event(INPUT_EV_ABS, INPUT_ABS_MT_POSITION_X, 1);
	event(99, 99, 99);
	report();
	look();
	CHECK(take() == 0);
	contact(0, 1, 320, 240); /* outside */
	look();
	CHECK(take() == 4 && seen.x[0] == 0 && seen.y[0] == 0);
	place.takes = INPUT_KEY;
	contact(1, 2, 1, 1);
	key(INPUT_KEY_LAST + 1, 1);
	event(INPUT_EV_KEY, 0, 1);
	event(INPUT_EV_KEY, 30, 2);
	report();
	look();
	CHECK(take() == 0);
}

TEST(input_device_lets_go_when_it_is_overrun)
{
	fresh();
	key(30, 1);
	contact(3, 1, 1, 1);
	offer(16);
	look();
	CHECK(take() == 8);
	for (unsigned int i = 0; i < INPUT_EVENTS; i++)
		key(31, i & 1);
	contact(3, 1, 9, 9);
	offer(8);
	look();
	take();
	CHECK(all_up() && seen.presses == 2);
	/* The released contact moves on, but isn't reported. */
	event(INPUT_EV_ABS, INPUT_ABS_MT_SLOT, 3);
	event(INPUT_EV_ABS, INPUT_ABS_MT_POSITION_X, 5);
	report();
	key(30, 0);
	contact(3, LIFT, 0, 0);
	contact(3, 2, 8, 8);
	key(30, 1);
	offer(16);
	look();
	take();
	CHECK(seen.id[3] == 2 && seen.x[3] == 8 && seen.down[30] && seen.down[INPUT_BTN_TOUCH]);
}

TEST(input_device_lets_go_when_its_writer_begins_anew)
{
	fresh();
	offer(16);
	key(30, 1);
	key(31, 1);
	contact(0, 1, 1, 1);
	event(INPUT_MARK_TYPE, 0, 0);
	report();
	key(32, 1);
	look();
	take();
	offer(16);
	look();
	take();
	CHECK(seen.presses == 4 && seen.down[32] && !seen.down[30] && !seen.down[31] &&
	      seen.id[0] == LIFT);
}

TEST(input_device_lets_go_of_all_that_fits_no_report)
{
	fresh();
	for (uint32_t code = 1; code <= 200; code++) {
		offer(2);
		key(code, 1);
		look();
		take();
	}
	for (uint32_t slot = 0; slot < INPUT_CONTACTS; slot++) {
		offer(slot == 0 ? 6 : 5); /* BTN_TOUCH comes with the first */
		contact(slot, slot, 1, 1);
		look();
		take();
	}
	event(INPUT_MARK_TYPE, 0, 0);
	report();
	for (unsigned int i = 0; i < 40; i++) {
		offer(RIG_SIZE);
		look();
		take();
	}
	CHECK(all_up());
}

TEST(input_device_gives_a_driver_with_few_buffers_nothing_it_can_not_take_back)
{
	fresh();
	/* A report of more events than the queue has buffers. */
	for (uint32_t code = 1; code <= 20; code++)
		event(INPUT_EV_KEY, code, 1);
	report();
	key(30, 1);
	offer(RIG_SIZE);
	look();
	take();
	CHECK(seen.presses == 1 && seen.down[30]);
}

/* A device that dies before, during or after publishing a report delivers it once. */
TEST(input_device_gives_a_report_once)
{
	for (unsigned int moment = 0; moment < 3; moment++) {
		struct virtio_input_kept before;
		uint16_t used;

		fresh();
		offer(16);
		key(30, 1);
		look();
		take();
		used = rig_driver[0].used->index;
		before = kept;
		key(31, 1);
		look();
		if (moment == 0) { /* nothing was published: the index is unchanged */
			kept.phase = (before.phase & 1) | 2;
			rig_driver[0].used->index = used;
			rig_kept_queue[0].rings.used = used;
		} else if (moment == 1) {
			kept.phase = (before.phase & 1) | 2;
		}
		boot(true);
		offer(4);
		look();
		take();
		key(31, 0);
		key(30, 0);
		look();
		take();
		CHECK(all_up() && seen.presses == 2);
	}
}

TEST(input_device_kept_area_is_hostile)
{
	uint32_t seed = 1;

	for (unsigned int i = 0; i < 2000; i++) {
		fresh();
		for (unsigned int at = 0; at < sizeof(kept); at++) {
			seed = seed * 1664525 + 1013904223;
			((char *)&kept)[at] = (char)(seed >> 24);
		}
		boot(true);
		offer(RIG_SIZE);
		key(30, 1);
		look();
		rig_start(&input.device);
		nothing_known();
		offer(RIG_SIZE);
		key(31, 1);
		look();
		take();
		CHECK(seen.down[31] && seen.presses == 1);
	}
}

TEST(input_device_swallows_what_the_driver_says)
{
	struct virtqueue_part part = rig_part(rig_guest.data, 8);
	int64_t size;

	fresh();
	for (unsigned int i = 0; i < 1000; i++)
		CHECK(rig_do(&input.device, 1, &part, 1, 0, &size) && size == 0);
	part.length = 7;
	CHECK(!rig_do(&input.device, 1, &part, 1, 0, &size) && rig_broken());
}

TEST(input_device_refuses_buffers_it_should_read)
{
	struct virtqueue_part part = rig_part(rig_guest.data, 8);

	fresh();
	virtqueue_driver_add(&rig_driver[0], &part, 1, 0, &rig_guest);
	offer(4);
	key(30, 1);
	look();
	CHECK(rig_broken());
}

/* A report of two events, and a second buffer for it, behind the one that is planted. */
static void wake(void)
{
	struct virtqueue_driver *q = &rig_driver[VIRTIO_INPUT_QUEUE_EVENT];

	key(30, 1);
	q->desc[1] =
	    (struct virtq_desc){rig_address(rig_guest.data) + 64, 8, VIRTQ_DESC_F_WRITE, 0};
	q->avail->ring[1] = 1;
	if (q->avail->index == 1)
		q->avail->index = 2;
}

TEST(input_device_survives_a_hostile_driver)
{
	fresh();
	hostile_registers(&input.device);
	hostile_queues(&input.device, 3, fresh, wake);
	fresh();
	offer(4);
	key(30, 1);
	look();
	CHECK(take() == 2 && seen.down[30]);
}
