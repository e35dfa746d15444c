/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Draws on a screen by the kernel's mode setting (KMS), without a desktop: two buffers, flipped.
 *
 *   guest-display cluster FRAMES [MS]     a cluster with two needles that move, by a step each MS; then the last frame stays
 *   guest-display pattern FRAMES RRGGBB   a pattern that a test can work out (tests/tools/picture.c)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <drm/drm.h>
#include <drm/drm_mode.h>

#define CARD	"/dev/dri/card0"
#define GROUND	0x00101820u
#define RING	0x00d0d8e0u
#define NEEDLE	0x00ff4020u
#define ONE	1024 /* fixed-point scale of the sines */
#define STEPS	48u  /* of a full circle */
#define OBJECTS 8u   /* most connectors and controllers that are examined */

struct buffer {
	uint32_t id; /* of the frame buffer */
	uint32_t width, height, stride;
	uint32_t *pixels;
};

static int card;

static void fail(const char *what)
{
	printf("DISPLAY FAILED: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void do_ioctl(unsigned long request, void *argument, const char *what)
{
	if (ioctl(card, request, argument))
		fail(what);
}

/* Choose the first connector with a screen, its best mode, and a controller. */
static void find_screen(struct drm_mode_crtc *crtc, uint32_t *connector)
{
	static uint32_t connectors[OBJECTS], crtcs[OBJECTS], encoders[OBJECTS], buffers[OBJECTS];
	static struct drm_mode_modeinfo modes[64];
	struct drm_mode_card_res all = {
	    .connector_id_ptr = (uintptr_t)connectors,
	    .crtc_id_ptr = (uintptr_t)crtcs,
	    .encoder_id_ptr = (uintptr_t)encoders,
	    .fb_id_ptr = (uintptr_t)buffers,
	    .count_connectors = OBJECTS,
	    .count_crtcs = OBJECTS,
	    .count_encoders = OBJECTS,
	    .count_fbs = OBJECTS,
	};
	struct drm_mode_get_connector one = {0};

	do_ioctl(DRM_IOCTL_MODE_GETRESOURCES, &all, "resources");
	*connector = connectors[0];
	one.connector_id = connectors[0];
	do_ioctl(DRM_IOCTL_MODE_GETCONNECTOR, &one, "connector");
	if (one.count_modes == 0 || one.count_modes > 64)
		fail("no mode");
	one = (struct drm_mode_get_connector){.connector_id = connectors[0],
					      .modes_ptr = (uintptr_t)modes,
					      .count_modes = one.count_modes};
	do_ioctl(DRM_IOCTL_MODE_GETCONNECTOR, &one, "modes");
	crtc->crtc_id = crtcs[0];
	crtc->mode = modes[0];
	crtc->mode_valid = 1;
}

static struct buffer make_buffer(uint32_t width, uint32_t height)
{
	struct drm_mode_create_dumb dumb = {.width = width, .height = height, .bpp = 32};
	struct drm_mode_map_dumb map = {0};
	struct drm_mode_fb_cmd fb = {0};
	struct buffer b = {.width = width, .height = height};

	do_ioctl(DRM_IOCTL_MODE_CREATE_DUMB, &dumb, "buffer");
	map.handle = dumb.handle;
	do_ioctl(DRM_IOCTL_MODE_MAP_DUMB, &map, "map");
	fb = (struct drm_mode_fb_cmd){.width = width,
				      .height = height,
				      .pitch = dumb.pitch,
				      .bpp = 32,
				      .depth = 24,
				      .handle = dumb.handle};
	do_ioctl(DRM_IOCTL_MODE_ADDFB, &fb, "frame buffer");
	b.id = fb.fb_id;
	b.stride = dumb.pitch / 4;
	b.pixels =
	    mmap(NULL, dumb.size, PROT_READ | PROT_WRITE, MAP_SHARED, card, (off_t)map.offset);
	if (b.pixels == MAP_FAILED)
		fail("mmap");
	return b;
}

static void pattern(const struct buffer *b, uint32_t colour)
{
	for (uint32_t y = 0; y < b->height; y++)
		for (uint32_t x = 0; x < b->width; x++)
			b->pixels[y * b->stride + x] = colour ^ (x & 127) ^ (y & 127) << 8;
}

/* @return the sine of `step` / STEPS of a full circle, by Bhaskara's approximation */
static int sine(unsigned int step)
{
	int half = STEPS / 2, t = (int)(step % STEPS), sign = t < half ? ONE : -ONE, product;

	t %= half;
	product = t * (half - t);
	return sign * 16 * product / (5 * half * half - 4 * product);
}

static void line(const struct buffer *b, int x, int y, unsigned int step, int from, int to,
		 uint32_t colour)
{
	for (int r = from * 2; r < to * 2; r++) {
		int px = x + sine(step) * r / 2 / ONE,
		    py = y - sine(step + STEPS / 4) * r / 2 / ONE;

		for (int i = 0; i < 9; i++) {
			int qx = px + i % 3 - 1, qy = py + i / 3 - 1;

			if (qx >= 0 && qx < (int)b->width && qy >= 0 && qy < (int)b->height)
				b->pixels[(uint32_t)qy * b->stride + (uint32_t)qx] = colour;
		}
	}
}

/* Draw a dial with its marks, and a needle. */
static void dial(const struct buffer *b, int x, int y, int radius, unsigned int needle)
{
	for (unsigned int step = STEPS / 2 + 6; step <= STEPS + STEPS / 2 - 6; step += 3)
		line(b, x, y, step, radius * 7 / 8, radius, RING);
	line(b, x, y, needle, 0, radius * 3 / 4, NEEDLE);
}

static void cluster(const struct buffer *b, unsigned int frame)
{
	int radius = (int)(b->width / 5 < b->height * 2 / 5 ? b->width / 5 : b->height * 2 / 5);
	unsigned int sweep = STEPS - 12, at = frame % (2 * sweep);

	for (uint32_t y = 0; y < b->height; y++)
		for (uint32_t x = 0; x < b->width; x++)
			b->pixels[y * b->stride + x] = GROUND;
	at = at < sweep ? at : 2 * sweep - at;
	dial(b, (int)b->width / 4, (int)b->height / 2, radius, STEPS / 2 + 6 + at);
	dial(b, (int)b->width * 3 / 4, (int)b->height / 2, radius, STEPS / 2 + 6 + sweep - at);
}

/* Show a buffer, and wait until it is on the screen. */
static void flip(const struct drm_mode_crtc *crtc, const struct buffer *b)
{
	struct drm_mode_crtc_page_flip request = {
	    .crtc_id = crtc->crtc_id, .fb_id = b->id, .flags = DRM_MODE_PAGE_FLIP_EVENT};
	char event[1024];

	do_ioctl(DRM_IOCTL_MODE_PAGE_FLIP, &request, "flip");
	if (read(card, event, sizeof(event)) <= 0)
		fail("event");
}

int main(int argc, char **argv)
{
	struct drm_mode_crtc crtc = {0};
	struct buffer buffer[2];
	uint32_t connector = 0, frames = argc > 2 ? (uint32_t)atoi(argv[2]) : 1, colour = 0;
	bool test = argc > 3 && !strcmp(argv[1], "pattern");
	const struct timespec pause_of = {0,
					  argc > 3 && !test ? atoi(argv[3]) % 1000 * 1000000L : 0};

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (test)
		colour = (uint32_t)strtoul(argv[3], NULL, 16);
	card = open(CARD, O_RDWR | O_CLOEXEC);
	if (card < 0)
		fail(CARD);
	find_screen(&crtc, &connector);
	for (unsigned int i = 0; i < 2; i++)
		buffer[i] = make_buffer(crtc.mode.hdisplay, crtc.mode.vdisplay);
	crtc.fb_id = buffer[1].id;
	crtc.set_connectors_ptr = (uintptr_t)&connector;
	crtc.count_connectors = 1;
	do_ioctl(DRM_IOCTL_MODE_SETCRTC, &crtc, "mode");
	for (uint32_t i = 1; frames == 0 || i <= frames; i++) {
		const struct buffer *b = &buffer[i % 2];

		if (test)
			pattern(b, i == frames ? colour : colour + i);
		else
			cluster(b, i);
		flip(&crtc, b);
		nanosleep(&pause_of, NULL);
	}
	printf("DISPLAY %u frames of %ux%u passed\n", frames, buffer[0].width, buffer[0].height);
	for (;;)
		pause();
}
