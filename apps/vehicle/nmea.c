/* SPDX-License-Identifier: BSD-3-Clause */
#include "nmea.h"

#define SATELLITES 8u

/* Decimal, with at least `digits` digits. */
static char *number(char *to, uint32_t value, uint32_t digits)
{
	char text[10];
	uint32_t n = 0;

	do {
		text[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value || n < digits);
	while (n > 0)
		*to++ = text[--n];
	return to;
}

static char *text(char *to, const char *from)
{
	while (*from)
		*to++ = *from++;
	return to;
}

/* hhmmss.ss */
static char *time_of(char *to, uint32_t ms)
{
	to = number(to, ms / 3600000 % 24, 2);
	to = number(to, ms / 60000 % 60, 2);
	to = number(to, ms / 1000 % 60, 2);
	return number(text(to, "."), ms / 10 % 100, 2);
}

/* Degrees, then minutes with four decimals. */
static char *angle(char *to, uint32_t value, uint32_t digits)
{
	to = number(to, value / 600000, digits);
	to = number(to, value / 10000 % 60, 2);
	return number(text(to, "."), value % 10000, 4);
}

static char *place(char *to, const struct nmea_fix *fix)
{
	to = text(angle(to, fix->latitude, 2), ",N,");
	return text(angle(to, fix->longitude, 3), ",E,");
}

/* The checksum is the exclusive or of all characters between $ and *. */
static uint32_t end(char *line, char *to)
{
	static const char digit[] = "0123456789ABCDEF";
	uint8_t sum = 0;

	for (const char *c = line + 1; c < to; c++)
		sum ^= (uint8_t)*c;
	*to++ = '*';
	*to++ = digit[sum >> 4];
	*to++ = digit[sum & 15];
	to = text(to, "\r\n");
	*to = 0;
	return (uint32_t)(to - line);
}

uint32_t nmea_rmc(char line[NMEA_LINE], const struct nmea_fix *fix)
{
	uint32_t knots = (uint32_t)((uint64_t)fix->speed * 36 / 1852); /* 1/10 */
	char *to = text(time_of(text(line, "$GPRMC,"), fix->ms), ",A,");

	to = text(number(place(to, fix), knots / 10, 1), ".");
	to = text(number(to, knots % 10, 1), ",");
	to = text(number(to, fix->course, 1), ".0,");
	return end(line, text(number(to, fix->date, 6), ",,,A"));
}

uint32_t nmea_gga(char line[NMEA_LINE], const struct nmea_fix *fix)
{
	char *to = text(time_of(text(line, "$GPGGA,"), fix->ms), ",");

	to = text(place(to, fix), "1,");
	to = text(number(to, SATELLITES, 2), ",0.9,");
	to = text(number(to, fix->altitude / 10, 1), ".");
	return end(line, text(number(to, fix->altitude % 10, 1), ",M,0.0,M,,"));
}
