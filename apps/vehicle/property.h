/* SPDX-License-Identifier: BSD-3-Clause */
/* Properties of the vehicle (bulkhead/vehicle.h), and what a client may do with them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <bulkhead/vehicle.h>

/** The properties' values. */
struct properties {
	int64_t value[VEHICLE_PROPERTIES];
};

/** A client's stream of messages. */
struct session {
	uint32_t read, write; /* what it may */
	uint32_t subscribed;
	int64_t told[VEHICLE_PROPERTIES]; /* the value of the last event */
};

/** Do what a message wants, and make it the answer. */
void session_answer(struct session *session, struct properties *properties,
		    struct vehicle_message *message);

/** The next event that the client is to get. @return false: there is none */
bool session_event(struct session *session, const struct properties *properties,
		   struct vehicle_message *message);
