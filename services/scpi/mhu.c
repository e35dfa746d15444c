/* SPDX-License-Identifier: BSD-3-Clause */
#include "mhu.h"
#include <arm/mhu.h>
#include <arm/scpi.h>

void mhu_settle(struct mhu *m)
{
	m->sent &= SCPI_SLOT;
	m->answered &= SCPI_SLOT;
}

uint32_t mhu_read(const struct mhu *m, uint32_t offset, uint32_t bytes)
{
	/* Part 0x098, designer Arm, revision 1, then the class of PrimeCells. */
	static const uint8_t id[MHU_ID_SIZE] = {0x04, 0, 0,    0,    0x98, 0xb0,
						0x1b, 0, 0x0d, 0xf0, 0x05, 0xb1};

	if (bytes != sizeof(uint32_t) || offset % sizeof(uint32_t))
		return 0;
	if (offset >= MHU_ID && offset < MHU_PAGE)
		return id[(offset - MHU_ID) / sizeof(uint32_t)];
	switch (offset) {
	case MHU_LOW + MHU_STAT:
		return m->answered;
	case MHU_LOW + MHU_SEND + MHU_STAT:
		return m->sent;
	default:
		return 0;
	}
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
