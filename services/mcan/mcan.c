/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers. Where no section is named, M_CAN User's Manual 2.3. */
#include "mcan.h"

/*
 * The bits that a write changes, for registers that only store them, and only with CCCR.CCE and INIT. Other registers are
 * read-only, or handled below.
 */
#define AT(offset) [(offset) / MCAN_OFFSET]
static const uint32_t always[M_CAN_END / MCAN_OFFSET] = {
    AT(M_CAN_IE) = 0x3fffffff, AT(M_CAN_ILS) = 0x3fffffff, AT(M_CAN_ILE) = 3,
    AT(M_CAN_TXBTIE) = 0xffff, AT(M_CAN_TXBCIE) = 0xffff,
};
static const uint32_t configured_only[M_CAN_END / MCAN_OFFSET] = {
    AT(M_CAN_DBTP) = 0x009f1fff,  AT(M_CAN_TEST) = M_CAN_TEST_LBCK,
    AT(M_CAN_RWD) = 0xff,	  AT(M_CAN_NBTP) = 0xffffff7f,
    AT(M_CAN_TSCC) = 0x000f0003,  AT(M_CAN_TOCC) = 0xffff0007,
    AT(M_CAN_TDCR) = 0x7f7f,	  AT(M_CAN_GFC) = 0x3f,
    AT(M_CAN_SIDFC) = 0x00fffffc, AT(M_CAN_XIDFC) = 0x007ffffc,
    AT(M_CAN_XIDAM) = 0x1fffffff, AT(M_CAN_RXF0C) = 0xff7ffffc,
    AT(M_CAN_RXBC) = 0xfffc,	  AT(M_CAN_RXF1C) = 0xff7ffffc,
    AT(M_CAN_RXESC) = 0x777,	  AT(M_CAN_TXBC) = 0x7f3ffffc,
    AT(M_CAN_TXESC) = 7,	  AT(M_CAN_TXEFC) = 0x3f3ffffc,
};

/* The only supported layout of the message RAM; with another one, the controller doesn't join the bus. */
static const struct {
	uint8_t offset;
	uint32_t mask, value;
} layout[] = {
    {M_CAN_RXF0C, 0x007ffffc, MCAN_RX << 16 | M_CAN_RXF0},
    {M_CAN_TXBC, 0x7f3ffffc, MCAN_TX << 24 | M_CAN_TXB},
    {M_CAN_TXEFC, 0x003ffffc, MCAN_TX << 16 | M_CAN_TXE},
    {M_CAN_RXESC, 7, 7},
    {M_CAN_TXESC, 7, 7},
};

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

void mcan_interrupt(struct mcan *m, uint32_t bits)
{
	mcan_set(m, M_CAN_IR, mcan_get(m, M_CAN_IR) | bits);
}

void mcan_line(struct mcan *m)
{
	bool line = mcan_get(m, M_CAN_ILE) & M_CAN_ILE_EINT0 &&
		    mcan_get(m, M_CAN_IR) & mcan_get(m, M_CAN_IE) & ~mcan_get(m, M_CAN_ILS);

	if (line && !m->line)
		m->raise();
	m->line = line;
}

void mcan_show_rx(struct mcan *m)
{
	const struct mcan_fifo *f = &m->kept->rx;

	mcan_set(m, M_CAN_RXF0S,
		 M_CAN_RXF0S_OF(f->fill, f->get, (f->get + f->fill) % MCAN_RX) |
		     (mcan_get(m, M_CAN_IR) & M_CAN_IR_RF0L ? M_CAN_RXF0S_RFL : 0));
}

void mcan_show_tx(struct mcan *m)
{
	const struct mcan_fifo *f = &m->kept->tx;

	mcan_set(m, M_CAN_TXFQS, M_CAN_TXFQS_OF(f->fill, f->get, (f->get + f->fill) % MCAN_TX));
}

void mcan_show_event(struct mcan *m)
{
	const struct mcan_fifo *f = &m->kept->event;

	mcan_set(m, M_CAN_TXEFS, M_CAN_TXEFS_OF(f->fill, f->get, (f->get + f->fill) % MCAN_TX));
}

static void show(struct mcan *m)
{
	mcan_show_rx(m);
	mcan_show_tx(m);
	mcan_show_event(m);
}

