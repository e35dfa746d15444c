/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/plat.h>
#include <skiff/test.h>

/* Pieces of every size, up to more than any console takes at once. test/unit.sh checks the line. */
TEST(console_writes_pieces_of_every_size)
{
	static const char digits[] = "0123456789";
	char piece[100];
	size_t at = 0;

	console_write("console ", 8);
	console_write("not this", 0);
	for (size_t n = 1; n <= sizeof(piece); n += 7) {
		for (size_t i = 0; i < n; i++)
			piece[i] = digits[at++ % 10];
		console_write(piece, n);
	}
	console_write(" end\n", 5);
	CHECK(at == 750);
}

#ifdef CONFIG_CONSOLE_PL011
#define DR 0
#define FR 6

/* Memory stands for the register block. */
TEST(pl011_is_given_every_character)
{
	static volatile uint32_t block[8];
	uintptr_t uart = machine.uart;
	bool newline, letter, none;

	machine.uart = (uintptr_t)block;
	console_write("ab\n", 3);
	newline = block[DR] == '\n';
	console_write("\xe9", 1);
	letter = block[DR] == 0xe9;
	machine.uart = 0;
	console_write("z", 1);
	none = block[DR] == 0xe9;
	machine.uart = uart;
	CHECK(newline && letter && none && block[FR] == 0);
}
#endif
