/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages, allocated several at a time, since aligning a single page wastes another one. */
#include <stdlib.h>
#include "inside.h"

#define BATCH 32u /* pages */

static void **free_frames; /* each leads to the next */

void frame_give(void *frame)
{
	*(void **)frame = free_frames;
	free_frames = frame;
}

void *frame_take(void)
{
	void *frame;

	for (unsigned int pages = BATCH; !free_frames && pages > 0; pages /= 2) {
		char *batch = aligned_alloc(PAGE, pages * PAGE);

		for (unsigned int i = batch ? pages : 0; i > 0; i--)
			frame_give(batch + (i - 1) * PAGE);
	}
	frame = free_frames;
	if (frame)
		free_frames = *(void **)frame;
	return frame;
}
