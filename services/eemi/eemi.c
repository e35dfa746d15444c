/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include "eemi.h"

/* The reference of the board's I/O PLL is 33 MHz, times 45 (query.c), so this divider makes about 100 MHz. */
#define DIVIDER_AT_BOOT	    15u
#define BOTH(first, second) ((first) | (second) << 16)

int eemi_begin(struct eemi *e, const void *configuration, size_t bytes)
{
	const struct eemi_platform *count = configuration;

	if (bytes < sizeof(*count) || count->clocks > EEMI_THINGS || count->resets > EEMI_THINGS ||
	    count->nodes > EEMI_THINGS ||
	    bytes !=
		sizeof(*count) + (count->clocks + count->resets + count->nodes) * sizeof(uint32_t))
		return -EINVAL;
	e->count = *count;
	e->clock = (const uint32_t *)(count + 1);
	e->reset = e->clock + count->clocks;
	e->node = e->reset + count->resets;
	return 0;
}

static bool is_divider(uint32_t half)
{
	return half >= 1 && half <= EEMI_DIVIDER_MAX;
}

void eemi_settle(const struct eemi *e)
{
	for (uint32_t i = 0; i < EEMI_THINGS; i++)
		if (!is_divider(e->state->divider[i] & 0xffff) ||
		    !is_divider(e->state->divider[i] >> 16))
			e->state->divider[i] = BOTH(DIVIDER_AT_BOOT, 1u);
	for (uint32_t i = 0; i < e->count.clocks; i++)
		if (e->clock[i] & EEMI_SHARED)
			e->state->stopped &= ~(1u << i);
}

void eemi_reset(const struct eemi *e)
{
	e->state->stopped = e->state->asserted = 0;
	e->state->on = ~0u;
	for (uint32_t i = 0; i < EEMI_THINGS; i++)
		e->state->divider[i] = 0;
	eemi_settle(e);
}

int eemi_find(const uint32_t *list, uint32_t count, uint32_t number)
{
	for (uint32_t i = 0; i < count; i++)
		if ((list[i] & ~EEMI_SHARED) == number)
			return (int)i;
	return -1;
}

static void set_bit(uint32_t *bits, int bit, bool value)
{
	*bits = (*bits & ~(1u << bit)) | (uint32_t)value << bit;
}

/* Set a divider's two halves: a half that isn't given stays. */
static bool divide(uint32_t *divider, uint32_t wanted)
{
	uint32_t first = wanted & 0xffff, second = wanted >> 16;

	if (first == EEMI_DIVIDER_SAME)
		first = *divider & 0xffff;
	if (second == EEMI_DIVIDER_SAME)
		second = *divider >> 16;
	if (!is_divider(first) || !is_divider(second))
		return false;
	*divider = BOTH(first, second);
	return true;
}

static uint32_t clock_call(const struct eemi *e, uint32_t id, const uint32_t *in, uint32_t *out)
{
	int i = eemi_find(e->clock, e->count.clocks, in[0]);

	if (i < 0)
		return EEMI_NO_ACCESS;
	switch (id) {
	case EEMI_CLOCK_GETSTATE:
		out[1] = !(e->state->stopped >> i & 1);
		return EEMI_SUCCESS;
	case EEMI_CLOCK_GETDIVIDER:
		out[1] = e->state->divider[i];
		return EEMI_SUCCESS;
	case EEMI_CLOCK_ENABLE:
		set_bit(&e->state->stopped, i, false);
		return EEMI_SUCCESS;
	default:
		break;
	}
	if (e->clock[i] & EEMI_SHARED)
		return EEMI_NO_ACCESS;
	if (id == EEMI_CLOCK_DISABLE)
		set_bit(&e->state->stopped, i, true);
	else if (!divide(&e->state->divider[i], in[1]))
		return EEMI_INVALID_PARAMETER;
	return EEMI_SUCCESS;
}

