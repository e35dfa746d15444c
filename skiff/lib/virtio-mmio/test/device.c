/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/test.h>
#include <skiff/virtio_device.h>
#include <skiff/virtqueue_driver.h>

#define GUEST  0x80000000u
#define SIZE   8u
#define QUEUES 2u
#define OPTION 5 /* a feature of the device's own */

static struct {
	char ring[VIRTQUEUE_BYTES(SIZE)] __attribute__((aligned(16)));
	char data[256];
} guest;

static uint32_t page[1024];
static struct virtqueue_region region = {GUEST, sizeof(guest), (char *)&guest};
static struct virtqueue_memory memory = {&region, 1};
static struct virtqueue_device queue[QUEUES];
static struct virtio_kept kept;
static struct virtio_kept_queue kept_queue[QUEUES];
static struct virtqueue_chain chain;
static unsigned int raised, started, resumed, configured;
static bool in_flight, ends, unfinished;

static void start(struct virtio_device *d, bool again)
{
	(void)d;
	started++;
	resumed += again;
}

static bool notify(struct virtio_device *d, unsigned int index)
{
	int error = 0;

	if (unfinished)
		return true;
	while (!ends && (error = virtqueue_device_take(&d->queue[index], &chain)) == 1) {
		uint32_t n = virtqueue_write(&chain, 0, "hello", 5);

		virtqueue_device_done(&d->queue[index], chain.head, n);
	}
	if (error < 0)
		virtio_device_break(d);
	else
		virtio_device_publish(d, index);
	return false;
}

static bool stop(struct virtio_device *d)
{
	(void)d;
	return !in_flight;
}

static void configure(struct virtio_device *d, unsigned int offset, unsigned int size,
		      uint64_t value)
{
	(void)d;
	configured = offset << 16 | size << 8 | (unsigned int)value;
}

static const struct virtio_model model = {.id = VIRTIO_ID_BLOCK,
					  .queues = QUEUES,
					  .config = 8,
					  .features = VIRTIO_FEATURE(OPTION),
					  .start = start,
					  .notify = notify,
					  .stop = stop,
					  .configure = configure};

static void raise(struct virtio_device *d)
{
	(void)d;
	raised++;
}

static struct virtio_device device;
static struct virtqueue_driver driver;
static struct virtqueue_slot slot[SIZE];

static void begin(bool resume)
{
	device = (struct virtio_device){.model = &model,
					.page = page,
					.memory = &memory,
					.required = VIRTIO_FEATURE(VIRTIO_F_ACCESS_PLATFORM),
					.queue_max = SIZE,
					.queue = queue,
					.kept = &kept,
					.kept_queue = kept_queue,
					.raise = raise};
	memset(page, 0xee, sizeof(page));
	memset(queue, 0xee, sizeof(queue));
	virtio_device_begin(&device, "CONFIG!", resume);
}

static enum virtio_result set(unsigned int offset, uint64_t value)
{
	return virtio_device_write(&device, offset, 4, value);
}

static uint32_t get(unsigned int offset)
{
	return page[offset / 4];
}

