/* SPDX-License-Identifier: BSD-3-Clause */
/* A frame of a screen, composed of planes. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <bulkhead/bootinfo.h>
#include <bulkhead/display.h>

/** A plane, which another VM draws and isn't trusted. */
struct source {
	struct display_plane is;		  /* as configured, inside of the screen */
	const volatile struct display_head *head; /* head, which the other VM writes */
	const uint32_t *pixels;		    /* pixels, which it may write while they are read */
	volatile struct display_tick *tick; /* written here */
	unsigned int bell;		    /* doorbell of the other VM */
	uint32_t sequence;		    /* number of the plane's frame that is composed */
	bool visible;			    /* the plane is visible */
	bool told;			    /* the frame was shown, and the other VM was told */
};

/** A screen. */
struct screen {
	uint32_t width, height;			  /* pixels */
	unsigned int count;			  /* of planes */
	uint32_t frame;				  /* number of the frame */
	uint32_t *pixels;			  /* what is scanned out, [height][width] */
	struct source source[DISPLAY_PLANES_MAX]; /* [count] */
};

/** Check the configuration against the channels.
 *
 * @param pixels  the frame if no other VM watches it, [height][width]; NULL otherwise
 * @return 0, or -EINVAL: they don't go together */
int screen_open(struct screen *screen, const struct display_screen *is, unsigned int size,
		const struct bulkhead_channel *channel, unsigned int channels);

/** Does a plane have a new frame? */
bool screen_waits(const struct screen *screen);

/** Draw the visible parts of all planes with a new frame.
 *
 * @param changed  the part of the screen that may have changed
 * @return false: nothing has */
bool screen_compose(struct screen *screen, struct display_rect *changed);

/** Mark all new frames as drawn without drawing them (a fault, for tests). */
void screen_skip(struct screen *screen);

/** Draw all planes anew. */
void screen_renew(struct screen *screen);

/** The composed frame is on the screen: tell the planes' VMs.
 *
 * @param ring  the doorbell */
void screen_shown(struct screen *screen, void (*ring)(unsigned int bell));
