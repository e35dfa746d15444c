/* SPDX-License-Identifier: BSD-3-Clause */
/* guest-debug checks what debuggers, perf and kprobes need of a guest's CPUs. Each run makes one check; see --help. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <asm/ptrace.h>
#include "common/options.h"

#define STEPS	      100
#define CALLS	      10
#define CHILD_STATUS  7
#define TIMEOUT_S     20
#define TRACING	      "/sys/kernel/tracing/"
#define ENABLE	      TRACING "events/uprobes/guest_debug/enable"
#define SLEEP_US      100000
#define WORK	      1000000			 /* turns of a loop of three instructions */
#define BREAK_CONTROL (1u | 2u << 1 | 0xfu << 5) /* on, EL0, four bytes (DBGBCR_EL1) */
#define WATCH_CONTROL (1u | 2u << 1 | 2u << 3 | 0xffu << 5) /* on, EL0, stores, eight bytes */

static volatile uint64_t watched __attribute__((aligned(8)));

/* The function that is traced. Its instruction must be stepped at another address. */
__attribute__((noinline)) static uint64_t target(uint64_t x)
{
	__asm__ volatile("add %0, %0, #2" : "+r"(x) : : "memory");
	return x;
}

static int say(bool ok, const char *what, uint64_t value)
{
	printf("%s %" PRIu64 "\n", what, value);
	return ok ? 0 : 1;
}

/* Starts a child that waits to be traced, executes every traced operation once, and ends. */
static pid_t traced_child(void)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		watched = target(1);
		for (volatile int i = 0; i < STEPS; i++)
			;
		_exit(CHILD_STATUS);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
		exit(say(false, "no traced child", (uint64_t)errno));
	return child;
}

static void end_child(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static bool trapped(pid_t child)
{
	int status;

	return waitpid(child, &status, 0) == child && WIFSTOPPED(status) &&
	       WSTOPSIG(status) == SIGTRAP;
}

/* PTRACE_SINGLESTEP, which gdb's stepi and next use. */
static int check_step(void)
{
	pid_t child = traced_child();
	unsigned steps = 0;

	while (steps < STEPS && !ptrace(PTRACE_SINGLESTEP, child, 0, 0) && trapped(child))
		steps++;
	end_child(child);
	return say(steps == STEPS, "stops", steps);
}

/* Hardware breakpoints and watchpoints, which gdb's hbreak and watch use. */
static int check_hardware(int set, uint64_t address, uint32_t control)
{
	struct user_hwdebug_state state = {0};
	struct iovec io = {&state, sizeof(state)};
	pid_t child = traced_child();
	uint64_t slots;
	bool hit;

	if (ptrace(PTRACE_GETREGSET, child, set, &io))
		return say(false, "PTRACE_GETREGSET: error", (uint64_t)errno);
	slots = state.dbg_info & 0xff;
	memset(&state, 0, sizeof(state));
	state.dbg_regs[0].addr = address;
	state.dbg_regs[0].ctrl = control;
	io.iov_len = offsetof(struct user_hwdebug_state, dbg_regs) + sizeof(state.dbg_regs[0]);
	if (ptrace(PTRACE_SETREGSET, child, set, &io))
		return say(false, "PTRACE_SETREGSET: error", (uint64_t)errno);
	ptrace(PTRACE_CONT, child, 0, 0);
	hit = trapped(child);
	end_child(child);
	return say(hit, hit ? "hit; slots" : "not hit; slots", slots);
}

static int check_breakpoint(void)
{
	return check_hardware(NT_ARM_HW_BREAK, (uint64_t)target, BREAK_CONTROL);
}

static int check_watchpoint(void)
{
	return check_hardware(NT_ARM_HW_WATCH, (uint64_t)&watched, WATCH_CONTROL);
}

static int perf_open(struct perf_event_attr *attribute)
{
	attribute->size = sizeof(*attribute);
	attribute->exclude_kernel = 1;
	return (int)syscall(SYS_perf_event_open, attribute, 0, -1, -1, 0);
}

static uint64_t perf_count(int event)
{
	uint64_t count;

	if (read(event, &count, sizeof(count)) != sizeof(count))
		exit(say(false, "no count: error", (uint64_t)errno));
	close(event);
	return count;
}

/* `perf stat -e mem:...:x`: the kernel counts the hit and steps over the instruction. */
static int check_perf(void)
{
	struct perf_event_attr attribute = {.type = PERF_TYPE_BREAKPOINT,
					    .bp_type = HW_BREAKPOINT_X,
					    .bp_addr = (uint64_t)target,
					    .bp_len = 4};
	int event = perf_open(&attribute);
	uint64_t x = 1, count;

	if (event < 0)
		return say(false, "perf_event_open: error", (uint64_t)errno);
	for (unsigned i = 0; i < CALLS; i++)
		x = target(x);
	count = perf_count(event);
	return say(count == CALLS && x == 1 + 2 * CALLS, "hits", count);
}

/* `perf stat -e cycles` of this process: cycles are counted while it works, and not while it sleeps. */
static int check_cycles(void)
{
	struct perf_event_attr attribute = {.type = PERF_TYPE_HARDWARE,
					    .config = PERF_COUNT_HW_CPU_CYCLES};
	int event = perf_open(&attribute);
	uint64_t turns = WORK, count, slept;

	if (event < 0)
		return say(false, "perf_event_open: error", (uint64_t)errno);
	__asm__ volatile("1: nop\n\tsubs %0, %0, #1\n\tb.ne 1b" : "+r"(turns) : : "cc");
	if (read(event, &count, sizeof(count)) != sizeof(count))
		return say(false, "no count: error", (uint64_t)errno);
	usleep(SLEEP_US);
	slept = perf_count(event) - count;
	return say(count && slept < count, "cycles", count);
}

/* Offset of `address` in the file of this program. */
static uint64_t file_offset(uint64_t address)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long from, to, offset;
	char line[300];

	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %*s %lx", &from, &to, &offset) == 3 && address >= from &&
		    address < to)
			return address - from + offset;
	exit(say(false, "not in its own map", address));
}

