/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * usage: picture FILE.ppm WIDTH HEIGHT [X Y WIDTH HEIGHT COLOUR]...
 * Compares a picture of a screen with the planes on it, the uppermost last: each pixel must be that of the last plane that
 * covers it, or black. COLOUR: of the pattern of services/gpu-test, `black`, or `lamps:N`: apps/telltale's at frame N.
 * Status 0: all pixels are as they must be.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../apps/telltale/lamps.h"

struct plane {
	uint32_t x, y, width, height, colour;
	bool black, lamps;
};

static uint32_t lamps[LAMPS_WIDTH * LAMPS_HEIGHT];

static uint32_t pixel_of(const struct plane *p, uint32_t x, uint32_t y)
{
	x -= p->x;
	y -= p->y;
	if (p->lamps)
		return lamps[y * LAMPS_WIDTH + x];
	return p->black ? 0 : p->colour ^ (x & 127) ^ (y & 127) << 8;
}

static uint32_t expected(char **planes, int count, uint32_t x, uint32_t y)
{
	for (int i = count - 5; i >= 0; i -= 5) {
		struct plane p = {.x = (uint32_t)atoi(planes[i]),
				  .y = (uint32_t)atoi(planes[i + 1]),
				  .width = (uint32_t)atoi(planes[i + 2]),
				  .height = (uint32_t)atoi(planes[i + 3]),
				  .colour = (uint32_t)strtoul(planes[i + 4], NULL, 16),
				  .black = !strcmp(planes[i + 4], "black"),
				  .lamps = !strncmp(planes[i + 4], "lamps:", 6)};

		if (x - p.x < p.width && y - p.y < p.height)
			return pixel_of(&p, x, y);
	}
	return 0;
}

/* Checks one picture. @return the number of wrong pixels; -1: the picture doesn't have that size */
static long compare(FILE *file, uint32_t width, uint32_t height, char **planes, int count)
{
	uint32_t has[2];
	uint8_t rgb[3];
	long wrong = 0;

	if (fscanf(file, "P6 %u %u 255", &has[0], &has[1]) != 2 || fgetc(file) == EOF ||
	    has[0] != width || has[1] != height)
		return -1;
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++) {
			uint32_t want = expected(planes, count, x, y) & 0xffffff, is;

			if (fread(rgb, 1, 3, file) != 3)
				return -1;
			is = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
			if (is != want && wrong++ < 5)
				fprintf(stderr, "pixel %u %u is %06x, %06x is expected\n", x, y, is,
					want);
		}
	return wrong;
}

int main(int argc, char **argv)
{
	FILE *file = argc >= 4 && (argc - 4) % 5 == 0 ? fopen(argv[1], "rb") : NULL;
	long wrong;

	if (!file) {
		fputs("usage: picture FILE.ppm WIDTH HEIGHT [X Y WIDTH HEIGHT COLOUR]...\n",
		      stderr);
		return 2;
	}
	for (int i = 4; i < argc; i++)
		if (!strncmp(argv[i], "lamps:", 6))
			lamps_draw(lamps, LAMP_BRAKE | LAMP_BELT,
				   (uint32_t)strtoul(argv[i] + 6, NULL, 10));
	wrong = compare(file, (uint32_t)atoi(argv[2]), (uint32_t)atoi(argv[3]), argv + 4, argc - 4);
	fclose(file);
	if (wrong != 0)
		fprintf(stderr, "%s: %ld pixels are wrong\n", argv[1], wrong);
	return wrong != 0;
}
