/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include "scmi.h"

int scmi_begin(struct scmi *s, const void *configuration, size_t bytes)
{
	const struct scmi_platform *count = configuration;
	size_t names;

	if (bytes < sizeof(*count) || count->domains > SCMI_THINGS || count->clocks > SCMI_THINGS ||
	    count->resets > SCMI_THINGS || count->rates > SCMI_RATES)
		return -EINVAL;
	names = (count->domains + count->resets) * sizeof(*s->domain);
	if (bytes != sizeof(*count) + names + count->clocks * sizeof(*s->clock) +
			 count->rates * sizeof(*s->rate))
		return -EINVAL;
	s->count = *count;
	s->domain = (const void *)(count + 1);
	s->clock = (const void *)(s->domain + count->domains);
	s->reset = (const void *)(s->clock + count->clocks);
	s->rate = (const void *)(s->reset + count->resets);
	for (uint32_t i = 0; i < count->clocks; i++)
		if (s->clock[i].count == 0 || s->clock[i].first > count->rates ||
		    s->clock[i].count > count->rates - s->clock[i].first)
			return -EINVAL;
	return 0;
}

void scmi_settle(const struct scmi *s)
{
	s->state->on &= (1u << s->count.domains) - 1;
	s->state->enabled &= (1u << s->count.clocks) - 1;
	s->state->asserted &= (1u << s->count.resets) - 1;
	for (uint32_t i = 0; i < s->count.clocks; i++)
		if (s->state->rate[i] >= s->clock[i].count)
			s->state->rate[i] = 0;
}

void scmi_reset(const struct scmi *s)
{
	*s->state = (struct scmi_state){0};
}

/* The messages that all protocols have. */
static int32_t common(const struct scmi *s, const struct scmi_protocol *p, struct scmi_message *m)
{
	if (m->words != (m->id == SCMI_MESSAGE_ATTRIBUTES))
		return SCMI_PROTOCOL_ERROR;
	m->words = 1;
	m->out[0] = 0;
	switch (m->id) {
	case SCMI_VERSION:
		m->out[0] = p->version;
		return SCMI_SUCCESS;
	case SCMI_ATTRIBUTES:
		m->out[0] = p->attributes(s);
		for (uint32_t i = 0; i < p->empty; i++)
			m->out[m->words++] = 0;
		return SCMI_SUCCESS;
	default:
		return m->in[0] < SCMI_FIRST + p->count ? SCMI_SUCCESS : SCMI_NOT_FOUND;
	}
}

static int32_t answer(const struct scmi *s, uint32_t header, struct scmi_message *m)
{
	uint32_t number = SCMI_PROTOCOL(header) - SCMI_BASE;
	const struct scmi_protocol *p;
	const struct scmi_entry *entry;

	if (number >= SCMI_PROTOCOLS || !scmi_protocols[number] || SCMI_TYPE(header))
		return SCMI_NOT_SUPPORTED;
	p = scmi_protocols[number];
	if (m->id < SCMI_FIRST)
		return common(s, p, m);
	if (m->id - SCMI_FIRST >= p->count)
		return SCMI_NOT_SUPPORTED;
	entry = &p->entry[m->id - SCMI_FIRST];
	return m->words == entry->words ? entry->handler(s, m) : SCMI_PROTOCOL_ERROR;
}

bool scmi_answer(const struct scmi *s, volatile struct scmi_shared *shared, size_t bytes)
{
	struct scmi_message message;
	uint32_t header, length;
	int32_t status = SCMI_PROTOCOL_ERROR;

	if (bytes < sizeof(*shared) + SCMI_PAYLOAD || shared->status & SCMI_FREE)
		return false;
	header = shared->header;
	length = shared->length;
	/* A payload must be whole words. */
	if (length - sizeof(header) <= SCMI_PAYLOAD && length % 4 == 0) {
		message.id = SCMI_MESSAGE(header);
		message.words = length / 4 - 1;
		for (uint32_t i = 0; i < message.words; i++)
			message.in[i] = shared->payload[i];
		status = answer(s, header, &message);
	}
	length = sizeof(header) + sizeof(status);
	if (status == SCMI_SUCCESS) {
		for (uint32_t i = 0; i < message.words; i++)
			shared->payload[1 + i] = message.out[i];
		length += message.words * 4;
	}
	shared->payload[0] = (uint32_t)status;
	shared->length = length;
	shared->header = header;
	__atomic_thread_fence(__ATOMIC_RELEASE);
	shared->status = SCMI_FREE;
	return true;
}
