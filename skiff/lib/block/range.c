/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>
#include <skiff/block_range.h>

/* Read a decimal number. @return the text behind it, or NULL: there is none, or it is too large */
static const char *number(const char *text, uint64_t *value)
{
	const char *p = text;

	for (*value = 0; *p >= '0' && *p <= '9'; p++) {
		if (*value > (UINT64_MAX - 9) / 10)
			return NULL;
		*value = *value * 10 + (uint64_t)(*p - '0');
	}
	return p == text ? NULL : p;
}

const char *block_range_read(const char *text, struct block_range *range)
{
	uint64_t in_flight;
	const char *p;

	while (*text == ' ')
		text++;
	p = number(text, &range->first);
	if (!p || *p != '+')
		return NULL;
	p = number(p + 1, &range->sectors);
	if (!p || range->sectors > UINT64_MAX - range->first)
		return NULL;
	range->read_only = p[0] == ':' && p[1] == 'r' && p[2] == 'o';
	p += range->read_only ? 3 : 0;
	range->in_flight = 0;
	if (*p == ':') {
		p = number(p + 1, &in_flight);
		if (!p || in_flight == 0 || in_flight > UINT16_MAX)
			return NULL;
		range->in_flight = (uint16_t)in_flight;
	}
	return *p == ' ' || *p == '\0' ? p : NULL;
}
