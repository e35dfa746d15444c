/* SPDX-License-Identifier: BSD-3-Clause */
#include "session.h"
#include <string.h>
#include "asid.h"
#include "partition.h"
#include "rpc.h"
#include "thread.h"

#define BUSY_POLL_MS 1

static struct session *find_locked(struct partition *p, uint32_t id)
{
	for (unsigned int i = 0; i < PARTITION_SESSIONS; i++)
		if (p->sessions[i].ta && p->sessions[i].id == id)
			return &p->sessions[i];
	return NULL;
}

/* Claim the session for this thread. While another has it, the normal world does something else. */
static struct session *claim(struct partition *p, uint32_t id)
{
	for (;;) {
		uint64_t flags = lock_acquire(&p->lock);
		struct session *s = find_locked(p, id);
		bool mine = s && !s->busy;

		if (mine) {
			s->busy = true;
			s->cancelled = false;
		}
		lock_release(&p->lock, flags);
		if (!s || mine)
			return s;
		if (rpc_suspend(BUSY_POLL_MS) != TEE_SUCCESS)
			return NULL;
	}
}

static void unclaim(struct session *s)
{
	__atomic_store_n(&s->busy, false, __ATOMIC_RELEASE);
}

static const struct ta *find_ta(const uint8_t uuid[16])
{
	for (unsigned int i = 0; i < ta_count; i++)
		if (!memcmp(ta_list[i]->uuid, uuid, 16))
			return ta_list[i];
	return NULL;
}

/* A free slot, busy, with an id that no live session has. */
static struct session *new_session(struct partition *p, const struct ta *ta)
{
	uint64_t flags = lock_acquire(&p->lock);
	struct session *s = NULL;

	for (unsigned int i = 0; i < PARTITION_SESSIONS && !s; i++)
		if (!p->sessions[i].ta)
			s = &p->sessions[i];
	if (s) {
		do {
			p->last_session++;
		} while (p->last_session == 0 || find_locked(p, p->last_session));
		*s =
		    (struct session){.ta = ta, .partition = p, .id = p->last_session, .busy = true};
	}
	lock_release(&p->lock, flags);
	return s;
}

static void drop(struct session *s)
{
	asid_free(s->asid);
	partition_free(s->partition, s->state);
	__atomic_store_n(&s->ta, NULL, __ATOMIC_RELEASE);
}

tee_result session_open(struct partition *p, const uint8_t uuid[16], uint32_t types, uint32_t *id,
			uint32_t *origin)
{
	const struct ta *ta = find_ta(uuid);
	struct session *s;
	tee_result result = TEE_SUCCESS;

	*id = 0;
	*origin = TEE_ORIGIN_TEE;
	if (!ta)
		return TEE_ERROR_ITEM_NOT_FOUND;
	if (types) {
		*origin = TEE_ORIGIN_TA;
		return TEE_ERROR_BAD_PARAMETERS;
	}
	s = new_session(p, ta);
	if (!s)
		return TEE_ERROR_OUT_OF_MEMORY;
	s->asid = asid_alloc();
	if (!s->asid) {
		drop(s);
		return TEE_ERROR_GENERIC;
	}
	if (ta->state_size) {
		s->state = partition_alloc(p, ta->state_size);
		if (!s->state) {
			drop(s);
			return TEE_ERROR_OUT_OF_MEMORY;
		}
	}
	if (ta->open)
		result = ta->open(s);
	*origin = TEE_ORIGIN_TA;
	if (result != TEE_SUCCESS) {
		drop(s);
		return result;
	}
	*id = s->id;
	unclaim(s);
	return TEE_SUCCESS;
}

tee_result session_invoke(struct partition *p, uint32_t id, uint32_t command, uint32_t types,
			  union ta_param *params, uint32_t *origin)
{
	struct session *s = claim(p, id);
	tee_result result;

	*origin = TEE_ORIGIN_TEE;
	if (!s)
		return TEE_ERROR_BAD_PARAMETERS;
	result = s->dead ? TEE_ERROR_TARGET_DEAD
			 : guard_call(TEE_ERROR_TARGET_DEAD, (uint64_t)s, command, types,
				      (uint64_t)params, s->ta->invoke);
	if (result == TEE_ERROR_TARGET_DEAD)
		s->dead = true;
	else
		*origin = TEE_ORIGIN_TA;
	unclaim(s);
	return result;
}

tee_result session_close(struct partition *p, uint32_t id)
{
	struct session *s = claim(p, id);

	if (!s)
		return TEE_ERROR_ITEM_NOT_FOUND;
	if (s->ta->close && !s->dead)
		s->ta->close(s);
	drop(s);
	return TEE_SUCCESS;
}

tee_result session_cancel(struct partition *p, uint32_t id)
{
	uint64_t flags = lock_acquire(&p->lock);
	struct session *s = find_locked(p, id);

	if (s && s->busy)
		__atomic_store_n(&s->cancelled, true, __ATOMIC_RELAXED);
	lock_release(&p->lock, flags);
	return s ? TEE_SUCCESS : TEE_ERROR_BAD_PARAMETERS;
}

bool session_cancelled(const struct session *s)
{
	return __atomic_load_n(&s->cancelled, __ATOMIC_RELAXED);
}
