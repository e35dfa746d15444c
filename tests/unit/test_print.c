/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: machine/print.c */
/* A UART that its owner switched off takes nothing for ever: who prints must not wait for it again and again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>
#include <arm/cadence_uart.h>
#include <bulkhead/manifest.h>
#include "machine/print.h"

#define FR	   (0x18 / 4)
#define FR_TXFF	   (1u << 5)
#define LIMIT_S	   20 /* far more than it takes; a wait for each character takes minutes */
#define CHARACTERS 400000

static uint32_t registers[1024];
struct bulkhead_core_header core_header; /* const where the core runs */

static void stuck_uart_is_waited_for_once(void **state)
{
	(void)state;
	core_header.uart = (uintptr_t)registers;
	registers[FR] = FR_TXFF;
	alarm(LIMIT_S);
	for (unsigned i = 0; i < CHARACTERS; i++)
		print_console("vm", "x", 1);
	alarm(0);
	assert_int_equal(registers[0], 0); /* and nothing was written over */
}

static void one_with_room_again_prints(void **state)
{
	(void)state;
	registers[FR] = 0;
	print_console("vm", "y", 1);
	assert_int_equal(registers[0], 'y');
}

static void a_cadence_is_written_to_where_its_fifo_is(void **state)
{
	(void)state;
	core_header.uart_kind = BULKHEAD_UART_CADENCE;
	registers[0] = registers[CADENCE_UART_FIFO / 4] = 0;
	registers[CADENCE_UART_SR / 4] = CADENCE_UART_SR_TXFULL;
	print_console("vm", "z", 1);
	assert_int_equal(registers[CADENCE_UART_FIFO / 4], 0);
	registers[CADENCE_UART_SR / 4] = 0;
	print_console("vm", "z", 1);
	assert_int_equal(registers[CADENCE_UART_FIFO / 4], 'z');
	assert_int_equal(registers[CADENCE_UART_CR / 4],
			 CADENCE_UART_CR_TX_EN | CADENCE_UART_CR_RX_EN);
	core_header.uart_kind = BULKHEAD_UART_PL011;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(stuck_uart_is_waited_for_once),
	    cmocka_unit_test(one_with_room_again_prints),
	    cmocka_unit_test(a_cadence_is_written_to_where_its_fifo_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
