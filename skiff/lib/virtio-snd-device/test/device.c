/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/test.h>
#include <skiff/virtio_snd_device.h>
#include "../../virtio-mmio/test/hostile.h"

#define FRAME  ((uint32_t)sizeof(struct sound_frame))
#define STATUS 8u

static struct sound_stream stream;
static struct sound_tick tick;
static struct sound sound;
static struct virtio_snd_kept kept;
static struct virtio_snd_device snd;

static void boot(bool resume)
{
	const struct bulkhead_channel channels[2] = {
	    {.ipa = (uintptr_t)&stream, .size = sizeof(stream)},
	    {.ipa = (uintptr_t)&tick, .size = sizeof(tick)},
	};

	sound_attach(&sound, &channels[0], &channels[1]);
	snd = (struct virtio_snd_device){.kept = &kept, .sound = &sound};
	rig_device(&snd.device, &virtio_snd_model);
	virtio_device_begin(&snd.device, &virtio_snd_configuration, resume);
}

static void fresh(void)
{
	memset(&stream, 0, sizeof(stream));
	memset(&tick, 0, sizeof(tick));
	boot(false);
	rig_start(&snd.device);
}

/* --- The driver ---------------------------------------------------------------------------------- */

static int64_t answered; /* bytes of the latest answer */

/* A request of `size` bytes, whose answer may have `out` bytes. @return its status; 0: there is no answer */
static uint32_t ask_for(const void *request, uint32_t size, uint32_t out)
{
	const struct virtqueue_part part[2] = {rig_part(rig_guest.data, size),
					       rig_part(rig_guest.data + 64, out)};
	uint32_t status;

	memset(rig_guest.data + 64, 0, 64);
	memcpy(rig_guest.data, request, size);
	if (!rig_do(&snd.device, VIRTIO_SND_QUEUE_CONTROL, part, 1, 1, &answered))
		return 0;
	memcpy(&status, rig_guest.data + 64, sizeof(status));
	CHECK(answered == 4 || (status == VIRTIO_SND_S_OK && answered == 36));
	return status;
}

static uint32_t ask(uint32_t code, uint32_t stream_id)
{
	const struct virtio_snd_pcm_header header = {code, stream_id};

	return ask_for(&header, sizeof(header), 4);
}

static struct virtio_snd_pcm_set_params params(void)
{
	return (struct virtio_snd_pcm_set_params){
	    .header = {VIRTIO_SND_R_PCM_SET_PARAMS, 0},
	    .buffer_bytes = 7680,
	    .period_bytes = 1920,
	    .channels = 2,
	    .format = VIRTIO_SND_PCM_FMT_S16,
	    .rate = VIRTIO_SND_PCM_RATE_48000,
	};
}

static uint32_t set(struct virtio_snd_pcm_set_params p)
{
	return ask_for(&p, sizeof(p), 4);
}

static void run(void)
{
	CHECK(set(params()) == VIRTIO_SND_S_OK);
	CHECK(ask(VIRTIO_SND_R_PCM_PREPARE, 0) == VIRTIO_SND_S_OK);
	CHECK(ask(VIRTIO_SND_R_PCM_START, 0) == VIRTIO_SND_S_OK);
}

/* Where buffer `n` lies: the number of the stream, frames, a status. */
static char *buffer(unsigned int n)
{
	return rig_guest.data + 4096 + n * 16384;
}

/* Offer `frames` frames, the first of which is `value`, as a buffer of several parts. */
static void offer(unsigned int n, uint32_t stream_id, uint32_t frames, int16_t value)
{
	char *at = buffer(n);
	const struct virtqueue_part part[3] = {
	    rig_part(at, 6), rig_part(at + 6, frames * FRAME - 2), rig_part(at + 16000, STATUS)};

	memcpy(at, &stream_id, sizeof(stream_id));
	for (uint32_t i = 0; i < frames; i++, value++) {
		const struct sound_frame frame = {value, (int16_t)-value};

		memcpy(at + 4 + i * FRAME, &frame, FRAME);
	}
	virtqueue_driver_add(&rig_driver[VIRTIO_SND_QUEUE_TX], part, 2, 1, at);
	while (rig_set(&snd.device, VIRTIO_MMIO_QUEUE_NOTIFY, VIRTIO_SND_QUEUE_TX) == VIRTIO_AGAIN)
		continue;
}

/* Take a buffer back. @return its status; 0: there is none */
static uint32_t taken(uint32_t *latency)
{
	int64_t written;
	char *at = virtqueue_driver_take(&rig_driver[VIRTIO_SND_QUEUE_TX], &written);
	struct virtio_snd_pcm_status status;

	if (!at || written != STATUS)
		return 0;
	memcpy(&status, at + 16000, sizeof(status));
	if (latency)
		*latency = status.latency_bytes;
	return status.status;
}

