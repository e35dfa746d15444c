/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The platform of SCMI (Arm DEN0056E) for one agent: it answers the agent's messages in shared memory and keeps the state of
 * its resources.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <arm/scmi.h>
#include <bulkhead/scmi.h>

/** The state that outlives a restart of the extension: scmi_settle() makes any value valid. */
struct scmi_state {
	uint32_t on;		      /* power domains, a bit each */
	uint32_t enabled;	      /* clocks */
	uint32_t asserted;	      /* resets */
	uint32_t rate[SCMI_THINGS];   /* per clock, an index of its rates */
	uint32_t resets[SCMI_THINGS]; /* per reset, how often it was asserted */
};

/** The platform as configured, and its state. */
struct scmi {
	struct scmi_platform count;
	const struct scmi_name *domain, *reset;
	const struct scmi_clock *clock;
	const uint32_t *rate;
	const char *agent; /* name of the client */
	struct scmi_state *state;
};

/** Take a configuration (bulkhead/scmi.h).
 *
 * @param bytes  its size
 * @return 0, or -EINVAL: it isn't one */
int scmi_begin(struct scmi *scmi, const void *configuration, size_t bytes);

/** Make any state, which a fault may have left, a valid state of this platform. */
void scmi_settle(const struct scmi *scmi);

/** The agent has ended: domains and clocks are off, rates the lowest, no reset is asserted. */
void scmi_reset(const struct scmi *scmi);

/** Answer the message in the shared area, which the agent writes at the same time: each word is read once.
 *
 * @param bytes  size of the area
 * @return false: there is no message, or no room for one; nothing is written */
bool scmi_answer(const struct scmi *scmi, volatile struct scmi_shared *shared, size_t bytes);

/* --- A message ---------------------------------------------------------------------------------- */

struct scmi_message {
	uint32_t id;			      /* within its protocol */
	uint32_t words;			      /* words of the payload; then of the results */
	uint32_t in[SCMI_PAYLOAD_WORDS];      /* [words] */
	uint32_t out[SCMI_PAYLOAD_WORDS - 1]; /* results, behind the status */
};

/** Answer a message that has as many words as it must. `message->words` is then the number of words in `out`.
 *
 * @return its status */
typedef int32_t scmi_handler(const struct scmi *scmi, struct scmi_message *message);
struct scmi_entry {
	scmi_handler *handler;
	uint32_t words;
};
struct scmi_protocol {
	uint32_t version;
	uint32_t empty; /* number of attribute words behind the first; they are 0 */
	uint32_t (*attributes)(const struct scmi *scmi);
	uint32_t count;
	struct scmi_entry entry[5]; /* [count], for the messages from 3 on */
};

#define SCMI_PROTOCOLS 7u
/** The protocols from SCMI_BASE on; NULL: no such protocol. */
extern const struct scmi_protocol *const scmi_protocols[SCMI_PROTOCOLS];