static void negotiate(uint64_t features)
{
	set(VIRTIO_MMIO_STATUS, 0);
	set(VIRTIO_MMIO_STATUS, 1);
	set(VIRTIO_MMIO_STATUS, 3);
	set(VIRTIO_MMIO_DRIVER_FEATURES_SEL, 0);
	set(VIRTIO_MMIO_DRIVER_FEATURES, (uint32_t)features);
	set(VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
	set(VIRTIO_MMIO_DRIVER_FEATURES, features >> 32);
	set(VIRTIO_MMIO_STATUS, 11);
}

#define GOOD                                                                             \
	(VIRTIO_FEATURE(VIRTIO_F_VERSION_1) | VIRTIO_FEATURE(VIRTIO_F_ACCESS_PLATFORM) | \
	 VIRTIO_FEATURE(OPTION))

static uint32_t address(const void *pointer)
{
	return GUEST + (uint32_t)((const char *)pointer - (const char *)&guest);
}

static void give_queue(unsigned int index)
{
	set(VIRTIO_MMIO_QUEUE_SEL, index);
	set(VIRTIO_MMIO_QUEUE_NUM, SIZE);
	set(VIRTIO_MMIO_QUEUE_DESC_LOW, address(driver.desc));
	set(VIRTIO_MMIO_QUEUE_DRIVER_LOW, address(driver.avail));
	set(VIRTIO_MMIO_QUEUE_DEVICE_LOW, address(driver.used));
	set(VIRTIO_MMIO_QUEUE_READY, 1);
}

/* A device with queue 1 in use. */
static void running(void)
{
	begin(false);
	ends = in_flight = unfinished = false;
	raised = started = resumed = 0;
	virtqueue_driver_init(&driver, guest.ring, slot, SIZE, GUEST - (uintptr_t)&guest, 0);
	negotiate(GOOD);
	give_queue(1);
	set(VIRTIO_MMIO_STATUS, 15);
}

static void offer(void)
{
	struct virtqueue_part part = {address(guest.data), 64};

	memset(guest.data, 0, sizeof(guest.data));
	CHECK(virtqueue_driver_add(&driver, &part, 0, 1, guest.data) == 0);
}

static bool answered(void)
{
	int64_t written;

	return virtqueue_driver_take(&driver, &written) == guest.data && written == 5 &&
	       memcmp(guest.data, "hello", 5) == 0;
}

TEST(virtio_device_shows_what_it_is)
{
	begin(false);
	CHECK(get(VIRTIO_MMIO_MAGIC_VALUE) == VIRTIO_MMIO_MAGIC);
	CHECK(get(VIRTIO_MMIO_VERSION) == 2 && get(VIRTIO_MMIO_DEVICE_ID) == VIRTIO_ID_BLOCK);
	CHECK(get(VIRTIO_MMIO_STATUS) == 0 && get(VIRTIO_MMIO_INTERRUPT_STATUS) == 0);
	CHECK(get(VIRTIO_MMIO_DEVICE_FEATURES) == 1u << OPTION);
	set(VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
	CHECK(get(VIRTIO_MMIO_DEVICE_FEATURES) == 3);
	set(VIRTIO_MMIO_DEVICE_FEATURES_SEL, 2);
	CHECK(get(VIRTIO_MMIO_DEVICE_FEATURES) == 0);
	CHECK(get(VIRTIO_MMIO_QUEUE_NUM_MAX) == SIZE);
	set(VIRTIO_MMIO_QUEUE_SEL, QUEUES);
	CHECK(get(VIRTIO_MMIO_QUEUE_NUM_MAX) == 0);
	set(VIRTIO_MMIO_SHM_SEL, 0);
	CHECK(get(VIRTIO_MMIO_SHM_LEN_LOW) == ~0u && get(VIRTIO_MMIO_SHM_LEN_HIGH) == ~0u);
	CHECK(memcmp((char *)page + VIRTIO_MMIO_CONFIG, "CONFIG!", 8) == 0);
}

TEST(virtio_device_accepts_features_it_offers_and_needs)
{
	begin(false);
	negotiate(GOOD);
	CHECK(get(VIRTIO_MMIO_STATUS) == 11);
	negotiate(VIRTIO_FEATURE(VIRTIO_F_VERSION_1) | VIRTIO_FEATURE(VIRTIO_F_ACCESS_PLATFORM));
	CHECK(get(VIRTIO_MMIO_STATUS) == 11);
	/* One that isn't offered, not version 1, not ACCESS_PLATFORM: the bit stays away. */
	negotiate(GOOD | 1);
	CHECK(get(VIRTIO_MMIO_STATUS) == 3);
	negotiate(GOOD & ~VIRTIO_FEATURE(VIRTIO_F_VERSION_1));
	CHECK(get(VIRTIO_MMIO_STATUS) == 3);
	negotiate(GOOD & ~VIRTIO_FEATURE(VIRTIO_F_ACCESS_PLATFORM));
	CHECK(get(VIRTIO_MMIO_STATUS) == 3);
	/* And then it isn't ready. */
	set(VIRTIO_MMIO_STATUS, 15);
	CHECK(!virtio_device_runs(&device));
	/* Settled: a later change of mind has no effect. */
	negotiate(GOOD);
	set(VIRTIO_MMIO_DRIVER_FEATURES, 0);
	CHECK(virtio_device_has(&device, VIRTIO_F_ACCESS_PLATFORM));
}

TEST(virtio_device_answers_a_notification)
{
	running();
	CHECK(started == 1 && resumed == 0);
	offer();
	CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, 1) == VIRTIO_DONE && answered() && raised == 1);
	CHECK(get(VIRTIO_MMIO_INTERRUPT_STATUS) == VIRTIO_MMIO_INT_QUEUE);
	set(VIRTIO_MMIO_INTERRUPT_ACK, 1);
	CHECK(get(VIRTIO_MMIO_INTERRUPT_STATUS) == 0);
	/* Of a queue that isn't set up, or isn't there. */
	CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, 0) == VIRTIO_DONE);
	CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, 0xffffffff) == VIRTIO_DONE);
	/* What is left undone is asked for again. */
	unfinished = true;
	CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, 1) == VIRTIO_AGAIN);
	unfinished = false;
	offer();
	CHECK(set(VIRTIO_MMIO_INTERRUPT_ACK, 0) == VIRTIO_DONE && !answered());
	CHECK(set(VIRTIO_MMIO_QUEUE_SEL, 0) == VIRTIO_DONE && answered());
}