/* The mixer takes frames, and rings. */
static void mix(uint32_t frames)
{
	tick.taken += frames;
	virtio_device_look(&snd.device, virtio_snd_model.bell);
}

TEST(snd_device_says_what_it_is)
{
	struct virtio_snd_query_info query = {VIRTIO_SND_R_PCM_INFO, 0, 1,
					      sizeof(struct virtio_snd_pcm_info)};
	struct virtio_snd_pcm_info info;

	fresh();
	CHECK(rig_page[VIRTIO_MMIO_CONFIG / 4] == 0 && rig_page[VIRTIO_MMIO_CONFIG / 4 + 1] == 1 &&
	      rig_page[VIRTIO_MMIO_CONFIG / 4 + 2] == 0);
	CHECK(ask_for(&query, sizeof(query), 4 + sizeof(info)) == VIRTIO_SND_S_OK);
	CHECK(answered == 36);
	memcpy(&info, rig_guest.data + 68, sizeof(info));
	CHECK(info.formats == 1u << VIRTIO_SND_PCM_FMT_S16 && info.features == 0 &&
	      info.rates == 1u << VIRTIO_SND_PCM_RATE_48000 &&
	      info.direction == VIRTIO_SND_D_OUTPUT && info.channels_min == 2 &&
	      info.channels_max == 2);
	/* No room for the answer, streams that don't exist, another size. */
	CHECK(ask_for(&query, sizeof(query), 3 + sizeof(info)) == VIRTIO_SND_S_BAD_MSG);
	CHECK(rig_guest.data[68] == 0);
	query.start_id = 1;
	CHECK(ask_for(&query, sizeof(query), 4 + sizeof(info)) == VIRTIO_SND_S_BAD_MSG);
	query = (struct virtio_snd_query_info){VIRTIO_SND_R_PCM_INFO, 0, 1u << 27, 32};
	CHECK(ask_for(&query, sizeof(query), 4 + sizeof(info)) == VIRTIO_SND_S_BAD_MSG);
	query = (struct virtio_snd_query_info){VIRTIO_SND_R_PCM_INFO, 0, 1, 31};
	CHECK(ask_for(&query, sizeof(query), 4 + sizeof(info)) == VIRTIO_SND_S_BAD_MSG);
	CHECK(ask_for(&query, 15, 4 + sizeof(info)) == VIRTIO_SND_S_BAD_MSG);
	CHECK(ask(VIRTIO_SND_R_JACK_INFO, 0) == VIRTIO_SND_S_NOT_SUPP);
	CHECK(ask(VIRTIO_SND_R_CHMAP_INFO, 0) == VIRTIO_SND_S_NOT_SUPP);
	CHECK(ask(0xffffffffu, 0) == VIRTIO_SND_S_NOT_SUPP);
	CHECK(!rig_broken());
}

TEST(snd_device_takes_parameters_that_it_supports)
{
	struct virtio_snd_pcm_set_params p = params();

	fresh();
	p.rate--;
	CHECK(set(p) == VIRTIO_SND_S_NOT_SUPP);
	p = params();
	p.format++;
	CHECK(set(p) == VIRTIO_SND_S_NOT_SUPP);
	p = params();
	p.channels = 1;
	CHECK(set(p) == VIRTIO_SND_S_NOT_SUPP);
	p = params();
	p.features = 1;
	CHECK(set(p) == VIRTIO_SND_S_NOT_SUPP);
	p = params();
	p.period_bytes = 0;
	CHECK(set(p) == VIRTIO_SND_S_BAD_MSG);
	p = params();
	p.buffer_bytes++;
	CHECK(set(p) == VIRTIO_SND_S_BAD_MSG);
	p = params();
	p.header.stream_id = 1;
	CHECK(set(p) == VIRTIO_SND_S_BAD_MSG);
	CHECK(ask(VIRTIO_SND_R_PCM_PREPARE, 0) == VIRTIO_SND_S_BAD_MSG);
	CHECK(set(params()) == VIRTIO_SND_S_OK);
}

TEST(snd_device_follows_the_life_of_a_stream)
{
	/* Which requests each state allows. */
	static const uint8_t allowed[][5] = {
	    /* PREPARE, RELEASE, START, STOP, SET_PARAMS */
	    [VIRTIO_SND_RELEASED] = {0, 0, 0, 0, 1}, [VIRTIO_SND_SET] = {1, 1, 0, 0, 1},
	    [VIRTIO_SND_PREPARED] = {1, 1, 1, 0, 1}, [VIRTIO_SND_RUNNING] = {0, 0, 1, 1, 0},
	    [VIRTIO_SND_STOPPED] = {1, 1, 1, 1, 1},
	};

	fresh();
	for (uint32_t state = 0; state < VIRTIO_SND_STATES; state++) {
		for (uint32_t i = 0; i < 5; i++) {
			uint32_t status;

			kept.state = state;
			status = i == 4 ? set(params()) : ask(VIRTIO_SND_R_PCM_PREPARE + i, 0);
			CHECK(status ==
			      (allowed[state][i] ? VIRTIO_SND_S_OK : VIRTIO_SND_S_BAD_MSG));
			CHECK((kept.state != state) <= allowed[state][i]);
			CHECK(stream.runs == (kept.state == VIRTIO_SND_RUNNING) ||
			      !allowed[state][i]);
		}
	}
	CHECK(ask(VIRTIO_SND_R_PCM_START, 1) == VIRTIO_SND_S_BAD_MSG);
}

