/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bus. A frame is sent, and acknowledged, when another port is on the bus, even if the matrix lets it reach nobody. A
 * frame that nobody acknowledges is sent again and again (ISO 11898-1, 12.1.4.2: error passive, but not bus off). A frame
 * above the limit is destroyed at each attempt: its sender is bus off after 32 attempts, which take no time here.
 */
#include "mcan.h"

void bus_join(struct mcan *m, bool on)
{
	for (uint32_t i = 0; i < m->port->peer_count; i++) {
		if (can_load(&m->peer[i].mine->on_bus) == on)
			continue;
		/* Skip frames that came while this port was off the bus. */
		can_store(&m->peer[i].mine->taken, can_load(&m->peer[i].theirs->written));
		m->kept->lost[i] = can_load(&m->peer[i].theirs->lost);
		can_store(&m->peer[i].mine->on_bus, on);
		m->ring(m->peer[i].bell);
	}
}

/* Put a frame into the client's FIFO, if its filter takes the frame. */
static void deliver(struct mcan *m, const struct can_frame *f)
{
	struct mcan_fifo *rx = &m->kept->rx;
	uint32_t filter = mcan_get(m, M_CAN_GFC), words = can_words(f);
	volatile uint32_t *e;

	if (f->id & M_CAN_XTD ? M_CAN_GFC_ANFE(filter) : M_CAN_GFC_ANFS(filter))
		return;
	if (rx->fill == MCAN_RX) {
		MCAN_COUNT(m, lost);
		mcan_interrupt(m, M_CAN_IR_RF0L);
		return;
	}
	e = mcan_element(m, M_CAN_RXF0 + (rx->get + rx->fill) % MCAN_RX * M_CAN_ELEMENT);
	e[0] = f->id;
	e[1] = f->control | M_CAN_ANMF;
	for (uint32_t i = 0; i < words; i++)
		e[2 + i] = f->data[i];
	rx->fill++;
	MCAN_COUNT(m, received);
	mcan_interrupt(m, M_CAN_IR_RF0N);
}

static void receive_frame(struct mcan *m, uint32_t peer, const volatile struct can_frame *from)
{
	struct can_frame f = {0};

	can_copy(&f, from);
	if (!(can_allowed(m->port, can_identifier(&f), true) >> peer & 1))
		MCAN_COUNT(m, foreign);
	else if (m->kept->ready &&
		 (!(f.control & M_CAN_FDF) || mcan_get(m, M_CAN_CCCR) & M_CAN_CCCR_FDOE))
		deliver(m, &f);
}

/* Take frames from a peer's half: as many as the peer claims, but no more than fit. @return there are more */
static bool receive_from(struct mcan *m, uint32_t peer)
{
	const volatile struct can_half *theirs = m->peer[peer].theirs;
	uint32_t lost = can_load(&theirs->lost), taken = m->peer[peer].mine->taken,
		 most = CAN_SLOTS;

	if (can_load(&theirs->written) - taken > CAN_SLOTS)
		taken = theirs->written; /* the peer broke its half, or began anew */
	for (;;) {
		for (; taken != can_load(&theirs->written) && most; taken++, most--)
			receive_frame(m, peer, &theirs->frame[taken % CAN_SLOTS]);
		can_store(&m->peer[peer].mine->taken, taken);
		/* The peer doesn't ring for a frame that it wrote before it saw this, so look again. */
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (taken == theirs->written || !most)
			break;
	}
	if (m->kept->lost[peer] != lost && m->kept->ready) {
		/* Of a peer that says anything, too: it is but a counter. */
		mcan_count(m, offsetof(struct can_counters, lost), lost - m->kept->lost[peer]);
		mcan_interrupt(m, M_CAN_IR_RF0L);
	}
	m->kept->lost[peer] = lost;
	return taken != theirs->written;
}

bool bus_receive(struct mcan *m)
{
	bool more = false;

	for (uint32_t i = 0; i < m->port->peer_count; i++)
		more |= receive_from(m, i);
	mcan_show_rx(m);
	return more;
}

static void put(struct mcan *m, uint32_t peer, const struct can_frame *f)
{
	volatile struct can_half *mine = m->peer[peer].mine;
	uint32_t written = mine->written;

	if (written - can_load(&m->peer[peer].theirs->taken) >= CAN_SLOTS) {
		can_store(&mine->lost, mine->lost + 1);
		MCAN_COUNT(m, crowded);
		m->ring(m->peer[peer].bell);
		return;
	}
	can_put(&mine->frame[written % CAN_SLOTS], f);
	can_store(&mine->written, written + 1);
	/* A peer that hasn't taken the frame before this one was rung for that frame, and will look once more: receive_from(). */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (m->peer[peer].theirs->taken == written)
		m->ring(m->peer[peer].bell);
}

static bool anybody_on_bus(const struct mcan *m)
{
	for (uint32_t i = 0; i < m->port->peer_count; i++)
		if (can_load(&m->peer[i].theirs->on_bus))
			return true;
	return false;
}

