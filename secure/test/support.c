/* SPDX-License-Identifier: BSD-3-Clause */
#include <arm/gic.h>
#include <arm/pl011.h>
#include "test.h"

#define GUEST_UART   0x09000000
#define TIMER_INTID  26 /* the EL2 physical timer */
#define CNTHP_ENABLE 1

#define RPC_PAGE (BUFFERS + 0xFF000)

static uint8_t pages[MAX_CORES][NS_PAGE_SIZE] __attribute__((aligned(4096)));
uint32_t foreign_interrupts;

const uint8_t uuid_hello[16] = {0x8A, 0xAA, 0xF2, 0x00, 0x24, 0x50, 0x11, 0xE4,
				0xAB, 0xE2, 0x00, 0x02, 0xA5, 0xD5, 0xC5, 0x1B};
const uint8_t uuid_bench[16] = BENCH_TA_UUID_BYTES;
const uint8_t uuid_unknown[16] = {1, 2, 3};

uint32_t call_tee(struct call *call, uint32_t function, uint64_t a1, uint64_t a2, uint64_t a3,
		  uint16_t vm)
{
	*call = (struct call){{function, a1, a2, a3, 0, 0, 0, vm}};
	call_with(call->r);
	return call->r[0];
}

struct msg_arg *message(uint32_t cmd, uint32_t session, uint32_t func, uint32_t params)
{
	struct msg_arg *arg = (struct msg_arg *)pages[read_sysreg(mpidr_el1) & 0xFF];

	memset(arg, 0, NS_PAGE_SIZE);
	arg->cmd = cmd;
	arg->session = session;
	arg->func = func;
	arg->num_params = params;
	arg->ret = 0xDEAD;
	return arg;
}

uint32_t start(struct msg_arg *arg, uint16_t vm, struct call *call)
{
	return call_tee(call, SMC_CALL_WITH_ARG, (uint64_t)arg >> 32, (uint32_t)(uint64_t)arg, 0,
			vm);
}

uint32_t resume(struct call *call, uint32_t thread, uint64_t a, uint64_t cookie, uint16_t vm)
{
	*call = (struct call){{SMC_RETURN_FROM_RPC, a >> 32, (uint32_t)a, thread, cookie >> 32,
			       (uint32_t)cookie, 0, vm}};
	call_with(call->r);
	return call->r[0];
}

/* The time is the only command that the tests' normal world serves. */
static void serve_command(void)
{
	struct msg_arg *arg = (struct msg_arg *)RPC_PAGE;

	if (arg->cmd == RPC_CMD_GET_TIME) {
		arg->params[0].value.a = 77;
		arg->params[0].value.b = 5000000;
		arg->ret = TEE_SUCCESS;
	} else {
		arg->ret = TEE_ERROR_NOT_SUPPORTED;
	}
}

static void timer_stop(void)
{
	write_sysreg(cnthp_ctl_el2, 0);
	isb();
	foreign_interrupts++;
}

uint32_t run(struct msg_arg *arg, uint16_t vm)
{
	struct call call;
	uint32_t result = start(arg, vm, &call);

	for (;;) {
		uint32_t thread = call.r[3];

		switch (result) {
		case SMC_RPC_ALLOC:
			result = resume(&call, thread, RPC_PAGE, 0xC001E, vm);
			break;
		case SMC_RPC_FREE:
			result = resume(&call, thread, 0, 0, vm);
			break;
		case SMC_RPC_FOREIGN_INTR:
			timer_stop();
			result = resume(&call, thread, 0, 0, vm);
			break;
		case SMC_RPC_CMD:
			serve_command();
			result = resume(&call, thread, 0, 0, vm);
			break;
		default:
			return result;
		}
	}
}

uint32_t open_session(const uint8_t uuid[16], uint16_t vm, uint32_t *session)
{
	struct msg_arg *arg = message(MSG_CMD_OPEN_SESSION, 0, 0, 2);
	uint32_t result;

	arg->params[0].attr = arg->params[1].attr = MSG_ATTR_META | MSG_ATTR_VALUE_INPUT;
	memcpy(&arg->params[0].value, uuid, 16);
	result = run(arg, vm);
	*session = arg->session;
	return result ? result : arg->ret;
}