TEST(snd_device_plays_each_frame_once)
{
	uint32_t latency;

	fresh();
	offer(0, 0, 1000, 1);
	CHECK(stream.put == 0 && taken(NULL) == 0);
	run();
	CHECK(stream.put == 1000 && taken(&latency) == VIRTIO_SND_S_OK && latency == 4000);
	offer(1, 0, 1000, 1001);
	offer(2, 0, 1000, 2001);
	CHECK(stream.put == 2048 && taken(NULL) == VIRTIO_SND_S_OK && taken(NULL) == 0);
	for (uint32_t n = 0; n < 2048; n++)
		CHECK(stream.ring[n].left == (int16_t)(n + 1) &&
		      stream.ring[n].right == (int16_t) - (int16_t)(n + 1));
	mix(480);
	CHECK(stream.put == 2528 && taken(NULL) == 0);
	mix(472);
	CHECK(stream.put == 3000 && taken(&latency) == VIRTIO_SND_S_OK && latency == 2048 * 4);
	CHECK(stream.ring[2999 % SOUND_FRAMES].left == 3000 && !rig_broken());
}

TEST(snd_device_completes_all_buffers_at_a_release)
{
	fresh();
	run();
	offer(0, 0, 3000, 1);
	offer(1, 0, 1000, 1);
	CHECK(ask(VIRTIO_SND_R_PCM_STOP, 0) == VIRTIO_SND_S_OK);
	mix(480);
	CHECK(stream.put == 2048 && taken(NULL) == 0);
	CHECK(ask(VIRTIO_SND_R_PCM_RELEASE, 0) == VIRTIO_SND_S_OK);
	CHECK(taken(NULL) == VIRTIO_SND_S_OK && taken(NULL) == VIRTIO_SND_S_OK);
	CHECK(stream.put == 2048 && !stream.runs);
	/* The next stream begins with its first frame. */
	run();
	offer(0, 0, 10, 7);
	CHECK(stream.put == 2058 && stream.ring[2048 % SOUND_FRAMES].left == 7);
}

TEST(snd_device_refuses_what_is_no_frame)
{
	const struct virtqueue_part part[2] = {rig_part(rig_guest.data, 7),
					       rig_part(rig_guest.data + 64, STATUS)};
	uint32_t status = 0;
	int64_t written;

	fresh();
	run();
	offer(0, 1, 10, 1);
	CHECK(taken(NULL) == VIRTIO_SND_S_BAD_MSG && stream.put == 0);
	memset(rig_guest.data, 0, 8);
	CHECK(rig_do(&snd.device, VIRTIO_SND_QUEUE_TX, part, 1, 1, &written));
	memcpy(&status, rig_guest.data + 64, sizeof(status));
	CHECK(status == VIRTIO_SND_S_BAD_MSG && !rig_broken());
}

TEST(snd_device_goes_on_after_a_death)
{
	fresh();
	run();
	offer(0, 0, 3000, 1);
	memset(&snd, 0x5a, sizeof(snd));
	boot(true);
	CHECK(stream.runs);
	while (virtio_device_look(&snd.device, ~0u) == VIRTIO_AGAIN)
		continue;
	mix(2000);
	CHECK(stream.put == 3000 && taken(NULL) == VIRTIO_SND_S_OK);
	for (uint32_t n = 2000; n < 3000; n++)
		CHECK(stream.ring[n % SOUND_FRAMES].left == (int16_t)(n + 1));
}

