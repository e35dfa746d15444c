/* SPDX-License-Identifier: BSD-3-Clause */
/* The protocols base, power domain, clock and reset: each message by its number, with the words that it must have. */
#include "scmi.h"

#define BASE_VERSION  0x20000u
#define POWER_VERSION 0x20000u
#define CLOCK_VERSION 0x10000u
#define RESET_VERSION 0x10000u

static int32_t result(struct scmi_message *m, uint32_t value)
{
	m->out[0] = value;
	m->words = 1;
	return SCMI_SUCCESS;
}

/* Put a text of at most 15 characters behind `words` words. */
static int32_t text_at(struct scmi_message *m, uint32_t words, const char *text)
{
	struct scmi_name name = {""};

	for (uint32_t i = 0; i < SCMI_NAME - 1 && text[i]; i++)
		name.text[i] = text[i];
	__builtin_memcpy(&m->out[words], &name, sizeof(name));
	m->words = words + sizeof(name) / 4;
	return SCMI_SUCCESS;
}

/* --- Base (4.2) --------------------------------------------------------------------------------- */

/* List the protocols with resources, as bytes. */
static uint32_t protocols(const struct scmi *s, uint32_t *list)
{
	uint32_t count = 0;

	*list = 0;
	if (s->count.domains)
		*list |= SCMI_POWER << 8 * count++;
	if (s->count.clocks)
		*list |= SCMI_CLOCK << 8 * count++;
	if (s->count.resets)
		*list |= SCMI_RESET << 8 * count++;
	return count;
}

static uint32_t base_attributes(const struct scmi *s)
{
	uint32_t list;

	return protocols(s, &list) | 1u << 8; /* one agent */
}

static int32_t base_vendor(const struct scmi *s, struct scmi_message *m)
{
	(void)s;
	return text_at(m, 0, "bulkhead");
}

static int32_t base_implementation(const struct scmi *s, struct scmi_message *m)
{
	(void)s;
	return result(m, 1);
}

static int32_t base_protocols(const struct scmi *s, struct scmi_message *m)
{
	uint32_t skip = m->in[0], list, count = protocols(s, &list);

	if (skip > count)
		return SCMI_INVALID_PARAMETERS;
	result(m, count - skip);
	if (skip < count)
		m->out[m->words++] = list >> 8 * skip;
	return SCMI_SUCCESS;
}

/* Agent 0 is the platform (4.2.2.9). */
static int32_t base_agent(const struct scmi *s, struct scmi_message *m)
{
	uint32_t agent = m->in[0];

	if (agent > 1 && agent != SCMI_SELF)
		return SCMI_NOT_FOUND;
	m->out[0] = agent != 0;
	return text_at(m, 1, agent ? s->agent : "platform");
}

static const struct scmi_protocol base = {BASE_VERSION,
					  0,
					  base_attributes,
					  5,
					  {{base_vendor, 0},
					   {base_vendor, 0},
					   {base_implementation, 0},
					   {base_protocols, 1},
					   {base_agent, 1}}};

/* --- Power domains (4.3) ------------------------------------------------------------------------ */

static uint32_t power_attributes(const struct scmi *s)
{
	return s->count.domains;
}

static int32_t power_domain(const struct scmi *s, struct scmi_message *m)
{
	uint32_t i = m->in[0];

	if (i >= s->count.domains)
		return SCMI_NOT_FOUND;
	m->out[0] = SCMI_POWER_SYNC;
	return text_at(m, 1, s->domain[i].text);
}

static int32_t power_set(const struct scmi *s, struct scmi_message *m)
{
	uint32_t i = m->in[1], state = m->in[2];

	if (i >= s->count.domains)
		return SCMI_NOT_FOUND;
	if (m->in[0]) /* asynchronous */
		return SCMI_NOT_SUPPORTED;
	if (state != SCMI_POWER_ON && state != SCMI_POWER_OFF)
		return SCMI_INVALID_PARAMETERS;
	s->state->on = (s->state->on & ~(1u << i)) | (uint32_t)(state == SCMI_POWER_ON) << i;
	m->words = 0;
	return SCMI_SUCCESS;
}

static int32_t power_get(const struct scmi *s, struct scmi_message *m)
{
	uint32_t i = m->in[0];

	if (i >= s->count.domains)
		return SCMI_NOT_FOUND;
	return result(m, s->state->on >> i & 1 ? SCMI_POWER_ON : SCMI_POWER_OFF);
}

/* Behind the number, the place of statistics would follow: there are none. */
static const struct scmi_protocol power = {
    POWER_VERSION, 3, power_attributes, 3, {{power_domain, 1}, {power_set, 3}, {power_get, 1}}};

/* --- Clocks (4.6) ------------------------------------------------------------------------------- */

static uint32_t clock_attributes(const struct scmi *s)
{
	return s->count.clocks;
}

static int32_t clock_clock(const struct scmi *s, struct scmi_message *m)
{
	uint32_t i = m->in[0];

	if (i >= s->count.clocks)
		return SCMI_NOT_FOUND;
	m->out[0] = s->state->enabled >> i & 1 ? SCMI_CLOCK_ENABLE : 0;
	return text_at(m, 1, s->clock[i].name.text);
}