/* Send a frame to all peers that may receive it. */
static void spread(struct mcan *m, const struct can_frame *f)
{
	uint32_t peers = can_allowed(m->port, can_identifier(f), false);

	if (peers)
		MCAN_COUNT(m, sent);
	else
		MCAN_COUNT(m, denied);
	for (uint32_t i = 0; i < m->port->peer_count; i++)
		if (peers >> i & 1 && can_load(&m->peer[i].theirs->on_bus))
			put(m, i, f);
}

/*
 * Must the frame wait for room in the channel to a real bus? It does, as long as the bus takes a frame now and then: if not, the
 * frames of this port for others shall go on.
 */
static bool must_wait(struct mcan *m, const struct can_frame *f)
{
	uint32_t peer = (uint32_t)__builtin_ctz(m->port->slow), taken;
	uint64_t now;

	if (!(can_allowed(m->port, can_identifier(f), false) >> peer & 1) ||
	    !can_load(&m->peer[peer].theirs->on_bus))
		return false;
	taken = can_load(&m->peer[peer].theirs->taken);
	if (m->peer[peer].mine->written - taken < CAN_SLOTS) {
		m->kept->full_since = 0;
		return false;
	}
	now = m->now();
	if (!m->kept->full_since || m->kept->full != taken) {
		m->kept->full = taken;
		m->kept->full_since = now;
	}
	return now - m->kept->full_since < m->hz / 1000 * MCAN_PATIENCE_MS;
}

/* Attempt to send a frame. @return false: the frame isn't sent, and waits */
static bool attempt(struct mcan *m, const struct can_frame *f)
{
	uint32_t cccr = mcan_get(m, M_CAN_CCCR);

	if (cccr & M_CAN_CCCR_TEST && mcan_get(m, M_CAN_TEST) & M_CAN_TEST_LBCK) {
		deliver(m, f);
		mcan_show_rx(m);
		return true;
	}
	if (cccr & M_CAN_CCCR_MON)
		return false;
	if (!anybody_on_bus(m)) {
		mcan_error(m, M_CAN_ERROR_PASS > m->kept->tec ? M_CAN_ERROR_PASS : m->kept->tec,
			   M_CAN_PSR_ACK);
		return false;
	}
	if (m->port->slow && must_wait(m, f))
		return false;
	if (m->port->frames && !can_within_limit(m->port, &m->kept->credit, m->now(), m->hz)) {
		MCAN_COUNT(m, limited);
		mcan_error(m, M_CAN_ERROR_OFF, M_CAN_PSR_BIT0);
		return false;
	}
	spread(m, f);
	if (m->kept->tec)
		mcan_error(m, m->kept->tec - 1, 0);
	return true;
}

/* Tell the client that a buffer was sent. */
static void say_sent(struct mcan *m, uint32_t buffer, const struct can_frame *f, uint32_t control)
{
	struct mcan_fifo *event = &m->kept->event;
	volatile uint32_t *e;

	mcan_set(m, M_CAN_TXBTO, mcan_get(m, M_CAN_TXBTO) | 1u << buffer);
	if (mcan_get(m, M_CAN_TXBTIE) >> buffer & 1)
		mcan_interrupt(m, M_CAN_IR_TC);
	if (!(control & M_CAN_EFC) || event->fill == MCAN_TX)
		return;
	e = mcan_element(m, M_CAN_TXE + (event->get + event->fill) % MCAN_TX * 8);
	e[0] = f->id;
	e[1] = f->control | (control & M_CAN_MM) | M_CAN_EVENT_TX;
	event->fill++;
	mcan_show_event(m);
	mcan_interrupt(m, M_CAN_IR_TEFN);
}

/* Send a buffer's frame, with as many attempts as needed. @return false: it waits */
static bool send_buffer(struct mcan *m, uint32_t buffer)
{
	const volatile uint32_t *e = mcan_element(m, M_CAN_TXB + buffer * M_CAN_ELEMENT);
	uint32_t words, control = e[1]; /* read once: the client may change it */
	struct can_frame f = {0};

	can_make_head(&f, e[0], control, mcan_get(m, M_CAN_CCCR) & M_CAN_CCCR_FDOE);
	words = can_words(&f);
	for (uint32_t i = 0; i < words; i++)
		f.data[i] = e[2 + i];
	if (attempt(m, &f))
		say_sent(m, buffer, &f, control);
	else if (!(mcan_get(m, M_CAN_CCCR) & M_CAN_CCCR_DAR) || !m->kept->ready)
		return false;
	else /* the client asked for one attempt only */
		mcan_set(m, M_CAN_TXBCF, mcan_get(m, M_CAN_TXBCF) | 1u << buffer);
	return true;
}

void bus_send(struct mcan *m)
{
	struct mcan_fifo *tx = &m->kept->tx;

	if (!tx->fill)
		return;
	while (tx->fill) {
		uint32_t waiting = mcan_get(m, M_CAN_TXBRP);

		/* A cancelled buffer isn't sent; while INIT is set, none is. */
		if (waiting >> tx->get & 1) {
			if (!m->kept->ready || !send_buffer(m, tx->get))
				break;
			mcan_set(m, M_CAN_TXBRP, waiting & ~(1u << tx->get));
		}
		tx->get = (tx->get + 1) % MCAN_TX;
		tx->fill--;
	}
	mcan_show_tx(m);
}