/* Make a request, and let the device die after it has executed it and before it answers. @return the answer of the next life */
static uint32_t ask_twice(uint32_t code)
{
	struct virtqueue_driver *q = &rig_driver[VIRTIO_SND_QUEUE_CONTROL];
	const struct virtio_kept_queue was = rig_kept_queue[VIRTIO_SND_QUEUE_CONTROL];
	const struct virtio_snd_pcm_header header = {code, 0};
	const struct virtqueue_part part[2] = {rig_part(rig_guest.data, sizeof(header)),
					       rig_part(rig_guest.data + 64, 4)};
	uint16_t used = q->used->index;
	uint32_t status;
	int64_t written;

	memcpy(rig_guest.data, &header, sizeof(header));
	virtqueue_driver_add(q, part, 1, 1, &rig_guest);
	while (rig_set(&snd.device, VIRTIO_MMIO_QUEUE_NOTIFY, VIRTIO_SND_QUEUE_CONTROL) ==
	       VIRTIO_AGAIN)
		continue;
	rig_kept_queue[VIRTIO_SND_QUEUE_CONTROL] = was;
	q->used->index = used;
	memset(rig_guest.data + 64, 0, 4);
	boot(true);
	while (virtio_device_look(&snd.device, ~0u) == VIRTIO_AGAIN)
		continue;
	if (!virtqueue_driver_take(q, &written))
		return 0;
	memcpy(&status, rig_guest.data + 64, sizeof(status));
	return status;
}

TEST(snd_device_executes_a_request_once_more_after_a_death)
{
	fresh();
	CHECK(set(params()) == VIRTIO_SND_S_OK);
	for (unsigned int i = 0; i < 2; i++) {
		CHECK(ask_twice(VIRTIO_SND_R_PCM_PREPARE) == VIRTIO_SND_S_OK);
		CHECK(ask_twice(VIRTIO_SND_R_PCM_START) == VIRTIO_SND_S_OK);
		CHECK(kept.state == VIRTIO_SND_RUNNING && stream.runs);
		CHECK(ask_twice(VIRTIO_SND_R_PCM_STOP) == VIRTIO_SND_S_OK);
		CHECK(ask_twice(VIRTIO_SND_R_PCM_RELEASE) == VIRTIO_SND_S_OK);
		CHECK(kept.state == VIRTIO_SND_SET && !stream.runs);
	}
	/* What isn't allowed isn't allowed twice either. */
	CHECK(ask_twice(VIRTIO_SND_R_PCM_START) == VIRTIO_SND_S_BAD_MSG);
	CHECK(!rig_broken());
}

TEST(snd_device_kept_area_is_hostile)
{
	uint32_t seed = 1;

	for (unsigned int i = 0; i < 2000; i++) {
		fresh();
		run();
		offer(0, 0, 1000, 1);
		for (unsigned int at = 0; at < sizeof(kept); at++) {
			seed = seed * 1664525 + 1013904223;
			((char *)&kept)[at] = (char)(seed >> 24);
		}
		if (i % 2)
			kept.state %= VIRTIO_SND_STATES;
		boot(true);
		offer(1, 0, 1000, 1);
		mix(480);
		CHECK(stream.put <= 2480);
		rig_start(&snd.device);
		tick.taken = stream.put;
		run();
		offer(0, 0, 10, 1);
		CHECK(taken(NULL) == VIRTIO_SND_S_OK);
	}
}

TEST(snd_device_plays_whole_frames_after_a_death)
{
	fresh();
	run();
	offer(0, 0, 3000, 1);
	kept.played = 4 * 2000 + 3;
	boot(true);
	tick.taken = stream.put;
	while (virtio_device_look(&snd.device, ~0u) == VIRTIO_AGAIN)
		continue;
	CHECK(stream.put == 2048 + 1000 && stream.ring[2048 % SOUND_FRAMES].left == 2001);
	CHECK(taken(NULL) == VIRTIO_SND_S_OK);
}

TEST(snd_device_waits_for_a_mixer_that_lies)
{
	fresh();
	run();
	tick.taken = 1;
	offer(0, 0, 10, 1);
	CHECK(stream.put == 0 && taken(NULL) == 0);
	tick.taken = 0;
	mix(0);
	CHECK(stream.put == 10 && taken(NULL) == VIRTIO_SND_S_OK);
}

static void wake(void)
{
	kept.state = VIRTIO_SND_RUNNING;
}

TEST(snd_device_survives_a_hostile_driver)
{
	struct virtqueue_part part = rig_part(rig_guest.data, 3);
	int64_t written;

	fresh();
	hostile_registers(&snd.device);
	hostile_queues(&snd.device,
		       1u << VIRTIO_SND_QUEUE_CONTROL | 1u << VIRTIO_SND_QUEUE_TX |
			   1u << VIRTIO_SND_QUEUE_RX,
		       fresh, wake);
	/* No room for a request, or for its answer. */
	for (unsigned int readable = 0; readable < 2; readable++) {
		fresh();
		rig_do(&snd.device, VIRTIO_SND_QUEUE_CONTROL, &part, readable, !readable, &written);
		CHECK(rig_broken());
		fresh();
		wake();
		rig_do(&snd.device, VIRTIO_SND_QUEUE_TX, &part, readable, !readable, &written);
		CHECK(rig_broken() && stream.put == 0);
	}
	fresh();
	run();
	offer(0, 0, 10, 1);
	CHECK(taken(NULL) == VIRTIO_SND_S_OK);
}
