/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/format.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct spec {
	bool left, zero, alternate;
	char sign;	      /* '+', ' ' or 0 */
	int width, precision; /* precision -1: none given */
};

static inline void put(struct format_out *o, char c)
{
	if (__builtin_expect(o->at == o->end, 0))
		format_flush(o);
	*o->at++ = c;
}

static void put_text(struct format_out *o, const char *text, int length)
{
	const char *end = text + length;

	/* The buffer's bounds are checked once per run of characters. */
	while (text < end) {
		char *at = o->at, *stop;

		if (at == o->end) {
			format_flush(o);
			continue;
		}
		stop = end - text < o->end - at ? at + (end - text) : o->end;
		while (at < stop)
			/* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): digits, all written */
			*at++ = *text++;
		o->at = at;
	}
}

static void put_string(struct format_out *o, const char *text)
{
	char *at = o->at, c;

	for (; (c = *text) != '\0'; text++) {
		if (__builtin_expect(at == o->end, 0)) {
			o->at = at;
			format_flush(o);
			at = o->at;
		}
		*at++ = c;
	}
	o->at = at;
}

/* A number without sign or field: the common case. */
static void put_number(struct format_out *o, unsigned int value, unsigned int base)
{
	char digits[12], *end = digits + sizeof(digits), *p = end;

	if (base == 10) {
		do
			*--p = (char)('0' + value % 10);
		while ((value /= 10) != 0);
	} else {
		do
			*--p = "0123456789abcdef"[value & 15];
		while ((value >>= 4) != 0);
	}
	put_text(o, p, (int)(end - p));
}

static void pad(struct format_out *o, char c, long n)
{
	for (; n > 0; n--)
		put(o, c);
}

/* Put prefix, zeros and body into a field of s->width. */
static void field(struct format_out *o, const struct spec *s, const char *prefix, int prefix_length,
		  int zeros, const char *body, int length)
{
	long fill = (long)s->width - prefix_length - zeros - length;

	if (fill > 0 && !s->left)
		pad(o, ' ', fill);
	put_text(o, prefix, prefix_length);
	pad(o, '0', zeros);
	put_text(o, body, length);
	if (fill > 0 && s->left)
		pad(o, ' ', fill);
}

static void number(struct format_out *o, const struct spec *s, uint64_t value, unsigned int base,
		   bool upper, bool negative)
{
	char digits[24], prefix[2];
	char *end = digits + sizeof(digits), *p = end;
	char letter = (upper ? 'A' : 'a') - 10;
	int prefix_length = 0, zeros, length;
	char sign = negative ? '-' : s->sign;

	if (base == 10)
		for (uint64_t v = value; v != 0; v /= 10)
			*--p = (char)('0' + v % 10);
	else
		for (uint64_t v = value, shift = base == 16 ? 4 : 3; v != 0; v >>= shift) {
			unsigned int d = v & (base - 1);

			*--p = (char)(d + (d < 10 ? '0' : letter));
		}
	length = (int)(end - p);
	if (sign)
		prefix[prefix_length++] = sign;
	if (s->alternate && base == 16 && value != 0) {
		prefix[prefix_length++] = '0';
		prefix[prefix_length++] = upper ? 'X' : 'x';
	}
	zeros = (s->precision >= 0 ? s->precision : 1) - length;
	/* The first digit must be a 0, even if the value 0 has no digit (C11 7.21.6.1, 6). */
	if (s->alternate && base == 8 && zeros < 1)
		zeros = 1;
	if (s->zero && !s->left && s->precision < 0 && s->width - prefix_length - length > zeros)
		zeros = s->width - prefix_length - length;
	field(o, s, prefix, prefix_length, zeros > 0 ? zeros : 0, p, length);
}

static void string(struct format_out *o, const struct spec *s, const char *text)
{
	int n = 0;

	if (!text)
		text = "(null)";
	while ((s->precision < 0 || n < s->precision) && text[n])
		n++;
	field(o, s, NULL, 0, 0, text, n);
}

/* A number above INT_MAX is read as INT_MAX, which makes the whole result too long. */
static const char *parse_number(const char *fmt, int *value)
{
	for (*value = 0; *fmt >= '0' && *fmt <= '9'; fmt++)
		*value = *value < INT_MAX / 10 ? *value * 10 + (*fmt - '0') : INT_MAX;
	return fmt;
}

static const char *parse_flags(const char *fmt, struct spec *s)
{
	for (;; fmt++) {
		switch (*fmt) {
		case '-':
			s->left = true;
			break;
		case '0':
			s->zero = true;
			break;
		case '#':
			s->alternate = true;
			break;
		case '+':
			s->sign = '+';
			break;
		case ' ':
			s->sign = s->sign ? s->sign : ' ';
			break;
		default:
			return fmt;
		}
	}
}

