/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arm/pl061.h>
#include "../gpio.h"

/* The address of the data of these lines. */
#define DATA(lines) (PL061_DATA + (lines)*4u)

static void a_driver_knows_it(void **state)
{
	static const uint8_t id[PL061_ID_SIZE] = {0x61, 0x10, 0x04, 0, 0x0d, 0xf0, 0x05, 0xb1};
	struct gpio gpio = {0};

	(void)state;
	for (uint32_t i = 0; i < PL061_ID_SIZE; i++)
		assert_int_equal(gpio_read(&gpio, PL061_ID + i * 4), id[i]);
}

static void the_address_is_a_mask(void **state)
{
	struct gpio gpio = {0};

	(void)state;
	gpio_write(&gpio, PL061_DIR, 0x0f);
	gpio_write(&gpio, DATA(0x05), 0xff);
	assert_int_equal(gpio_read(&gpio, DATA(0xff)), 0x05);
	gpio_write(&gpio, DATA(0x01), 0);
	assert_int_equal(gpio_read(&gpio, DATA(0xff)), 0x04);
	gpio_set_inputs(&gpio, 0xf1);
	assert_int_equal(gpio_read(&gpio, DATA(0xff)), 0xf4); /* an output reads as driven */
	assert_int_equal(gpio_read(&gpio, DATA(0x30)), 0x30);
}

static void edges_of_inputs_interrupt(void **state)
{
	struct gpio gpio = {0};

	(void)state;
	gpio_write(&gpio, PL061_DIR, 0x08);
	gpio_write(&gpio, PL061_IEV, 0x0a); /* rising: 1 and 3 */
	gpio_write(&gpio, PL061_IBE, 0x04); /* both: 2 */
	gpio_write(&gpio, PL061_IE, 0x0e);
	gpio_set_inputs(&gpio, 0x0f);
	assert_int_equal(gpio_read(&gpio, PL061_MIS), 0x06); /* 0 isn't passed on, 3 is an output */
	gpio_write(&gpio, PL061_IC, 0x06);
	assert_int_equal(gpio_interrupts(&gpio), 0);
	gpio_set_inputs(&gpio, 0);
	assert_int_equal(gpio_read(&gpio, PL061_RIS), 0x05); /* falling: 0, and 2 again */
	assert_int_equal(gpio_interrupts(&gpio), 0x04);
}

static void levels_interrupt_as_long_as_they_are(void **state)
{
	struct gpio gpio = {0};

	(void)state;
	gpio_write(&gpio, PL061_IS, 0x03);
	gpio_write(&gpio, PL061_IEV, 0x01); /* high: 0, low: 1 */
	gpio_write(&gpio, PL061_IE, 0x03);
	assert_int_equal(gpio_interrupts(&gpio), 0x02);
	gpio_set_inputs(&gpio, 0x03);
	assert_int_equal(gpio_interrupts(&gpio), 0x01);
	gpio_write(&gpio, PL061_IC, 0xff);
	assert_int_equal(gpio_interrupts(&gpio), 0x01);
}

static void what_is_read_only_stays(void **state)
{
	struct gpio gpio = {.outputs = 1, .inputs = 2};

	(void)state;
	gpio_write(&gpio, PL061_RIS, 0xff);
	gpio_write(&gpio, PL061_MIS, 0xff);
	for (uint32_t offset = PL061_AFSEL + 4; offset < 0x1000; offset += 4)
		gpio_write(&gpio, offset, 0xff);
	assert_int_equal(gpio_read(&gpio, PL061_RIS), 0);
	assert_int_equal(gpio_read(&gpio, PL061_DIR), 1);
	assert_int_equal(gpio_read(&gpio, DATA(0xff)), 2);
	assert_int_equal(gpio_read(&gpio, 0x800), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_driver_knows_it),
	    cmocka_unit_test(the_address_is_a_mask),
	    cmocka_unit_test(edges_of_inputs_interrupt),
	    cmocka_unit_test(levels_interrupt_as_long_as_they_are),
	    cmocka_unit_test(what_is_read_only_stays),
	};

	return cmocka_run_group_tests_name("PL061", tests, NULL, NULL);
}
