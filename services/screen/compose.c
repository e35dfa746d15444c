/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each pixel of the screen is written only from the topmost plane there, even for a moment: a watcher of the frame never sees
 * a plane through another.
 */
#include "compose.h"
#include <errno.h>
#include <stddef.h>
#include <string.h>

static bool inside(const struct display_rect *r, uint32_t width, uint32_t height)
{
	return r->width != 0 && r->height != 0 && r->x < width && r->width <= width - r->x &&
	       r->y < height && r->height <= height - r->y;
}

/* @return 0, or -EINVAL */
static int open_source(struct source *s, const struct display_plane *is,
		       const struct bulkhead_channel *frame, const struct bulkhead_channel *tick)
{
	if (frame->size < DISPLAY_PLANE_BYTES(is->rect.width, is->rect.height) ||
	    tick->size < sizeof(struct display_tick) || !(tick->rights & BULKHEAD_RIGHT_WRITE))
		return -EINVAL;
	*s = (struct source){
	    .is = *is,
	    .head = (const volatile struct display_head *)(uintptr_t)frame->ipa,
	    .pixels = (const uint32_t *)(uintptr_t)(frame->ipa + DISPLAY_PIXELS_AT),
	    .tick = (volatile struct display_tick *)(uintptr_t)tick->ipa,
	    .bell = tick->index,
	};
	return 0;
}

int screen_open(struct screen *screen, const struct display_screen *is, unsigned int size,
		const struct bulkhead_channel *channel, unsigned int channels)
{
	int error = 0;

	if (size < sizeof(*is) || is->planes > DISPLAY_PLANES_MAX || is->width == 0 ||
	    is->width > DISPLAY_SIZE_MAX || is->height == 0 || is->height > DISPLAY_SIZE_MAX ||
	    size < sizeof(*is) + is->planes * sizeof(is->plane[0]) ||
	    channels != 2 * is->planes + (is->watched != 0))
		return -EINVAL;
	screen->width = is->width;
	screen->height = is->height;
	screen->count = is->planes;
	for (unsigned int i = 0; i < is->planes && !error; i++) {
		if (!inside(&is->plane[i].rect, is->width, is->height))
			return -EINVAL;
		error = open_source(&screen->source[i], &is->plane[i], &channel[2 * i],
				    &channel[2 * i + 1]);
	}
	return error;
}

bool screen_waits(const struct screen *screen)
{
	for (unsigned int i = 0; i < screen->count; i++)
		if (__atomic_load_n(&screen->source[i].head->sequence, __ATOMIC_ACQUIRE) !=
		    screen->source[i].sequence)
			return true;
	return false;
}

/* Find the next span [*x, *end) of this row, from `x` on, that no plane above `s` covers. */
static bool visible_span(const struct screen *screen, const struct source *s, uint32_t row,
			 uint32_t *x, uint32_t *end)
{
	const uint32_t right = s->is.rect.x + s->is.rect.width;

	for (bool moved = true; moved;) {
		moved = false;
		*end = right;
		for (unsigned int i = 0; i < screen->count; i++) {
			const struct display_plane *o = &screen->source[i].is;

			if (o->layer <= s->is.layer || row - o->rect.y >= o->rect.height)
				continue;
			if (*x - o->rect.x < o->rect.width) {
				*x = o->rect.x + o->rect.width;
				moved = true;
			} else if (o->rect.x > *x && o->rect.x < *end) {
				*end = o->rect.x;
			}
		}
	}
	return *x < right;
}

static void draw(const struct screen *screen, const struct source *s)
{
	const struct display_rect *r = &s->is.rect;

	for (uint32_t row = r->y; row < r->y + r->height; row++) {
		const uint32_t *from = s->pixels + (uint64_t)(row - r->y) * r->width;
		uint32_t *to = screen->pixels + (uint64_t)row * screen->width;

		for (uint32_t x = r->x, end; visible_span(screen, s, row, &x, &end); x = end)
			if (s->visible)
				memcpy(to + x, from + (x - r->x), (end - x) * DISPLAY_PIXEL_BYTES);
			else
				memset(to + x, 0, (end - x) * DISPLAY_PIXEL_BYTES);
	}
}

static void include(struct display_rect *all, const struct display_rect *r)
{
	uint32_t right = all->x + all->width, low = all->y + all->height;

	if (all->width == 0) {
		*all = *r;
		return;
	}
	if (r->x + r->width > right)
		right = r->x + r->width;
	if (r->y + r->height > low)
		low = r->y + r->height;
	all->x = r->x < all->x ? r->x : all->x;
	all->y = r->y < all->y ? r->y : all->y;
	all->width = right - all->x;
	all->height = low - all->y;
}

bool screen_compose(struct screen *screen, struct display_rect *changed)
{
	*changed = (struct display_rect){0};
	for (unsigned int i = 0; i < screen->count; i++) {
		struct source *s = &screen->source[i];
		uint32_t sequence = __atomic_load_n(&s->head->sequence, __ATOMIC_ACQUIRE);

		if (sequence == s->sequence)
			continue;
		s->sequence = sequence;
		s->visible = s->head->visible != 0;
		s->told = false;
		draw(screen, s);
		include(changed, &s->is.rect);
	}
	return changed->width != 0;
}

void screen_skip(struct screen *screen)
{
	for (unsigned int i = 0; i < screen->count; i++) {
		struct source *s = &screen->source[i];

		s->sequence = __atomic_load_n(&s->head->sequence, __ATOMIC_ACQUIRE);
		s->told = false;
	}
}

void screen_renew(struct screen *screen)
{
	for (unsigned int i = 0; i < screen->count; i++) {
		struct source *s = &screen->source[i];

		s->sequence = __atomic_load_n(&s->head->sequence, __ATOMIC_ACQUIRE);
		s->visible = s->head->visible != 0;
		s->told = false;
		draw(screen, s);
	}
}

void screen_shown(struct screen *screen, void (*ring)(unsigned int bell))
{
	screen->frame++;
	for (unsigned int i = 0; i < screen->count; i++) {
		struct source *s = &screen->source[i];

		s->tick->frame = screen->frame;
		if (s->told)
			continue;
		s->told = true;
		__atomic_store_n(&s->tick->shown, s->sequence, __ATOMIC_RELEASE);
		ring(s->bell);
	}
}