static uint32_t reset_call(const struct eemi *e, uint32_t id, const uint32_t *in, uint32_t *out)
{
	int i = eemi_find(e->reset, e->count.resets, in[0] - EEMI_RESET_FIRST);

	if (i < 0)
		return EEMI_NO_ACCESS;
	if (id == EEMI_RESET_GET_STATUS)
		out[1] = e->state->asserted >> i & 1;
	else if (in[1] > EEMI_RESET_PULSE)
		return EEMI_INVALID_PARAMETER;
	else
		set_bit(&e->state->asserted, i, in[1] == EEMI_RESET_ASSERTS);
	return EEMI_SUCCESS;
}

static uint32_t node_call(const struct eemi *e, uint32_t id, const uint32_t *in)
{
	int i = eemi_find(e->node, e->count.nodes, in[0]);

	if (i < 0)
		return EEMI_NO_ACCESS;
	if (id == EEMI_IOCTL)
		return in[1] == EEMI_SD_DLL_RESET || in[1] == EEMI_SD_TAPDELAY ||
			       in[1] == EEMI_SD_CONFIG || in[1] == EEMI_GEM_CONFIG
			   ? EEMI_SUCCESS
			   : EEMI_NO_ACCESS;
	/* A requirement without capabilities allows the domain to be off. */
	set_bit(&e->state->on, i, id == EEMI_REQUEST_NODE || (id == EEMI_SET_REQUIREMENT && in[1]));
	return EEMI_SUCCESS;
}

static bool is_known(uint32_t id)
{
	switch (id) {
	case EEMI_GET_API_VERSION:
	case EEMI_REQUEST_NODE:
	case EEMI_RELEASE_NODE:
	case EEMI_SET_REQUIREMENT:
	case EEMI_RESET_ASSERT:
	case EEMI_RESET_GET_STATUS:
	case EEMI_INIT_FINALIZE:
	case EEMI_IOCTL:
	case EEMI_QUERY_DATA:
	case EEMI_CLOCK_ENABLE:
	case EEMI_CLOCK_DISABLE:
	case EEMI_CLOCK_GETSTATE:
	case EEMI_CLOCK_SETDIVIDER:
	case EEMI_CLOCK_GETDIVIDER:
	case EEMI_FEATURE_CHECK:
	case EEMI_GET_TRUSTZONE_VERSION:
		return true;
	default:
		return false;
	}
}

static uint32_t call(const struct eemi *e, uint32_t id, const uint32_t *in, uint32_t *out)
{
	switch (id) {
	case EEMI_CLOCK_ENABLE ... EEMI_CLOCK_GETDIVIDER:
		return clock_call(e, id, in, out);
	case EEMI_RESET_ASSERT:
	case EEMI_RESET_GET_STATUS:
		return reset_call(e, id, in, out);
	case EEMI_REQUEST_NODE:
	case EEMI_RELEASE_NODE:
	case EEMI_SET_REQUIREMENT:
	case EEMI_IOCTL:
		return node_call(e, id, in);
	case EEMI_FEATURE_CHECK:
		out[1] = is_known(in[0]);
		return out[1] ? EEMI_SUCCESS : EEMI_NO_FEATURE;
	case EEMI_GET_API_VERSION:
	case EEMI_GET_TRUSTZONE_VERSION:
		out[1] = EEMI_VERSION;
		return EEMI_SUCCESS;
	case EEMI_INIT_FINALIZE:
		return EEMI_SUCCESS;
	default:
		return EEMI_NO_ACCESS;
	}
}

bool eemi_answer(const struct eemi *e, uint32_t id, const uint32_t in[EEMI_ARGUMENTS],
		 uint32_t out[EEMI_RESULTS])
{
	uint32_t status;

	if (id == EEMI_QUERY_DATA)
		return eemi_query(e, in, out);
	status = call(e, id, in, out);
	out[0] = status;
	return status != EEMI_NO_ACCESS;
}
