/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory has the exact size, so that the sanitizer finds whatever reaches beyond. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <arm/mhu.h>
#include "../mhu.h"
#include "../scpi.h"

#define HZ	 1000000u
#define STALE_US 1000u
#define TIME	 5000u
#define OTHER	 0x1234u /* neither a status nor a command */

static struct {
	struct sensors head;
	struct sensor sensor[SENSORS_MAX];
} configuration;
static struct scpi scpi;
static struct sensors_page *page;
static struct scpi_message *in, *out;
static void (*meanwhile)(void); /* what client and writer do while a value is read */
static unsigned int reads;

static uint64_t now(void)
{
	reads++;
	if (meanwhile)
		meanwhile();
	return TIME;
}

static int begin(void **unused)
{
	(void)unused;
	memset(&configuration, 0, sizeof(configuration));
	configuration.head = (struct sensors){SENSORS_MAX, STALE_US};
	for (uint32_t i = 0; i < SENSORS_MAX; i++)
		configuration.sensor[i] = (struct sensor){SCPI_VOLTAGE, "sensor"};
	page = calloc(1, sizeof(*page));
	in = calloc(1, sizeof(*in) + SCPI_PAYLOAD);
	out = calloc(1, sizeof(*out) + SCPI_PAYLOAD);
	if (!page || !in || !out)
		return -1;
	page->valid = ~0u;
	page->time = TIME;
	for (uint32_t i = 0; i < SENSORS_MAX; i++)
		page->value[i] = (int64_t)i << 40 | i;
	meanwhile = NULL;
	reads = 0;
	scpi = (struct scpi){.page = page, .now = now};
	return scpi_begin(&scpi, &configuration, sizeof(configuration), HZ);
}

static int end(void **unused)
{
	(void)unused;
	free(page);
	free(in);
	free(out);
	return 0;
}

static uint32_t ask(uint32_t command, uint32_t word)
{
	in->command = command;
	in->payload[0] = word;
	out->command = out->status = OTHER;
	scpi_answer(&scpi, in, out);
	return out->status;
}

static uint32_t ask_value(uint32_t sensor)
{
	return ask(SCPI_COMMAND(SCPI_SENSOR_VALUE, 7, sizeof(uint16_t)), sensor);
}

static int64_t value(void)
{
	return (int64_t)((uint64_t)out->payload[1] << 32 | out->payload[0]);
}

static void refuses_wrong_configurations(void **unused)
{
	(void)unused;
	assert_int_equal(scpi_begin(&scpi, &configuration, sizeof(configuration) - 1, HZ), -EINVAL);
	assert_int_equal(scpi_begin(&scpi, &configuration, sizeof(configuration) + 1, HZ), -EINVAL);
	assert_int_equal(scpi_begin(&scpi, &configuration, sizeof(configuration.head) - 1, HZ),
			 -EINVAL);
	configuration.head.count = SENSORS_MAX + 1;
	assert_int_equal(
	    scpi_begin(&scpi, &configuration, sizeof(configuration) + sizeof(struct sensor), HZ),
	    -EINVAL);
}

static void keeps_longest_age(void **unused)
{
	(void)unused;
	configuration.head.stale_us = UINT32_MAX;
	assert_int_equal(scpi_begin(&scpi, &configuration, sizeof(configuration), 1000000000), 0);
	assert_int_equal(scpi.stale, UINT32_MAX * 1000ull);
}

/* Each number of both sets with each size; a number is no command, or has one size. */
static void answers_each_command(void **unused)
{
	uint32_t known = 0;

	(void)unused;
	for (uint32_t id = 0; id < 256; id++)
		for (uint32_t size = 0; size < 512; size++) {
			uint32_t command = SCPI_COMMAND(id, 0xa5, size);
			uint32_t status = ask(command | 0xfe000000, 0);

			assert_true(status == SCPI_SUCCESS || status == SCPI_ERR_SIZE ||
				    status == SCPI_ERR_SUPPORT);
			assert_int_equal(out->command & SCPI_ECHOED, command & SCPI_ECHOED);
			assert_int_equal(out->command >> 16 != 0, status == SCPI_SUCCESS);
			known += status == SCPI_SUCCESS;
		}
	assert_int_equal(known, 4);
}

static void knows_no_sensor_beyond(void **unused)
{
	static const uint32_t ids[] = {SCPI_SENSOR_INFO, SCPI_SENSOR_VALUE};

	(void)unused;
	for (uint32_t sensor = 0; sensor <= UINT16_MAX; sensor++)
		for (unsigned int i = 0; i < 2; i++)
			assert_int_equal(
			    ask(SCPI_COMMAND(ids[i], 0, sizeof(uint16_t)), 0xabcd0000 | sensor),
			    sensor < SENSORS_MAX ? SCPI_SUCCESS : SCPI_ERR_RANGE);
	assert_int_equal(ask_value(SENSORS_MAX - 1), SCPI_SUCCESS);
	assert_int_equal(value(), (int64_t)(SENSORS_MAX - 1) << 40 | (SENSORS_MAX - 1));
}

