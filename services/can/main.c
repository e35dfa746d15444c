/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver of a CAN controller of the board, as the port `uplink` of a bus between VMs: the identifiers that the matrix names
 * go out and come in (gate.h). Command line: rate=BITS-A-SECOND clock=HZ.
 *
 * One frame is on its way at a time, of each peer in turn, so that a peer that floods delays another by one frame. If an
 * earlier life left the controller on the bus, this life goes on with it: a reset would drop the frames in its FIFOs.
 */
#include <errno.h>
#include <string.h>
#include <skiff/args.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/time.h>
#include <skiff/xilinx_can.h>
#include "gate.h"

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

/* QEMU's bus takes no time; tests pretend that it does: microseconds of a frame. */
#ifdef CONFIG_CAN_SLOW
#define SLOW_US 250u
#elif defined(CONFIG_CAN_STUCK)
#define SLOW_US 1000000000u
#else
#define SLOW_US 0u
#endif

#define ALIVE	     0x6e61632bu /* the kept state is valid: an earlier life left it */
#define OFF_US	     100000u	 /* from bus off to the next try */
#define SENDING_US   10000u /* after which the error state is looked at while a frame is on its way */
#define LINE_US	     1000u /* interval of polling a controller whose line is disabled */
#define SPURIOUS_MAX 16u   /* interrupts in a row without an event */
#define TIMER_ENABLE 1ull  /* CNTV_CTL_EL0.ENABLE, not masked */

static struct gate_kept kept __attribute__((section(".kept")));
static struct gate gate = {.kept = &kept};
static struct xilinx_can can;
static struct xilinx_can_timing timing;
static struct plat_device device;
static bool works;	 /* there is a controller */
static bool on;		 /* … that takes part in the bus */
static uint64_t again;	 /* … or shall from then on, in microseconds */
static uint64_t sent_at; /* time of the last frame, on a slow bus */
static unsigned int spurious;

static uint64_t now(void)
{
	return time_ticks();
}

static uint64_t microseconds(void)
{
	return time_ns() / 1000;
}

static void ring(unsigned int bell)
{
	/* The result doesn't matter: after BUSY, the peer gets or got an earlier ring. */
	hypercall_doorbell(bell);
}

static void prepare(void)
{
	xilinx_can_prepare(&can);
}

/* --- Interrupts: they only wake this VM --------------------------------------------------------- */

static void on_device(void *argument)
{
	(void)argument;
	xilinx_can_interrupt(&can);
	if (++spurious == SPURIOUS_MAX)
		irq_unregister(device.irq);
}

static void on_timer(void *argument)
{
	(void)argument;
	__asm__ volatile("msr cntv_ctl_el0, xzr\n\tisb" ::: "memory");
}

static void on_doorbell(void *argument)
{
	(void)argument;
}

static void wake_after(uint64_t us)
{
	__asm__ volatile("msr cntv_tval_el0, %0\n\tmsr cntv_ctl_el0, %1\n\tisb" ::"r"(
			     machine.counter_hz * us / 1000000),
			 "r"(TIMER_ENABLE)
			 : "memory");
}

/* --- The controller ----------------------------------------------------------------------------- */

/* Filters for the ranges that any peer may receive; more ranges than filters: none, and the matrix alone decides. */
static int start(void)
{
	struct xilinx_can_filter filter[XILINX_CAN_FILTERS_MAX];
	unsigned int count = 0;

	for (uint32_t i = 0; i < gate.port->rule_count; i++) {
		const struct can_rule *r = &gate.port->rule[i];

		if (!r->send)
			continue;
		if (count == XILINX_CAN_FILTERS_MAX)
			return xilinx_can_begin(&can, &timing, NULL, 0);
		filter[count++] = xilinx_can_filter(r->first, r->last);
	}
	return xilinx_can_begin(&can, &timing, filter, count);
}

/* Empty the receive FIFO, whose words may be parts of a frame. */
static void empty(void)
{
	(void)xilinx_can_stop(&can);
	for (unsigned int i = 0; i <= XILINX_CAN_FRAMES * XILINX_CAN_WORDS; i++) {
		if (!xilinx_can_skip(&can, i))
			break;
		kept.skipped++;
	}
}

/*
 * Start the controller, or try again later. The frame that was on its way counts as not sent. Frames that others sent
 * meanwhile were missed: nobody knows how many.
 */
static void begin_bus(bool disorder)
{
	int error;

	gate_disorder(&gate);
	if (disorder)
		empty();
	error = start();
	if (error)
		print("can: the controller can't be started (%d)\n", error);
	if (kept.alive == ALIVE)
		gate_lost(&gate, 1 + (kept.skipped + XILINX_CAN_WORDS - 1) / XILINX_CAN_WORDS);
	kept.skipped = 0;
	gate_unsent(&gate);
	gate_order(&gate);
	on = error == 0;
	again = microseconds() + OFF_US;
	gate_join(&gate, on);
}

static void leave_bus(void)
{
	kept.counters.off++;
	print("can: bus off\n");
	gate_join(&gate, false);
	on = false;
	again = microseconds() + OFF_US;
}