uint32_t invoke_value(uint32_t session, uint32_t command, uint32_t a, uint16_t vm, uint32_t *out)
{
	struct msg_arg *arg = message(MSG_CMD_INVOKE_COMMAND, session, command, 1);
	uint32_t result;

	arg->params[0].attr = command == BENCH_TA_TIME && a == ~0U ? MSG_ATTR_VALUE_OUTPUT
			      : out				   ? MSG_ATTR_VALUE_INOUT
								   : MSG_ATTR_VALUE_INPUT;
	arg->params[0].value.a = a;
	result = run(arg, vm);
	if (out)
		*out = arg->params[0].value.a;
	return result ? result : arg->ret;
}

uint32_t close_session(uint32_t session, uint16_t vm)
{
	struct msg_arg *arg = message(MSG_CMD_CLOSE_SESSION, session, 0, 0);
	uint32_t result = run(arg, vm);

	return result ? result : arg->ret;
}

uint32_t register_range(uint64_t pa, uint64_t size, uint64_t cookie, uint16_t vm)
{
	struct msg_arg *arg = message(MSG_CMD_REGISTER_SHM, 0, 0, 1);
	uint64_t count = (pa % NS_PAGE_SIZE + size + NS_PAGE_SIZE - 1) / NS_PAGE_SIZE, page = 0;
	uint32_t result;

	for (uint64_t list = LISTS; page < count; list += NS_PAGE_SIZE) {
		uint64_t *entry = (uint64_t *)list;

		for (unsigned int i = 0; i < PAGE_LIST_ENTRIES && page < count; i++, page++)
			entry[i] = pa - pa % NS_PAGE_SIZE + page * NS_PAGE_SIZE;
		entry[PAGE_LIST_ENTRIES] = list + NS_PAGE_SIZE;
	}
	arg->params[0].attr = MSG_ATTR_TMEM_OUTPUT | MSG_ATTR_NONCONTIG;
	arg->params[0].tmem.buf_ptr = LISTS + pa % NS_PAGE_SIZE;
	arg->params[0].tmem.size = size;
	arg->params[0].tmem.shm_ref = cookie;
	result = run(arg, vm);
	return result ? result : arg->ret;
}

uint32_t unregister(uint64_t cookie, uint16_t vm)
{
	struct msg_arg *arg = message(MSG_CMD_UNREGISTER_SHM, 0, 0, 1);
	uint32_t result;

	arg->params[0].attr = MSG_ATTR_RMEM_INPUT;
	arg->params[0].rmem.shm_ref = cookie;
	result = run(arg, vm);
	return result ? result : arg->ret;
}

/* Signal the timer to this core; EL2 keeps it masked, the TEE must not. */
static void timer_init(void)
{
	mmio_write32(GICD_BASE + GICD_CTLR, mmio_read32(GICD_BASE + GICD_CTLR) | GICD_CTLR_ENABLE |
						(id_field(read_sysreg(id_aa64pfr0_el1), 24)
						     ? GICD_CTLR_GROUP1 | GICD_CTLR_ARE
						     : 0));
	if (id_field(read_sysreg(id_aa64pfr0_el1), 24)) {
		mmio_write32(GICR_BASE + GICR_ISENABLER0, BIT(TIMER_INTID));
		write_sysreg(icc_pmr_el1, 0xF0);
		write_sysreg(icc_igrpen1_el1, ICC_IGRPEN_ENABLE);
	} else {
		mmio_write32(GICD_BASE + GICD_ISENABLER(0), BIT(TIMER_INTID));
		mmio_write32(GICC_BASE + GICC_PMR, 0xF0);
		mmio_write32(GICC_BASE + GICC_CTLR, GICC_CTLR_ENABLE);
	}
	isb();
}

void timer_start(uint32_t ticks)
{
	write_sysreg(cnthp_tval_el2, ticks);
	write_sysreg(cnthp_ctl_el2, CNTHP_ENABLE);
	isb();
}

/* The machine of the kit: no hypervisor, the UART and calls to the monitor. */
void console_write(const char *text, unsigned length)
{
	while (length--)
		mmio_write32(GUEST_UART + PL011_DR, (uint8_t)*text++);
}

uint64_t psci(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3)
{
	struct call call = {{fid, a1, a2, a3}};

	call_with(call.r);
	return call.r[0];
}

void guest(unsigned int cpu)
{
	if (cpu) {
		secondary_main(secondary_context);
		cpu_off();
	}
	timer_init();
	test_psci();
	test_partitions();
	test_memory();
	test_threads();
	test_fuzz();
	test_address_spaces();
	test_ranges(); /* last: it seals */
	summary();
}