TEST(virtio_device_takes_nothing_before_it_is_ready)
{
	running();
	set(VIRTIO_MMIO_STATUS, 0);
	virtqueue_driver_init(&driver, guest.ring, slot, SIZE, GUEST - (uintptr_t)&guest, 0);
	negotiate(GOOD);
	give_queue(1);
	offer();
	CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, 1) == VIRTIO_DONE && !answered());
	/* But then it does, without a further notification. */
	set(VIRTIO_MMIO_STATUS, 15);
	CHECK(answered());
}

TEST(virtio_device_reset_waits_for_what_is_in_flight)
{
	running();
	in_flight = true;
	CHECK(set(VIRTIO_MMIO_STATUS, 0) == VIRTIO_WAIT && get(VIRTIO_MMIO_STATUS) == 15);
	CHECK(set(VIRTIO_MMIO_QUEUE_READY, 0) == VIRTIO_WAIT && get(VIRTIO_MMIO_QUEUE_READY) == 1);
	in_flight = false;
	CHECK(set(VIRTIO_MMIO_QUEUE_READY, 0) == VIRTIO_DONE && get(VIRTIO_MMIO_QUEUE_READY) == 0);
	offer();
	CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, 1) == VIRTIO_DONE && !answered());
	CHECK(set(VIRTIO_MMIO_STATUS, 0) == VIRTIO_DONE && get(VIRTIO_MMIO_STATUS) == 0);
	CHECK(get(VIRTIO_MMIO_INTERRUPT_STATUS) == 0 && kept.features == 0);
}

TEST(virtio_device_refuses_a_bad_queue)
{
	running();
	/* Live: neither moved nor resized. */
	set(VIRTIO_MMIO_QUEUE_DESC_LOW, 0);
	set(VIRTIO_MMIO_QUEUE_NUM, 1);
	offer();
	CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, 1) == VIRTIO_DONE && answered());
	raised = 0;
	set(VIRTIO_MMIO_QUEUE_SEL, 0);
	set(VIRTIO_MMIO_QUEUE_NUM, SIZE * 2);
	set(VIRTIO_MMIO_QUEUE_READY, 1);
	CHECK(get(VIRTIO_MMIO_STATUS) == (15 | VIRTIO_STATUS_NEEDS_RESET) && raised == 1);
	CHECK(get(VIRTIO_MMIO_INTERRUPT_STATUS) & VIRTIO_MMIO_INT_CONFIG);
	offer();
	CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, 1) == VIRTIO_DONE && !answered());
	/* The driver can't take the bit away but by a reset. */
	set(VIRTIO_MMIO_STATUS, 15);
	CHECK(get(VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_NEEDS_RESET);
	running();
	offer();
	CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, 1) == VIRTIO_DONE && answered());
	driver.avail->index += SIZE + 1;
	set(VIRTIO_MMIO_QUEUE_NOTIFY, 1);
	CHECK(get(VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_NEEDS_RESET);
}

TEST(virtio_device_configuration_changes_are_seen)
{
	uint32_t before;

	running();
	before = get(VIRTIO_MMIO_CONFIG_GENERATION);
	virtio_device_configure(&device, 2, "xy", 2);
	CHECK(memcmp((char *)page + VIRTIO_MMIO_CONFIG, "COxyIG!", 8) == 0);
	CHECK(get(VIRTIO_MMIO_CONFIG_GENERATION) != before && raised == 1);
	CHECK(get(VIRTIO_MMIO_INTERRUPT_STATUS) == VIRTIO_MMIO_INT_CONFIG);
	virtio_device_write(&device, VIRTIO_MMIO_CONFIG + 6, 2, 7);
	CHECK(configured == (6u << 16 | 2 << 8 | 7));
	virtio_device_write(&device, VIRTIO_MMIO_CONFIG + 7, 2, 9);
	virtio_device_write(&device, VIRTIO_MMIO_CONFIG + 0xefc, 8, 9);
	CHECK(configured == (6u << 16 | 2 << 8 | 7));
}

