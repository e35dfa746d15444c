/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: machine/print.c */
/* The log: a writer never waits, lost lines are counted, and only whole lines come out, in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <arm/cadence_uart.h>
#include <arm/ns16550.h>
#include <bulkhead/manifest.h>
/* In the core it is const. */
#define core_header core_header_of_core
#include "machine/print.h"
#undef core_header

#define CORES	2
#define FR	(0x18 / 4)
#define FR_TXFF (1u << 5)
#define MANY	100000

static uint32_t registers[1024];
struct bulkhead_core_header core_header;
uint64_t fake_cntpct_el0, fake_cnthp_cval_el2;
uint32_t counter_hz = 1000000;
static struct cpu cpus[CORES];
static struct manifest_cpu configs[CORES];
static struct bulkhead_manifest system_manifest = {.cpu_count = CORES, .cpus = configs};
const struct bulkhead_manifest *manifest = &system_manifest;
struct cpu *fake_cpu;

void fake_wfi(void)
{
	abort();
}

static int setup(void **state)
{
	(void)state;
	registers[FR] = 0;
	if (fake_cpu)
		print_flush(); /* what an earlier test has left */
	memset(cpus, 0, sizeof(cpus));
	memset(registers, 0, sizeof(registers));
	core_header.uart = (uintptr_t)registers;
	core_header.uart_kind = BULKHEAD_UART_PL011;
	for (unsigned i = 0; i < CORES; i++) {
		configs[i].state = (uintptr_t)&cpus[i];
		cpus[i].index = i;
		cpus[i].deadline = cpus[i].upkeep = cpus[i].log.due = UINT64_MAX;
	}
	fake_cpu = &cpus[0];
	return 0;
}

/* Collects the output byte by byte. */
static const char *output(void)
{
	static char text[4 * MANY];
	size_t n = 0;

	for (registers[0] = 0; print_drain(fake_cpu, 1); registers[0] = 0)
		if (registers[0])
			text[n++] = (char)registers[0];
	text[n] = 0;
	return text;
}

static void write_text(const char *name, const char *text)
{
	uint64_t words[6] = {0};
	size_t n = strlen(text);

	memcpy(words, text, n);
	print_console(name, words, n, sizeof(words));
}

static void full(bool yes)
{
	registers[FR] = yes ? FR_TXFF : 0;
}

static void a_line_is_formatted_when_it_goes_out(void **state)
{
	(void)state;
	print("%s: %u of %x\n", "vm", (uint64_t)42, (uint64_t)0xbeef);
	assert_int_equal(registers[0], 0);
	assert_string_equal(output(), "bulkhead: vm: 42 of 0xbeef\r\n");
	assert_true(cpus[0].log.due == UINT64_MAX);
}

/* What a core sends at once determines how long it takes: the rest of a long line isn't formatted yet. */
static void a_line_is_formatted_in_pieces(void **state)
{
	char last[] = "old";

	(void)state;
	print("%x %x %x %x %s\n", UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, last);
	assert_true(print_drain(fake_cpu, 1));
	memcpy(last, "new", sizeof(last));
	assert_non_null(strstr(output(), "ffff new\r\n"));
}

static void a_stuck_uart_stops_nobody_and_losses_are_counted(void **state)
{
	(void)state;
	full(true);
	for (unsigned i = 0; i < MANY; i++)
		if (print_may())
			print("x\n");
	write_text("vm", "refused\n");
	print("line\n");
	assert_int_equal(registers[0], 0);
	print_flush();
	full(false);
	const char *text = output();
	size_t shown = 0;

	for (const char *p = text; (p = strstr(p, "bulkhead: x\r\n")); p++)
		shown++;
	assert_true(shown >= 64 && shown < MANY);
	const char *lost = strstr(text, "bulkhead: core 0: ");

	assert_non_null(lost);
	assert_int_equal(strtoul(lost + strlen("bulkhead: core 0: "), NULL, 10), MANY - shown);
	assert_null(strstr(text, "refused"));
	assert_non_null(strstr(text, "bulkhead: line\r\n")); /* the core's own has room left */
}