static const char *parse_field(const char *fmt, struct spec *s, struct format_arguments *args)
{
	if (*fmt == '*') {
		s->width = va_arg(args->list, int);
		if (s->width < 0) {
			s->left = true;
			s->width = s->width > -INT_MAX ? -s->width : INT_MAX;
		}
		fmt++;
	} else {
		fmt = parse_number(fmt, &s->width);
	}
	if (*fmt != '.')
		return fmt;
	fmt++;
	if (*fmt == '*') {
		s->precision = va_arg(args->list, int);
		return fmt + 1;
	}
	return parse_number(fmt, &s->precision);
}

/* Length modifier as bytes of the argument: 1, 2, 4 or 8. */
static const char *parse_length(const char *fmt, int *bytes)
{
	*bytes = 4;
	for (;; fmt++) {
		if (*fmt == 'l' || *fmt == 'z' || *fmt == 'j' || *fmt == 't')
			*bytes = 8;
		else if (*fmt == 'h')
			*bytes /= 2;
		else
			return fmt;
	}
}

static uint64_t get_unsigned(struct format_arguments *args, int bytes)
{
	uint64_t value =
	    bytes == 8 ? va_arg(args->list, uint64_t) : (uint64_t)va_arg(args->list, unsigned int);

	return bytes == 1 ? (uint8_t)value : bytes == 2 ? (uint16_t)value : value;
}

static int64_t get_signed(struct format_arguments *args, int bytes)
{
	int64_t value = bytes == 8 ? va_arg(args->list, int64_t) : va_arg(args->list, int);

	return bytes == 1 ? (int8_t)value : bytes == 2 ? (int16_t)value : value;
}

/* One conversion; fmt points behind the '%'. Returns what follows it. */
static const char *convert(struct format_out *o, const char *fmt, struct format_arguments *args)
{
	struct spec s = {.precision = -1};
	const char *start = fmt - 1;
	int bytes = 4;
	int64_t value;
	char c;

	fmt = parse_length(parse_field(parse_flags(fmt, &s), &s, args), &bytes);
	switch (*fmt) {
	case 'd':
	case 'i':
		value = get_signed(args, bytes);
		number(o, &s, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, false, value < 0);
		break;
	case 'u':
		s.sign = 0;
		number(o, &s, get_unsigned(args, bytes), 10, false, false);
		break;
	case 'x':
	case 'X':
		s.sign = 0;
		number(o, &s, get_unsigned(args, bytes), 16, *fmt == 'X', false);
		break;
	case 'o':
		s.sign = 0;
		number(o, &s, get_unsigned(args, bytes), 8, false, false);
		break;
	case 'p':
		s.alternate = true;
		s.sign = 0;
		number(o, &s, (uintptr_t)va_arg(args->list, void *), 16, false, false);
		break;
	case 's':
		string(o, &s, va_arg(args->list, const char *));
		break;
	case 'c':
		c = (char)va_arg(args->list, int);
		field(o, &s, NULL, 0, 0, &c, 1);
		break;
	case '%':
		put(o, '%');
		break;
	case '\0':
		put_text(o, start, (int)(fmt - start));
		return fmt;
	default:
		put_text(o, start, (int)(fmt + 1 - start));
	}
	return fmt + 1;
}

/* The common conversions without flags, width, precision or length. @return false: not one */
static inline bool convert_plain(struct format_out *o, char c, struct format_arguments *args)
{
	const char *text;
	int value;

	switch (c) {
	case 'd':
		value = va_arg(args->list, int);
		if (value < 0)
			put(o, '-');
		put_number(o, value < 0 ? -(unsigned int)value : (unsigned int)value, 10);
		return true;
	case 'u':
		put_number(o, va_arg(args->list, unsigned int), 10);
		return true;
	case 'x':
		put_number(o, va_arg(args->list, unsigned int), 16);
		return true;
	case 's':
		text = va_arg(args->list, const char *);
		put_string(o, text ? text : "(null)");
		return true;
	default:
		return false;
	}
}

int format(struct format_out *o, const char *fmt, struct format_arguments *args)
{
	long total;

	for (; *fmt; fmt++) {
		if (*fmt != '%')
			put(o, *fmt);
		else if (convert_plain(o, fmt[1], args))
			fmt++;
		else
			fmt = convert(o, fmt + 1, args) - 1;
	}
	total = o->count + (o->at - o->start);
	return total <= INT_MAX ? (int)total : -1;
}