static void write_odd(void)
{
	page->sequence = 2 * reads + 1;
}
static void write_backwards(void)
{
	page->sequence -= 2;
}
static void write_once(void)
{
	page->value[0] = -1;
	page->sequence = 2;
}
static void change_message(void)
{
	in->command = ~0u;
	in->payload[0] = ~0u;
}

/* A writer that never ends costs its client a bounded time. */
static void gives_up_hostile_writer(void **unused)
{
	void (*const writers[])(void) = {write_odd, write_backwards};

	(void)unused;
	for (unsigned int i = 0; i < 2; i++) {
		meanwhile = writers[i];
		reads = 0;
		assert_int_equal(ask_value(0), SCPI_ERR_BUSY);
		assert_int_equal(reads, 8);
		assert_int_equal(out->command >> 16, 0);
	}
}

static void reads_again_what_changed(void **unused)
{
	(void)unused;
	meanwhile = write_once;
	assert_int_equal(ask_value(0), SCPI_SUCCESS);
	assert_int_equal(reads, 2);
	assert_int_equal(value(), -1);
}

static void reads_message_once(void **unused)
{
	(void)unused;
	meanwhile = change_message;
	assert_int_equal(ask_value(3), SCPI_SUCCESS);
	assert_int_equal(value(), 3ll << 40 | 3);
	assert_int_equal(out->command, SCPI_COMMAND(SCPI_SENSOR_VALUE, 7, sizeof(int64_t)));
}

static void has_no_value_out_of_time(void **unused)
{
	static const uint64_t times[] = {TIME + 1, TIME - STALE_US - 1, 0, UINT64_MAX, 1ull << 63};

	(void)unused;
	for (unsigned int i = 0; i < sizeof(times) / sizeof(*times); i++) {
		page->time = times[i];
		assert_int_equal(ask_value(0), SCPI_ERR_DEVICE);
	}
	page->time = TIME - STALE_US;
	assert_int_equal(ask_value(0), SCPI_SUCCESS);
	page->valid = ~1u;
	assert_int_equal(ask_value(0), SCPI_ERR_DEVICE);
}

/* --- The mailbox -------------------------------------------------------------------------------- */

static void has_one_link_of_one_slot(void **unused)
{
	static const uint32_t widths[] = {0, 1, 2, 4, 8, 16};

	(void)unused;
	for (uint32_t offset = 0; offset < MHU_PAGE; offset++)
		for (unsigned int i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
			struct mhu mhu = {0};
			bool own = widths[i] == 4 && offset == MHU_LOW + MHU_SEND + MHU_SET;

			assert_int_equal(mhu_write(&mhu, offset, widths[i], ~0u), own);
			assert_int_equal(mhu.sent, own);
			assert_int_equal(mhu.answered, 0);
			assert_false(mhu_write(&mhu, offset, widths[i], ~SCPI_SLOT) && !own);
		}
}

static void loses_no_message(void **unused)
{
	static uint32_t registers[MHU_PAGE / 4];
	struct mhu mhu = {.sent = ~0u, .answered = ~0u};

	(void)unused;
	mhu_settle(&mhu);
	mhu_fill(&mhu, registers);
	assert_int_equal(registers[(MHU_LOW + MHU_STAT) / 4], SCPI_SLOT);
	assert_int_equal(registers[(MHU_LOW + MHU_SEND + MHU_STAT) / 4], SCPI_SLOT);
	for (unsigned int i = 0; i < 1000; i++) {
		assert_true(mhu_write(&mhu, MHU_LOW + MHU_SEND + MHU_SET, 4, ~0u));
		assert_false(mhu_due(&mhu)); /* the last answer wasn't taken */
	}
	mhu_write(&mhu, MHU_LOW + MHU_CLEAR, 4, ~SCPI_SLOT);
	assert_false(mhu_due(&mhu));
	assert_true(mhu_write(&mhu, MHU_LOW + MHU_CLEAR, 4, SCPI_SLOT));
	assert_true(mhu_due(&mhu));
	assert_false(mhu_write(&mhu, MHU_LOW + MHU_SEND + MHU_CLEAR, 4, ~0u));
	assert_false(mhu_due(&mhu));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(refuses_wrong_configurations, begin, end),
	    cmocka_unit_test_setup_teardown(keeps_longest_age, begin, end),
	    cmocka_unit_test_setup_teardown(answers_each_command, begin, end),
	    cmocka_unit_test_setup_teardown(knows_no_sensor_beyond, begin, end),
	    cmocka_unit_test_setup_teardown(gives_up_hostile_writer, begin, end),
	    cmocka_unit_test_setup_teardown(reads_again_what_changed, begin, end),
	    cmocka_unit_test_setup_teardown(reads_message_once, begin, end),
	    cmocka_unit_test_setup_teardown(has_no_value_out_of_time, begin, end),
	    cmocka_unit_test(has_one_link_of_one_slot),
	    cmocka_unit_test(loses_no_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
