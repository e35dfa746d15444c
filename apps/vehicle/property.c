/* SPDX-License-Identifier: BSD-3-Clause */
#include "property.h"

static const struct {
	int64_t least, most;
} ranges[VEHICLE_PROPERTIES] = {
    [VEHICLE_BRAKE] = {0, 1},
    [VEHICLE_CABIN] = {16000, 28000},
};

static uint32_t handle(struct session *s, struct properties *p, struct vehicle_message *m)
{
	uint32_t i = m->property, bit;
	int64_t value = m->value;

	m->value = 0;
	if (m->operation < VEHICLE_GET || m->operation > VEHICLE_UNSUBSCRIBE)
		return VEHICLE_INVALID;
	if (i >= VEHICLE_PROPERTIES)
		return VEHICLE_UNKNOWN;
	bit = 1u << i;
	if (!((m->operation == VEHICLE_SET ? s->write : s->read) & bit))
		return VEHICLE_DENIED;
	switch (m->operation) {
	case VEHICLE_SET:
		if (value < ranges[i].least || value > ranges[i].most)
			return VEHICLE_RANGE;
		p->value[i] = value;
		break;
	case VEHICLE_SUBSCRIBE:
		s->subscribed |= bit;
		s->told[i] = p->value[i];
		break;
	case VEHICLE_UNSUBSCRIBE:
		s->subscribed &= ~bit;
		break;
	default:
		break;
	}
	/* Who may only write doesn't learn more than that. */
	m->value = s->read & bit ? p->value[i] : 0;
	return VEHICLE_OK;
}

void session_answer(struct session *s, struct properties *p, struct vehicle_message *m)
{
	m->status = handle(s, p, m);
}

bool session_event(struct session *s, const struct properties *p, struct vehicle_message *m)
{
	for (uint32_t i = 0; i < VEHICLE_PROPERTIES; i++) {
		if (!(s->subscribed >> i & 1) || s->told[i] == p->value[i])
			continue;
		s->told[i] = p->value[i];
		*m = (struct vehicle_message){
		    .operation = VEHICLE_EVENT, .property = i, .value = p->value[i]};
		return true;
	}
	return false;
}