TEST(virtio_device_goes_on_after_a_death)
{
	running();
	offer();
	/* It dies before it looked. */
	begin(true);
	CHECK(raised == 1 && resumed == 1 && get(VIRTIO_MMIO_STATUS) == 15);
	CHECK(get(VIRTIO_MMIO_INTERRUPT_STATUS) & VIRTIO_MMIO_INT_QUEUE);
	CHECK(get(VIRTIO_MMIO_QUEUE_READY) == 1 && get(VIRTIO_MMIO_QUEUE_NUM_MAX) == SIZE);
	CHECK(virtio_device_look(&device, 0) == VIRTIO_DONE && answered());
	/* In the middle of setting up. */
	begin(false);
	negotiate(GOOD);
	set(VIRTIO_MMIO_QUEUE_SEL, 1);
	set(VIRTIO_MMIO_QUEUE_NUM, SIZE);
	raised = 0;
	begin(true);
	virtqueue_driver_init(&driver, guest.ring, slot, SIZE, GUEST - (uintptr_t)&guest, 0);
	give_queue(1);
	offer();
	set(VIRTIO_MMIO_STATUS, 15);
	CHECK(answered());
	/* In the life of another driver: nothing is known of the old one. */
	raised = 0;
	begin(false);
	CHECK(get(VIRTIO_MMIO_STATUS) == 0 && raised == 0);
	offer();
	CHECK(virtio_device_look(&device, ~0u) == VIRTIO_DONE && !answered());
}

/* Whatever was kept, and whatever is written then: no wild access, and a reset makes it well. */
TEST(virtio_device_kept_area_is_hostile)
{
	for (unsigned int round = 0; round < 1000; round++) {
		running();
		for (unsigned int i = 0; i < sizeof(kept); i++)
			if (rand() % 4 == 0)
				((char *)&kept)[i] = (char)rand();
		for (unsigned int i = 0; i < sizeof(kept_queue); i++)
			if (rand() % 4 == 0)
				((char *)kept_queue)[i] = (char)rand();
		begin(true);
		for (unsigned int i = 0; i < 50; i++)
			virtio_device_write(&device, (unsigned int)rand() % 0x40 * 4, 4,
					    (uint64_t)rand() % 40);
		running();
		offer();
		CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, 1) == VIRTIO_DONE && answered());
	}
}

TEST(virtio_device_reset_leaves_nothing)
{
	running();
	offer();
	set(VIRTIO_MMIO_QUEUE_NOTIFY, 1);
	CHECK(answered() && get(VIRTIO_MMIO_INTERRUPT_STATUS) == VIRTIO_MMIO_INT_QUEUE);
	CHECK(set(VIRTIO_MMIO_STATUS, 0) == VIRTIO_DONE && get(VIRTIO_MMIO_STATUS) == 0);
	CHECK(get(VIRTIO_MMIO_INTERRUPT_STATUS) == 0);
	for (unsigned int i = 0; i < QUEUES; i++) {
		set(VIRTIO_MMIO_QUEUE_SEL, i);
		CHECK(get(VIRTIO_MMIO_QUEUE_READY) == 0);
	}
	/* Neither is a queue looked at, nor an interrupt raised, before it is set up again. */
	raised = 0;
	offer();
	for (unsigned int i = 0; i < 8; i++)
		CHECK(set(VIRTIO_MMIO_QUEUE_NOTIFY, i) == VIRTIO_DONE);
	CHECK(virtio_device_look(&device, ~0u) == VIRTIO_DONE && !answered() && raised == 0);
	/* A configuration that changes meanwhile is read, not told. */
	virtio_device_configure(&device, 0, "x", 1);
	CHECK(raised == 0 && ((char *)page)[VIRTIO_MMIO_CONFIG] == 'x');
	/* The same features are accepted again, and everything works as before. */
	virtqueue_driver_init(&driver, guest.ring, slot, SIZE, GUEST - (uintptr_t)&guest, 0);
	negotiate(GOOD);
	CHECK(get(VIRTIO_MMIO_STATUS) == 11);
	give_queue(1);
	offer();
	set(VIRTIO_MMIO_STATUS, 15);
	CHECK(answered());
}