/* Read frames, at most as many as the controller holds. @return whether there was one */
static bool receive(void)
{
	unsigned int count = 0;

	while (count < XILINX_CAN_FRAMES && xilinx_can_has(&can)) {
		count++;
		gate_read(&gate);
		xilinx_can_receive(&can, &kept.frame);
		gate_spread(&gate);
	}
	return count > 0;
}

/* Take what the controller has done. @return whether there was something */
static bool take(void)
{
	uint32_t events = xilinx_can_events(&can);
	bool some = false;

	if (events & XILINX_CAN_SENT && gate_sending(&gate) &&
	    (!SLOW_US || microseconds() >= sent_at + SLOW_US)) {
		gate_sent(&gate);
		some = true;
	}
	if (events & XILINX_CAN_LOST)
		gate_lost(&gate, 1);
	some = receive() || some;
	if (events & XILINX_CAN_OFF)
		leave_bus();
	else
		gate_join(&gate, !(events & XILINX_CAN_PASSIVE));
	return some || events & (XILINX_CAN_LOST | XILINX_CAN_OFF);
}

/*
 * Go on with the controller as an earlier life left it, unless that life died among the words of a frame: the FIFOs count
 * words.
 */
static bool go_on(void)
{
	if (kept.alive != ALIVE || !xilinx_can_runs(&can, &timing))
		return false;
	on = true;
	(void)take();
	if (on && !gate_sending(&gate))
		return true;
	/* What comes until it stops is received, too. */
	if (xilinx_can_stop(&can))
		(void)receive();
	return false;
}

static void look_at_bus(void)
{
	if (!on && microseconds() >= again)
		begin_bus(false);
}

/* --- Set-up ------------------------------------------------------------------------------------- */

static int begin_gate(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_channel *channel = (const void *)((const char *)b + b->channels);
	int error = 0;

	gate.port = (const void *)((const char *)b + b->configuration);
	gate.ring = ring;
	gate.now = now;
	gate.hz = machine.counter_hz;
	if (!can_configuration(gate.port, b->configuration_size) ||
	    b->channel_count != 2 * gate.port->peer_count)
		return -EINVAL;
	for (uint32_t i = 0; i < gate.port->peer_count && !error; i++)
		error = can_join(&gate.peer[i], &channel[2 * (size_t)i]);
	for (uint32_t i = 0; i < b->channel_count && !error; i++)
		irq_register(channel[i].virq, on_doorbell, NULL, IRQ_DEVICE);
	return error;
}

static int begin_device(void)
{
	int64_t clock = args_number("clock", 0), rate = args_number("rate", 0);

	if (plat_device("xlnx,zynq-can-1.0", 0, &device))
		return -ENODEV;
	can.registers = (volatile uint32_t *)device.registers;
	if (clock <= 0 || clock > UINT32_MAX || rate <= 0 || rate > UINT32_MAX)
		return -EINVAL;
	return xilinx_can_timing((uint32_t)clock, (uint32_t)rate, &timing);
}

/* Begin where the last life ended. */
static void begin(void)
{
	bool ordered;

	if (kept.alive != ALIVE)
		memset(&kept, 0, sizeof(kept));
	ordered = gate_begin(&gate);
	if (!works)
		return;
	irq_register(device.irq, on_device, NULL, IRQ_DEVICE);
	irq_register(bootinfo()->timer_virq, on_timer, NULL, IRQ_DEVICE);
	if (!ordered || !go_on())
		begin_bus(!ordered);
	kept.alive = ALIVE;
}

/* After a look that found nothing: may this VM wait for an interrupt? */
static bool may_wait(void)
{
	if (!works)
		return true;
	/* QEMU's GICv2 doesn't look again at a line that rose between an interrupt's handler and its end, so it is lowered here. */
	xilinx_can_interrupt(&can);
	if (!on || spurious >= SPURIOUS_MAX || gate_sending(&gate))
		wake_after(!on			      ? OFF_US
			   : spurious >= SPURIOUS_MAX ? LINE_US
			   : SLOW_US		      ? SLOW_US
						      : SENDING_US);
	return !on || xilinx_can_listen(&can, gate_sending(&gate) && !SLOW_US);
}

int main(int argc, char **argv)
{
	struct can_frame frame = {0};
	int error;

	(void)argc, (void)argv;
	/* Interrupts are taken between two looks at controller and peers. */
	irq_save();
	error = begin_gate();
	if (error) {
		print("can: configuration and channels don't go together\n");
		return 1;
	}
	error = begin_device();
	works = error == 0;
	if (error)
		print("can: no controller that works (%d): nothing goes out\n", error);
	begin();
	for (;;) {
		bool some = false;

		if (works)
			look_at_bus();
		if (on)
			some = take();
		if (on && gate_next(&gate, &frame, prepare)) {
			xilinx_can_send(&can, &frame);
			sent_at = SLOW_US ? microseconds() : 0;
			some = true;
		}
		if (some && spurious < SPURIOUS_MAX)
			spurious = 0;
		if (!some && may_wait())
			irq_wait();
		irq_dispatch();
	}
}