static void it_is_looked_after_again_in_time(void **state)
{
	(void)state;
	full(true);
	fake_cntpct_el0 = 5000;
	print("line\n");
	assert_true(fake_cnthp_cval_el2 <= fake_cntpct_el0); /* nothing has been done yet */
	assert_false(print_drain(fake_cpu, 16));
	assert_true(cpus[0].log.due == 6000);
	print("another\n");
	assert_true(cpus[0].upkeep <= 6000);
	assert_true(cpus[0].log.due == 6000);
}

static void cores_take_turns_by_time_in_whole_lines(void **state)
{
	(void)state;
	fake_cntpct_el0 = 1;
	print("first of 0\n");
	fake_cntpct_el0 = 3;
	print("second of 0\n");
	fake_cpu = &cpus[1];
	fake_cntpct_el0 = 2;
	print("first of 1\n");
	assert_true(print_drain(fake_cpu, 5)); /* a part of a line */
	fake_cpu = &cpus[0];
	assert_string_equal(output(),
			    "ead: first of 0\r\nbulkhead: first of 1\r\nbulkhead: second of 0\r\n");
}

static void the_ring_wraps(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 1000; i++) {
		char expected[100];

		snprintf(expected, sizeof(expected), "bulkhead: %u, vm\r\n", (unsigned)i);
		print("%u, %s\n", i, "vm");
		assert_string_equal(output(), expected);
	}
}

static void a_console_has_its_name_and_forges_no_line(void **state)
{
	(void)state;
	full(true);
	write_text("vm", "one\ntwo");
	write_text("other", "\rbulkhead: \033[Ax\x9b");
	write_text("other", "A\tz");
	print("line\n");
	full(false);
	assert_string_equal(output(),
			    "vm: one\r\nvm: two\r\nother: bulkhead: [AxA\tz\r\nbulkhead: line\r\n");
}

/* Otherwise, the core that prints earlier lines would step over these without printing anything. */
static void control_characters_alone_leave_nothing(void **state)
{
	(void)state;
	full(true);
	for (unsigned i = 0; i < 1000; i++)
		write_text("vm", "\r\033\177\233\001\r\r\r\r\r\r\r");
	assert_int_equal(cpus[0].log.head, cpus[0].log.tail);
}

static void a_cadence_is_written_to_where_its_fifo_is(void **state)
{
	(void)state;
	core_header.uart_kind = BULKHEAD_UART_CADENCE;
	registers[CADENCE_UART_SR / 4] = CADENCE_UART_SR_TXFULL;
	write_text("vm", "z");
	assert_int_equal(registers[CADENCE_UART_FIFO / 4], 0);
	registers[CADENCE_UART_SR / 4] = 0;
	print_flush();
	assert_int_equal(registers[CADENCE_UART_FIFO / 4], 'z');
	assert_int_equal(registers[CADENCE_UART_CR / 4],
			 CADENCE_UART_CR_TX_EN | CADENCE_UART_CR_RX_EN);
}

static void a_16550_is_written_to_when_it_says_that_it_has_room(void **state)
{
	(void)state;
	core_header.uart_kind = BULKHEAD_UART_16550;
	registers[NS16550_LSR / 4] = NS16550_LSR_RX;
	write_text("vm", "z");
	assert_int_equal(registers[NS16550_DATA / 4], 0);
	registers[NS16550_LSR / 4] = NS16550_LSR_THRE;
	print_flush();
	assert_int_equal(registers[NS16550_DATA / 4], 'z');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_line_is_formatted_when_it_goes_out, setup),
	    cmocka_unit_test_setup(a_line_is_formatted_in_pieces, setup),
	    cmocka_unit_test_setup(a_stuck_uart_stops_nobody_and_losses_are_counted, setup),
	    cmocka_unit_test_setup(it_is_looked_after_again_in_time, setup),
	    cmocka_unit_test_setup(cores_take_turns_by_time_in_whole_lines, setup),
	    cmocka_unit_test_setup(the_ring_wraps, setup),
	    cmocka_unit_test_setup(a_console_has_its_name_and_forges_no_line, setup),
	    cmocka_unit_test_setup(control_characters_alone_leave_nothing, setup),
	    cmocka_unit_test_setup(a_cadence_is_written_to_where_its_fifo_is, setup),
	    cmocka_unit_test_setup(a_16550_is_written_to_when_it_says_that_it_has_room, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