/* ISO 11898-1, 12.1.4: warning, error passive and bus off are limits of the counter. */
void mcan_error(struct mcan *m, uint32_t tec, uint32_t code)
{
	uint32_t was = mcan_get(m, M_CAN_PSR) & M_CAN_PSR_STATE;
	uint32_t state = (tec >= M_CAN_ERROR_WARN ? M_CAN_PSR_EW : 0) |
			 (tec >= M_CAN_ERROR_PASS ? M_CAN_PSR_EP : 0) |
			 (tec >= M_CAN_ERROR_OFF ? M_CAN_PSR_BO : 0);
	uint32_t news = was ^ state;

	m->kept->tec = tec;
	mcan_set(m, M_CAN_ECR, tec > 255 ? 255 : tec);
	mcan_set(m, M_CAN_PSR, (M_CAN_PSR_RESET & ~M_CAN_PSR_LEC) | state | code);
	mcan_interrupt(m, (news & M_CAN_PSR_EW ? M_CAN_IR_EW : 0) |
			      (news & M_CAN_PSR_EP ? M_CAN_IR_EP : 0) |
			      (news & M_CAN_PSR_BO ? M_CAN_IR_BO : 0) | (code ? M_CAN_IR_PEA : 0));
	if (state & M_CAN_PSR_BO) {
		m->kept->ready = false;
		mcan_set(m, M_CAN_CCCR, mcan_get(m, M_CAN_CCCR) | M_CAN_CCCR_INIT);
		bus_join(m, false);
	}
}

/* Clear what CCE clears: all that waits to be sent or read. */
static void clear(struct mcan *m)
{
	m->kept->rx = m->kept->tx = m->kept->event = (struct mcan_fifo){0, 0};
	mcan_set(m, M_CAN_TXBRP, 0);
	mcan_set(m, M_CAN_TXBTO, 0);
	mcan_set(m, M_CAN_TXBCF, 0);
	show(m);
}

static bool configured(const struct mcan *m)
{
	for (size_t i = 0; i < COUNT_OF(layout); i++)
		if ((mcan_get(m, layout[i].offset) & layout[i].mask) != layout[i].value)
			return false;
	return true;
}

/* CCE needs INIT; all other bits need both of them, set before this write. */
static void write_cccr(struct mcan *m, uint32_t value)
{
	uint32_t was = mcan_get(m, M_CAN_CCCR), both = M_CAN_CCCR_INIT | M_CAN_CCCR_CCE;
	uint32_t is = value & M_CAN_CCCR_WRITES;

	if ((was & both) != both)
		is = (was & ~both) | (is & both);
	if (!(was & is & M_CAN_CCCR_INIT))
		is &= ~M_CAN_CCCR_CCE;
	mcan_set(m, M_CAN_CCCR, is);
	if (is & ~was & M_CAN_CCCR_CCE)
		clear(m);
	if (is & M_CAN_CCCR_INIT) {
		m->kept->ready = false;
		bus_join(m, false);
		return;
	}
	if (!(was & M_CAN_CCCR_INIT))
		return;
	/* Clearing INIT ends bus off. */
	if (m->kept->tec >= M_CAN_ERROR_OFF)
		mcan_error(m, 0, 0);
	m->kept->ready = configured(m);
	bus_join(m, m->kept->ready);
	bus_send(m);
}

/* The client has read all elements up to this one. */
static void acknowledge(struct mcan_fifo *fifo, uint32_t size, uint32_t index)
{
	uint32_t taken = (index % size - fifo->get) % size + 1;

	if (index >= size || taken > fifo->fill)
		return;
	fifo->get = (fifo->get + taken) % size;
	fifo->fill -= taken;
}

/* Request buffers of the FIFO: the one at the put index, and those behind it. */
static void request(struct mcan *m, uint32_t buffers)
{
	struct mcan_fifo *tx = &m->kept->tx;
	uint32_t done = 0, put;

	if (mcan_get(m, M_CAN_CCCR) & M_CAN_CCCR_CCE)
		return;
	while (tx->fill < MCAN_TX && buffers >> (put = (tx->get + tx->fill) % MCAN_TX) & 1 &&
	       !(done >> put & 1)) {
		done |= 1u << put;
		tx->fill++;
	}
	mcan_set(m, M_CAN_TXBRP, mcan_get(m, M_CAN_TXBRP) | done);
	mcan_set(m, M_CAN_TXBTO, mcan_get(m, M_CAN_TXBTO) & ~done);
	mcan_set(m, M_CAN_TXBCF, mcan_get(m, M_CAN_TXBCF) & ~done);
	bus_send(m);
}

