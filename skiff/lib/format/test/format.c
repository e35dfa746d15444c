/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <skiff/format.h>
#include <skiff/test.h>

/* A buffer of three characters, so that the flush is tested too. */
struct text {
	struct format_out out;
	char few[3], bytes[128];
	int length;
};

static void flush(struct format_out *o)
{
	struct text *t = (struct text *)o;

	for (char *p = o->start; p < o->at && t->length < (int)sizeof(t->bytes) - 1; p++)
		t->bytes[t->length++] = *p;
	t->bytes[t->length] = '\0';
	o->at = o->start;
}

/* Is the result of formatting as expected, and its length? */
static bool is(const char *expected, const char *fmt, ...)
{
	struct text t = {.length = 0};
	struct format_arguments args;
	int i = 0, n;

	t.out = (struct format_out){t.few, t.few, t.few + sizeof(t.few), flush, 0};
	va_start(args.list, fmt);
	n = format(&t.out, fmt, &args);
	va_end(args.list);
	flush(&t.out);
	while (expected[i] && expected[i] == t.bytes[i])
		i++;
	return expected[i] == t.bytes[i] && n == i;
}

TEST(format_numbers)
{
	CHECK(is("0 -1 42", "%d %i %u", 0, -1, 42u));
	CHECK(is("-2147483648", "%d", (int)0x80000000));
	CHECK(is("-9223372036854775808", "%ld", (long)(1ul << 63)));
	CHECK(is("18446744073709551615", "%lu", ~0ul));
	CHECK(is("deadBEEF", "%x%X", 0xdead, 0xbeef));
	CHECK(is("777", "%o", 0777));
	CHECK(is("-1 255 -1 65535", "%hhd %hhu %hd %hu", -1, 255, -1, 65535));
	CHECK(is("7", "%zu", (size_t)7));
}

TEST(format_fields)
{
	CHECK(is("[   42][42   ][00042]", "[%5d][%-5d][%05d]", 42, 42, 42));
	CHECK(is("[  -42][-0042]", "[%5d][%05d]", -42, -42));
	CHECK(is("[  042][0x2a][052]", "[%5.3d][%#x][%#o]", 42, 42, 42));
	CHECK(is("[+42][ 42][   +42]", "[%+d][% d][%+6d]", 42, 42, 42));
	CHECK(is("[    7][7    ]", "[%*d][%*d]", 5, 7, -5, 7));
	CHECK(is("[]", "[%.0d]", 0));
	CHECK(is("[ab][   ab][ab   ]", "[%.2s][%5s][%-5s]", "abc", "ab", "ab"));
	CHECK(is("[a]", "[%.*s]", 1, "abc"));
}

TEST(format_others)
{
	CHECK(is("100% x (null)", "%d%% %c %s", 100, 'x', (char *)0));
	CHECK(is("0x10", "%p", (void *)16));
	CHECK(is("%q", "%q"));
	CHECK(is("end%", "end%"));
}