static void write_line(const char *file, const char *text)
{
	int descriptor = open(file, O_WRONLY);

	if (descriptor < 0 || write(descriptor, text, strlen(text)) != (ssize_t)strlen(text))
		exit(say(false, file, (uint64_t)errno));
	close(descriptor);
}

static uint64_t lines_traced(void)
{
	FILE *trace = fopen(TRACING "trace", "r");
	char line[300];
	uint64_t count = 0;

	while (trace && fgets(line, sizeof(line), trace))
		count += strstr(line, "guest_debug: (") != NULL;
	return count;
}

/* perf probe: the kernel writes a breakpoint instruction and steps the replaced instruction at another address. */
static int check_uprobe(void)
{
	char program[200], event[300];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	pid_t child;
	int status;

	if (length < 0)
		return say(false, "/proc/self/exe: error", (uint64_t)errno);
	program[length] = 0;
	snprintf(event, sizeof(event), "p:guest_debug %s:0x%" PRIx64 "\n", program,
		 file_offset((uint64_t)target));
	write_line(TRACING "uprobe_events", event);
	write_line(ENABLE, "1");
	child = fork();
	if (child == 0) {
		uint64_t x = 1;

		for (unsigned i = 0; i < CALLS; i++)
			x = target(x);
		_exit(x == 1 + 2 * CALLS ? CHILD_STATUS : 1);
	}
	waitpid(child, &status, 0);
	write_line(ENABLE, "0");
	if (WIFSIGNALED(status))
		return say(false, "killed by signal", (uint64_t)WTERMSIG(status));
	return say(WEXITSTATUS(status) == CHILD_STATUS && lines_traced() == CALLS, "hits",
		   lines_traced());
}

static const struct {
	const char *name;
	int (*run)(void);
} checks[] = {
    {"step", check_step}, {"breakpoint", check_breakpoint}, {"watchpoint", check_watchpoint},
    {"perf", check_perf}, {"uprobe", check_uprobe},	    {"cycles", check_cycles},
};

int main(int argc, char **argv)
{
	const struct option_entry none[] = {{0}};
	const struct option_program program = {
	    "guest-debug",
	    "Checks one thing that debuggers or perf do: step, breakpoint, watchpoint, perf,\n"
	    "uprobe or cycles. Prints one line; its status is 0 if it works.\n",
	    none, "CHECK", true};
	int first = options_parse(&program, argc, argv);

	alarm(TIMEOUT_S);
	for (unsigned i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (first < argc && !strcmp(argv[first], checks[i].name))
			return checks[i].run();
	options_mistake(&program, "no check is called %s", first < argc ? argv[first] : "");
}
