/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Screens: planes that the system's description places on a screen, each written by one VM.
 *
 * A plane is two channels between the VM that draws it and the VM that drives the screen. The first holds the plane's frame,
 * and only the VM that draws can write to it. The second says which frame has been shown, and only the screen's VM can write
 * to it. Both VMs find sizes and places in the configuration of their boot information (bootinfo.h).
 */
#pragma once
#include <stdint.h>

#define DISPLAY_PLANES_MAX  8u	  /* of a screen */
#define DISPLAY_SIZE_MAX    4096u /* pixels, either way */
#define DISPLAY_PIXEL_BYTES 4u	  /* blue, green, red, and an unused one */
#define DISPLAY_PIXELS_AT   4096u /* offset of the frame in its channel */

/** Bytes of a plane's channel; a frame's rows lie one behind the other. */
#define DISPLAY_PLANE_BYTES(width, height) \
	(DISPLAY_PIXELS_AT + (uint64_t)(width) * (height)*DISPLAY_PIXEL_BYTES)

/** The beginning of a plane's channel. */
struct display_head {
	uint32_t sequence; /* number of the frame, written when it is complete */
	uint32_t visible;  /* 0: the plane is black */
};

/** The channel back. */
struct display_tick {
	uint32_t shown; /* number of the plane's frame that is on the screen */
	uint32_t frame; /* frames of the screen so far */
};

/** Place of a plane on its screen, in pixels. */
struct display_rect {
	uint32_t x, y, width, height;
};

/** Configuration of a VM that draws a plane. */
struct display_place {
	uint32_t width, height; /* of the screen */
	struct display_rect rect;
};

/** A plane, as the screen's VM knows it. Plane k is at the other end of its channels 2k and 2k + 1. */
struct display_plane {
	struct display_rect rect;
	uint32_t layer; /* a plane of a higher layer covers one of a lower */
};

/** Configuration of a screen's VM. */
struct display_screen {
	uint32_t width, height;
	uint32_t planes;
	uint32_t
	    watched; /* 1: the scanned-out frame lies in channel 2 * planes, which another VM reads */
	struct display_plane plane[];
};
_Static_assert(sizeof(struct display_place) == 24 && sizeof(struct display_plane) == 20 &&
		   sizeof(struct display_screen) == 16,
	       "no holes");