/* Number of rates that one answer has room for, two words each. */
#define RATES ((SCMI_PAYLOAD_WORDS - 2) / 2)

static int32_t clock_rates(const struct scmi *s, struct scmi_message *m)
{
	uint32_t i = m->in[0], from = m->in[1], count;

	if (i >= s->count.clocks)
		return SCMI_NOT_FOUND;
	if (from >= s->clock[i].count)
		return SCMI_OUT_OF_RANGE;
	count = s->clock[i].count - from < RATES ? s->clock[i].count - from : RATES;
	result(m, count | (s->clock[i].count - from - count) << 16);
	for (uint32_t n = 0; n < count; n++) {
		m->out[m->words++] = s->rate[s->clock[i].first + from + n];
		m->out[m->words++] = 0;
	}
	return SCMI_SUCCESS;
}

/* A clock has only the rates of its list: take the next one below, or above. */
static int32_t clock_rate_set(const struct scmi *s, struct scmi_message *m)
{
	uint32_t i = m->in[1], n = 0;
	uint64_t wanted = m->in[2] | (uint64_t)m->in[3] << 32;
	const uint32_t *rate;

	if (i >= s->count.clocks)
		return SCMI_NOT_FOUND;
	if (m->in[0] & SCMI_RATE_ASYNC)
		return SCMI_NOT_SUPPORTED;
	rate = &s->rate[s->clock[i].first];
	while (n < s->clock[i].count && rate[n] < wanted)
		n++;
	if (n == s->clock[i].count || (rate[n] != wanted && !(m->in[0] & SCMI_RATE_UP))) {
		if (n == 0 || (n == s->clock[i].count && m->in[0] & SCMI_RATE_UP))
			return SCMI_OUT_OF_RANGE;
		n--;
	}
	s->state->rate[i] = n;
	m->words = 0;
	return SCMI_SUCCESS;
}

static int32_t clock_rate_get(const struct scmi *s, struct scmi_message *m)
{
	uint32_t i = m->in[0];

	if (i >= s->count.clocks)
		return SCMI_NOT_FOUND;
	m->out[1] = 0;
	result(m, s->rate[s->clock[i].first + s->state->rate[i]]);
	m->words = 2;
	return SCMI_SUCCESS;
}

static int32_t clock_config(const struct scmi *s, struct scmi_message *m)
{
	uint32_t i = m->in[0];

	if (i >= s->count.clocks)
		return SCMI_NOT_FOUND;
	if (m->in[1] & ~SCMI_CLOCK_ENABLE)
		return SCMI_INVALID_PARAMETERS;
	s->state->enabled = (s->state->enabled & ~(1u << i)) | m->in[1] << i;
	m->words = 0;
	return SCMI_SUCCESS;
}

static const struct scmi_protocol clock = {CLOCK_VERSION,
					   0,
					   clock_attributes,
					   5,
					   {{clock_clock, 1},
					    {clock_rates, 2},
					    {clock_rate_set, 4},
					    {clock_rate_get, 1},
					    {clock_config, 2}}};

/* --- Resets (4.8) ------------------------------------------------------------------------------- */

static uint32_t reset_attributes(const struct scmi *s)
{
	return s->count.resets;
}

static int32_t reset_domain(const struct scmi *s, struct scmi_message *m)
{
	uint32_t i = m->in[0];

	if (i >= s->count.resets)
		return SCMI_NOT_FOUND;
	m->out[0] = m->out[1] = 0; /* neither asynchronous nor slow */
	return text_at(m, 2, s->reset[i].text);
}

static int32_t reset_reset(const struct scmi *s, struct scmi_message *m)
{
	uint32_t i = m->in[0], flags = m->in[1];

	if (i >= s->count.resets)
		return SCMI_NOT_FOUND;
	if (flags & ~(SCMI_RESET_AUTONOMOUS | SCMI_RESET_ASSERT))
		return SCMI_NOT_SUPPORTED;
	/* The only reset state is 0, a cold reset. */
	if (flags == (SCMI_RESET_AUTONOMOUS | SCMI_RESET_ASSERT) || m->in[2])
		return SCMI_INVALID_PARAMETERS;
	s->state->resets[i] += flags != 0;
	s->state->asserted =
	    (s->state->asserted & ~(1u << i)) | (uint32_t)(flags == SCMI_RESET_ASSERT) << i;
	m->words = 0;
	return SCMI_SUCCESS;
}

static const struct scmi_protocol reset = {
    RESET_VERSION, 0, reset_attributes, 2, {{reset_domain, 1}, {reset_reset, 3}}};

const struct scmi_protocol *const scmi_protocols[SCMI_PROTOCOLS] = {
    [SCMI_BASE - SCMI_BASE] = &base,
    [SCMI_POWER - SCMI_BASE] = &power,
    [SCMI_CLOCK - SCMI_BASE] = &clock,
    [SCMI_RESET - SCMI_BASE] = &reset,
};