static void cancel(struct mcan *m, uint32_t buffers)
{
	uint32_t waiting = mcan_get(m, M_CAN_TXBRP), done = waiting & buffers;

	mcan_set(m, M_CAN_TXBRP, waiting & ~done);
	mcan_set(m, M_CAN_TXBCF, mcan_get(m, M_CAN_TXBCF) | done);
	if (done & mcan_get(m, M_CAN_TXBCIE))
		mcan_interrupt(m, M_CAN_IR_TCF);
	bus_send(m);
}

static void write_plain(struct mcan *m, uint32_t offset, uint32_t value)
{
	uint32_t mask = always[offset / MCAN_OFFSET], both = M_CAN_CCCR_INIT | M_CAN_CCCR_CCE;

	if (!mask && (mcan_get(m, M_CAN_CCCR) & both) == both)
		mask = configured_only[offset / MCAN_OFFSET];
	if (mask)
		mcan_set(m, offset, value & mask);
}

static void write_register(struct mcan *m, uint32_t offset, uint32_t value)
{
	switch (offset) {
	case M_CAN_CCCR:
		write_cccr(m, value);
		break;
	case M_CAN_IR:
		mcan_set(m, M_CAN_IR, mcan_get(m, M_CAN_IR) & ~value);
		if (value & M_CAN_IR_RF0L)
			mcan_show_rx(m); /* this also forgets the lost message */
		break;
	case M_CAN_RXF0A:
		acknowledge(&m->kept->rx, MCAN_RX, value);
		mcan_show_rx(m);
		return;
	case M_CAN_TXEFA:
		acknowledge(&m->kept->event, MCAN_TX, value);
		mcan_show_event(m);
		return;
	case M_CAN_TXBAR:
		request(m, value);
		break;
	case M_CAN_TXBCR:
		cancel(m, value);
		break;
	default:
		write_plain(m, offset, value);
	}
	mcan_line(m);
}

void mcan_write(struct mcan *m, uint32_t offset, uint32_t size, uint32_t value)
{
	if (size != 4 || offset % 4)
		return;
	if (offset < M_CAN_END)
		write_register(m, offset, value);
}

static void reset(struct mcan *m)
{
	for (uint32_t i = 0; i < M_CAN_END; i += 4)
		mcan_set(m, i, 0);
	*m->kept = (struct mcan_kept){.tec = 0, .credit = m->kept->credit};
	mcan_set(m, M_CAN_CREL, M_CAN_CREL_3_2_3);
	mcan_set(m, M_CAN_ENDN, M_CAN_ENDN_VALUE);
	mcan_set(m, M_CAN_CCCR, M_CAN_CCCR_INIT);
	mcan_set(m, M_CAN_NBTP, M_CAN_NBTP_RESET);
	mcan_set(m, M_CAN_DBTP, M_CAN_DBTP_RESET);
	mcan_set(m, M_CAN_PSR, M_CAN_PSR_RESET);
	show(m);
}

static void settle(struct mcan_fifo *fifo, uint32_t size)
{
	fifo->get %= size;
	if (fifo->fill > size)
		fifo->fill = 0;
}

void mcan_begin(struct mcan *m, bool anew)
{
	m->line = false;
	if (anew)
		reset(m);
	settle(&m->kept->rx, MCAN_RX);
	settle(&m->kept->tx, MCAN_TX);
	settle(&m->kept->event, MCAN_TX);
	if (m->kept->tec > M_CAN_ERROR_OFF)
		m->kept->tec = M_CAN_ERROR_OFF;
	show(m);
	bus_join(m, m->kept->ready);
	mcan_look(m);
}

bool mcan_look(struct mcan *m)
{
	bool more = bus_receive(m);

	bus_send(m);
	mcan_line(m);
	return more;
}
