/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include "scpi.h"

#define TRIES 8u /* to read the page while it isn't written */

#define WORDS_MAX 7u
struct answer {
	uint32_t bytes;
	uint32_t word[WORDS_MAX];
};

int scpi_begin(struct scpi *s, const void *configuration, size_t bytes, uint64_t hz)
{
	const struct sensors *sensors = configuration;

	if (bytes < sizeof(*sensors) || sensors->count > SENSORS_MAX ||
	    bytes != sizeof(*sensors) + sensors->count * sizeof(*sensors->sensor))
		return -EINVAL;
	s->sensors = sensors;
	s->stale = sensors->stale_us * hz / 1000000;
	return 0;
}

static uint32_t capabilities(const struct scpi *s, uint32_t sensor, struct answer *a)
{
	(void)s, (void)sensor;
	a->bytes = 7 * sizeof(uint32_t);
	a->word[0] = SCPI_VERSION;
	a->word[1] = SCPI_PAYLOAD << 16 | SCPI_PAYLOAD;
	a->word[2] = 1u << 24; /* version of this platform: 1.0.0 */
	a->word[3] = 1u << SCPI_CAPABILITIES | 1u << SCPI_SENSOR_CAPABILITIES |
		     1u << SCPI_SENSOR_INFO | 1u << SCPI_SENSOR_VALUE;
	return SCPI_SUCCESS;
}

static uint32_t count(const struct scpi *s, uint32_t sensor, struct answer *a)
{
	(void)sensor;
	a->bytes = sizeof(uint16_t);
	a->word[0] = s->sensors->count;
	return SCPI_SUCCESS;
}

/* Number, class, 0: no trigger, and the name. */
static uint32_t info(const struct scpi *s, uint32_t sensor, struct answer *a)
{
	const struct sensor *of = &s->sensors->sensor[sensor];

	a->bytes = sizeof(uint32_t) + SENSOR_NAME;
	a->word[0] = sensor | of->class << 16;
	__builtin_memcpy(&a->word[1], of->name, SENSOR_NAME);
	return SCPI_SUCCESS;
}

static uint32_t value(const struct scpi *s, uint32_t sensor, struct answer *a)
{
	const volatile struct sensors_page *p = s->page;
	uint32_t sequence, valid;
	uint64_t time, read;

	for (unsigned int i = 0; i < TRIES; i++) {
		sequence = __atomic_load_n(&p->sequence, __ATOMIC_ACQUIRE);
		valid = p->valid;
		time = p->time;
		read = (uint64_t)p->value[sensor];
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		/* A time in the future is also a large age. */
		if (s->now() - time > s->stale || !(valid >> sensor & 1))
			return SCPI_ERR_DEVICE;
		if (sequence % 2 || sequence != p->sequence)
			continue;
		a->bytes = sizeof(read);
		a->word[0] = (uint32_t)read;
		a->word[1] = (uint32_t)(read >> 32);
		return SCPI_SUCCESS;
	}
	return SCPI_ERR_BUSY;
}

static const struct command {
	uint32_t id;
	uint32_t bytes; /* of the payload: none, or the number of a sensor */
	uint32_t (*handler)(const struct scpi *s, uint32_t sensor, struct answer *a);
} commands[] = {
    {SCPI_CAPABILITIES, 0, capabilities},
    {SCPI_SENSOR_CAPABILITIES, 0, count},
    {SCPI_SENSOR_INFO, sizeof(uint16_t), info},
    {SCPI_SENSOR_VALUE, sizeof(uint16_t), value},
};

static uint32_t handle(const struct scpi *s, uint32_t command,
		       const volatile struct scpi_message *in, struct answer *a)
{
	const struct command *c = NULL;
	uint32_t sensor = 0;

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (commands[i].id == (command & 0xff)) /* no command of this set is another's */
			c = &commands[i];
	if (!c)
		return SCPI_ERR_SUPPORT;
	if (SCPI_SIZE(command) != c->bytes)
		return SCPI_ERR_SIZE;
	if (c->bytes)
		sensor = in->payload[0] & 0xffff;
	if (c->bytes && sensor >= s->sensors->count)
		return SCPI_ERR_RANGE;
	return c->handler(s, sensor, a);
}

void scpi_answer(const struct scpi *s, const volatile struct scpi_message *in,
		 volatile struct scpi_message *out)
{
	struct answer answer = {0};
	uint32_t command = in->command;
	uint32_t status = handle(s, command, in, &answer);

	if (status != SCPI_SUCCESS)
		answer.bytes = 0;
	for (uint32_t i = 0; i * sizeof(uint32_t) < answer.bytes; i++)
		out->payload[i] = answer.word[i];
	out->status = status;
	out->command = (command & SCPI_ECHOED) | answer.bytes << 16;
}
