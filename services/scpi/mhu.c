/* SPDX-License-Identifier: BSD-3-Clause */
#include "mhu.h"
#include <arm/mhu.h>
#include <arm/scpi.h>

void mhu_settle(struct mhu *m)
{
	m->sent &= SCPI_SLOT;
	m->answered &= SCPI_SLOT;
}

void mhu_show(const struct mhu *m, volatile uint32_t *page)
{
	page[(MHU_LOW + MHU_STAT) / 4] = m->answered;
	page[(MHU_LOW + MHU_SEND + MHU_STAT) / 4] = m->sent;
}

void mhu_fill(const struct mhu *m, volatile uint32_t *page)
{
	/* Part 0x098, designer Arm, revision 1, then the class of PrimeCells. */
	static const uint8_t id[MHU_ID_SIZE] = {0x04, 0, 0,    0,    0x98, 0xb0,
						0x1b, 0, 0x0d, 0xf0, 0x05, 0xb1};

	for (uint32_t i = 0; i < MHU_ID_SIZE; i++)
		page[MHU_ID / 4 + i] = id[i];
	mhu_show(m, page);
}

bool mhu_write(struct mhu *m, uint32_t offset, uint32_t bytes, uint32_t value)
{
	if (bytes != sizeof(uint32_t))
		return false;
	switch (offset) {
	case MHU_LOW + MHU_CLEAR:
		m->answered &= ~value;
		return m->sent;
	case MHU_LOW + MHU_SEND + MHU_SET:
		m->sent |= value & SCPI_SLOT;
		return m->sent;
	case MHU_LOW + MHU_SEND + MHU_CLEAR:
		m->sent &= ~value;
		return false;
	default:
		return false;
	}
}
